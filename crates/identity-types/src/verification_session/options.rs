//! [`SessionOptions`]: what the checks of a session were told to do.

use crate::Extra;
use crate::check::{DocumentOptions, IdNumberOptions};
use crate::open_enum::open_enum;

/// The options of a session, as the API shows them. Each part is there only if it applies.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SessionOptions {
    /// Options of the document check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub document: Option<DocumentOptions>,
    /// Options of the e-mail check; a flow sets them.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<ContactOptions>,
    /// Options of the ID number check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub id_number: Option<IdNumberOptions>,
    /// How closely the person must match what is known; a flow sets it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub matching: Option<MatchingOptions>,
    /// Options of the phone check; a flow sets them.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub phone: Option<ContactOptions>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// The options of an e-mail or phone check.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContactOptions {
    /// The address or number must be verified with a code.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_verification: Option<bool>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// How closely the person must match what is known about the related person.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MatchingOptions {
    /// The date of birth.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub dob: Option<Matching>,
    /// The name.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub name: Option<Matching>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

open_enum! {
    /// How closely two values must match.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub enum Matching {
        /// Not at all.
        None = "none",
        /// They must be similar.
        Similar = "similar",
    }
}
