//! [`VerificationReport`]: what one submitted attempt found out.

mod document;
mod list;
mod sections;

pub use document::{DocumentErrorCode, DocumentReport};
pub use list::ListVerificationReports;
pub use sections::{
    EmailErrorCode, EmailReport, IdNumberErrorCode, IdNumberReport, PhoneErrorCode, PhoneReport,
    SelfieErrorCode, SelfieReport,
};

use alloc::string::String;

use crate::check::{DocumentOptions, IdNumberOptions};
use crate::expandable::HasId;
use crate::{
    ApiObject, Extra, ObjectTag, Personal, Timestamp, VerificationFlowId, VerificationReportId,
    VerificationSessionId, VerificationType,
};

/// A VerificationReport as the API returns it: one per submitted attempt, immutable apart from redaction.
///
/// A section is there only if its check ran.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VerificationReport {
    /// `vr_…`
    pub id: VerificationReportId,
    /// `identity.verification_report`
    pub object: ObjectTag<Self>,
    /// The caller's own name for the person or the case, copied from the session.
    pub client_reference_id: Option<Personal<String>>,
    /// When the attempt was evaluated.
    pub created: Timestamp,
    /// The document check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub document: Option<DocumentReport>,
    /// The e-mail check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<EmailReport>,
    /// The ID number check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub id_number: Option<IdNumberReport>,
    /// False for test mode.
    pub livemode: bool,
    /// The options that were in force.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub options: Option<ReportOptions>,
    /// The phone check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub phone: Option<PhoneReport>,
    /// The selfie check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub selfie: Option<SelfieReport>,
    /// What was verified.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub verification_type: VerificationType,
    /// The flow that was followed.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub verification_flow: Option<VerificationFlowId>,
    /// The session that the attempt belongs to.
    pub verification_session: Option<VerificationSessionId>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl VerificationReport {
    /// A report in test mode without sections: for those who make reports, as the sandbox and tests do.
    #[must_use]
    pub const fn new(
        id: VerificationReportId,
        verification_type: VerificationType,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            client_reference_id: None,
            created,
            document: None,
            email: None,
            id_number: None,
            livemode: false,
            options: None,
            phone: None,
            selfie: None,
            verification_type,
            verification_flow: None,
            verification_session: None,
            extra: Extra::new(),
        }
    }
}

impl ApiObject for VerificationReport {
    const OBJECT: &'static str = "identity.verification_report";
}

impl HasId<VerificationReportId> for VerificationReport {
    fn id(&self) -> &VerificationReportId {
        &self.id
    }
}

/// The options that were in force for a report.
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReportOptions {
    /// Options of the document check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub document: Option<DocumentOptions>,
    /// Options of the ID number check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub id_number: Option<IdNumberOptions>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}
