//! The smaller sections of a report: ID number, selfie, e-mail, phone.

use alloc::string::String;

use crate::open_enum::open_enum;
use crate::{CheckError, CheckStatus, Date, Extra, FileId, Hidden, IdNumberType, Personal};

/// What the ID number check found. [`Hidden`] fields need their own path and a restricted key.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct IdNumberReport {
    /// The date of birth.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub dob: Hidden<Date>,
    /// Why the check failed.
    pub error: Option<CheckError<IdNumberErrorCode>>,
    /// The first name.
    pub first_name: Option<Personal<String>>,
    /// The number; of a `us_ssn` it may be the last four digits only.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub id_number: Hidden<Personal<String>>,
    /// What kind of number it is.
    pub id_number_type: Option<IdNumberType>,
    /// The last name.
    pub last_name: Option<Personal<String>>,
    /// The result.
    pub status: CheckStatus,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl IdNumberReport {
    /// A section with a result and nothing else.
    #[must_use]
    pub const fn new(status: CheckStatus) -> Self {
        Self {
            dob: Hidden::NotExpanded,
            error: None,
            first_name: None,
            id_number: Hidden::NotExpanded,
            id_number_type: None,
            last_name: None,
            status,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// Why an ID number check failed.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum IdNumberErrorCode {
        /// The document lacks what the check needs.
        InsufficientDocumentData = "id_number_insufficient_document_data",
        /// The number does not belong to that name and date of birth.
        Mismatch = "id_number_mismatch",
        /// Any other failure.
        UnverifiedOther = "id_number_unverified_other",
    }
}

/// What the selfie check found.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SelfieReport {
    /// The image of the document that was compared.
    pub document: Option<FileId>,
    /// Why the check failed.
    pub error: Option<CheckError<SelfieErrorCode>>,
    /// The image of the selfie.
    pub selfie: Option<FileId>,
    /// The result.
    pub status: CheckStatus,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl SelfieReport {
    /// A section with a result and nothing else.
    #[must_use]
    pub const fn new(status: CheckStatus) -> Self {
        Self {
            document: None,
            error: None,
            selfie: None,
            status,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// Why a selfie check failed.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum SelfieErrorCode {
        /// The document has no photo of a face.
        DocumentMissingPhoto = "selfie_document_missing_photo",
        /// The face is not the document's.
        FaceMismatch = "selfie_face_mismatch",
        /// The selfie was tampered with.
        Manipulated = "selfie_manipulated",
        /// Any other failure.
        UnverifiedOther = "selfie_unverified_other",
    }
}

/// What the e-mail check found.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EmailReport {
    /// The address.
    pub email: Option<Personal<String>>,
    /// Why the check failed.
    pub error: Option<CheckError<EmailErrorCode>>,
    /// The result.
    pub status: CheckStatus,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl EmailReport {
    /// A section with a result and nothing else.
    #[must_use]
    pub const fn new(status: CheckStatus) -> Self {
        Self {
            email: None,
            error: None,
            status,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// Why an e-mail check failed.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum EmailErrorCode {
        /// The address could not be verified.
        UnverifiedOther = "email_unverified_other",
        /// The person refused.
        VerificationDeclined = "email_verification_declined",
    }
}

/// What the phone check found.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PhoneReport {
    /// Why the check failed.
    pub error: Option<CheckError<PhoneErrorCode>>,
    /// The number.
    pub phone: Option<Personal<String>>,
    /// The result.
    pub status: CheckStatus,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl PhoneReport {
    /// A section with a result and nothing else.
    #[must_use]
    pub const fn new(status: CheckStatus) -> Self {
        Self {
            error: None,
            phone: None,
            status,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// Why a phone check failed.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum PhoneErrorCode {
        /// The number could not be verified.
        UnverifiedOther = "phone_unverified_other",
        /// The person refused.
        VerificationDeclined = "phone_verification_declined",
    }
}
