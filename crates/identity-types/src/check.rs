//! What sessions and reports share: kinds of checks, their options, and why one failed.

use alloc::string::String;
use alloc::vec::Vec;

use crate::open_enum::open_enum;
use crate::{Extra, Personal};

open_enum! {
    /// What a session verifies.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub enum VerificationType {
        /// A photo of a document, and what the options add to it.
        Document = "document",
        /// A name, a date of birth and an ID number, looked up.
        IdNumber = "id_number",
        /// What a verification flow asks for. Only responses have it: a request names the flow.
        VerificationFlow = "verification_flow",
    }
}

open_enum! {
    /// A kind of identity document.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum DocumentType {
        /// A driving licence.
        DrivingLicense = "driving_license",
        /// A national identity card.
        IdCard = "id_card",
        /// A passport.
        Passport = "passport",
    }
}

open_enum! {
    /// A kind of ID number.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum IdNumberType {
        /// Brazil.
        BrCpf = "br_cpf",
        /// Singapore.
        SgNric = "sg_nric",
        /// United States; only the last four digits may be known.
        UsSsn = "us_ssn",
    }
}

open_enum! {
    /// The sex that a document states.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum Sex {
        /// Removed by a redaction.
        Redacted = "[redacted]",
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Stated, but neither of the two, or not readable. `Unknown` is a value this version does not know.
        NotStated = "unknown",
    }
}

open_enum! {
    /// The result of one check.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum CheckStatus {
        /// The check failed; its `error` says why.
        Unverified = "unverified",
        /// The check passed.
        Verified = "verified",
    }
}

/// Why a check, or a session, failed.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CheckError<Code> {
    /// A short word to branch on.
    pub code: Option<Code>,
    /// A sentence that may be shown to the person. Not stable, and about that person.
    pub reason: Option<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl<Code> CheckError<Code> {
    /// A failure with a reason.
    pub fn new(code: Code, reason: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            reason: Some(Personal::new(reason.into())),
            extra: Extra::new(),
        }
    }
}

/// The document options in force, as sessions and reports show them.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DocumentOptions {
    /// The kinds of documents that are accepted; absent means all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub allowed_types: Option<Vec<DocumentType>>,
    /// An ID number check is added.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_id_number: Option<bool>,
    /// Photos must be taken now, with the camera.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_live_capture: Option<bool>,
    /// A selfie check is added: the face must match the document's.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_matching_selfie: Option<bool>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

/// The options of an ID number check: an empty object today.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IdNumberOptions {
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}
