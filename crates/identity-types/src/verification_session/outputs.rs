//! What a session shows about a person.

use alloc::string::String;

use crate::{Address, Date, Extra, Hidden, IdNumberType, Personal, Sex};

/// What was verified about the person, over all checks.
///
/// `verified_outputs` in `expand` brings the plain fields; each [`Hidden`] one needs its own path, e.g.
/// `verified_outputs.dob`, and some need a restricted key.
///
/// Source: <https://docs.stripe.com/identity/access-verification-results>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VerifiedOutputs {
    /// The verified address.
    pub address: Option<Address>,
    /// The date of birth. Needs its own path and a restricted key.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub dob: Hidden<Date>,
    /// The verified e-mail address.
    pub email: Option<Personal<String>>,
    /// The first name.
    pub first_name: Option<Personal<String>>,
    /// The ID number. Needs its own path and a restricted key.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub id_number: Hidden<Personal<String>>,
    /// What kind of ID number it is.
    pub id_number_type: Option<IdNumberType>,
    /// The last name.
    pub last_name: Option<Personal<String>>,
    /// The verified phone number.
    pub phone: Option<Personal<String>>,
    /// The sex. Needs its own path.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub sex: Hidden<Personal<Sex>>,
    /// The place of birth as the document writes it. Needs its own path.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub unparsed_place_of_birth: Hidden<Personal<String>>,
    /// The sex as the document writes it. Needs its own path.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub unparsed_sex: Hidden<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// What the caller gave about the person when the session was created or updated.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ProvidedDetails {
    /// An e-mail address.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<Personal<String>>,
    /// A phone number.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub phone: Option<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// The person of a connected account that a session is about.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RelatedPerson {
    /// The account (`acct_…`).
    pub account: String,
    /// The person (`person_…`).
    pub person: String,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl RelatedPerson {
    /// The person of an account.
    pub fn new(account: impl Into<String>, person: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            person: person.into(),
            extra: Extra::new(),
        }
    }
}
