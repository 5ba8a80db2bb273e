//! [`DocumentReport`]: the document section of a report.

use alloc::string::String;
use alloc::vec::Vec;

use crate::open_enum::open_enum;
use crate::{
    Address, CheckError, CheckStatus, Date, DocumentType, Extra, FileId, Hidden, Personal, Sex,
};

/// What the document check found. Each [`Hidden`] field needs its own path in `expand`, e.g.
/// `document.expiration_date`, and a restricted key.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DocumentReport {
    /// The address on the document.
    pub address: Option<Address>,
    /// The date of birth on the document.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub dob: Hidden<Date>,
    /// Why the check failed.
    pub error: Option<CheckError<DocumentErrorCode>>,
    /// When the document expires.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub expiration_date: Hidden<Date>,
    /// The images of the document.
    pub files: Option<Vec<FileId>>,
    /// The first name on the document.
    pub first_name: Option<Personal<String>>,
    /// When the document was issued.
    pub issued_date: Option<Date>,
    /// The country that issued it, two letters.
    pub issuing_country: Option<Personal<String>>,
    /// The last name on the document.
    pub last_name: Option<Personal<String>>,
    /// The number of the document.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub number: Hidden<Personal<String>>,
    /// The sex on the document.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub sex: Hidden<Personal<Sex>>,
    /// The result.
    pub status: CheckStatus,
    /// What kind of document it is.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub document_type: Option<DocumentType>,
    /// The place of birth as the document writes it.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub unparsed_place_of_birth: Hidden<Personal<String>>,
    /// The sex as the document writes it.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub unparsed_sex: Hidden<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl DocumentReport {
    /// A section with a result and nothing else.
    #[must_use]
    pub const fn new(status: CheckStatus) -> Self {
        Self {
            address: None,
            dob: Hidden::NotExpanded,
            error: None,
            expiration_date: Hidden::NotExpanded,
            files: None,
            first_name: None,
            issued_date: None,
            issuing_country: None,
            last_name: None,
            number: Hidden::NotExpanded,
            sex: Hidden::NotExpanded,
            status,
            document_type: None,
            unparsed_place_of_birth: Hidden::NotExpanded,
            unparsed_sex: Hidden::NotExpanded,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// Why a document check failed.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
    pub enum DocumentErrorCode {
        /// The document is past its expiry date.
        Expired = "document_expired",
        /// The document is of a kind that the options do not allow.
        TypeNotSupported = "document_type_not_supported",
        /// Any other failure.
        UnverifiedOther = "document_unverified_other",
    }
}
