//! [`VerificationSession`]: one person's way through a verification.

mod create;
mod last_error;
mod list;
mod options;
mod options_param;
mod outputs;
mod update;

pub use create::CreateVerificationSession;
pub use last_error::LastErrorCode;
pub use list::ListVerificationSessions;
pub use options::{ContactOptions, Matching, MatchingOptions, SessionOptions};
pub use options_param::{
    DocumentOptionsParam, ProvidedDetailsParam, RelatedPersonParam, SessionOptionsParam, Warning,
};
pub use outputs::{ProvidedDetails, RelatedPerson, VerifiedOutputs};
pub use update::UpdateVerificationSession;

use alloc::string::String;

use crate::expandable::HasId;
use crate::open_enum::open_enum;
use crate::{
    ApiObject, CheckError, ClientSecret, Expandable, Extra, Hidden, Metadata, ObjectTag, Personal,
    Timestamp, VerificationFlowId, VerificationReport, VerificationReportId, VerificationSessionId,
    VerificationType, VerificationUrl,
};

/// A VerificationSession as the API returns it.
///
/// Fields are declared in the order of the API's JSON. `Option` is `null`; [`Hidden`] also tells "not asked
/// for" apart.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct VerificationSession {
    /// `vs_…`
    pub id: VerificationSessionId,
    /// `identity.verification_session`
    pub object: ObjectTag<Self>,
    /// The caller's own name for the person or the case, at most 5000 characters.
    pub client_reference_id: Option<Personal<String>>,
    /// Opens the modal. `null` once the session takes no more input.
    pub client_secret: Option<ClientSecret>,
    /// When the session was created.
    pub created: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<CheckError<LastErrorCode>>,
    /// The report of the last attempt that was submitted.
    pub last_verification_report: Option<Expandable<VerificationReportId, VerificationReport>>,
    /// False for test mode.
    pub livemode: bool,
    /// The caller's own pairs.
    pub metadata: Metadata,
    /// What the checks were told to do.
    pub options: Option<SessionOptions>,
    /// What the caller knew about the person beforehand.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub provided_details: Hidden<ProvidedDetails>,
    /// How far the removal of personal data is; `null` when nobody asked for it.
    pub redaction: Option<Redaction>,
    /// The customer (`cus_…`) that the session is about.
    pub related_customer: Option<String>,
    /// The account (`acct_…`) that stands for that customer.
    pub related_customer_account: Option<String>,
    /// The person of a connected account that the session is about.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_person: Option<RelatedPerson>,
    /// Where the session stands.
    pub status: VerificationSessionStatus,
    /// What is verified.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub verification_type: VerificationType,
    /// The page to send the person to. `null` once the session takes no more input.
    pub url: Option<VerificationUrl>,
    /// The flow that the session follows, if it was created with one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub verification_flow: Option<VerificationFlowId>,
    /// What was verified about the person; `null` before the session is `verified`.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Hidden::is_not_expanded")
    )]
    pub verified_outputs: Hidden<VerifiedOutputs>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl VerificationSession {
    /// A fresh session in test mode, in `requires_input`, with nothing optional set: for those who make
    /// sessions, as the sandbox and tests do.
    #[must_use]
    pub const fn new(
        id: VerificationSessionId,
        verification_type: VerificationType,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            client_reference_id: None,
            client_secret: None,
            created,
            last_error: None,
            last_verification_report: None,
            livemode: false,
            metadata: Metadata::new(),
            options: None,
            provided_details: Hidden::NotExpanded,
            redaction: None,
            related_customer: None,
            related_customer_account: None,
            related_person: None,
            status: VerificationSessionStatus::RequiresInput,
            verification_type,
            url: None,
            verification_flow: None,
            verified_outputs: Hidden::NotExpanded,
            extra: Extra::new(),
        }
    }
}

impl ApiObject for VerificationSession {
    const OBJECT: &'static str = "identity.verification_session";
}

impl HasId<VerificationSessionId> for VerificationSession {
    fn id(&self) -> &VerificationSessionId {
        &self.id
    }
}

open_enum! {
    /// Where a session stands. There is no failed state: a failed session requires input again.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub enum VerificationSessionStatus {
        /// Called off. Final.
        Canceled = "canceled",
        /// The person has submitted; the checks run.
        Processing = "processing",
        /// Waits for the person: fresh, or an attempt failed (`last_error`).
        RequiresInput = "requires_input",
        /// Every check passed. Final.
        Verified = "verified",
    }
}

/// The removal of personal data from a session.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Redaction {
    /// How far it is.
    pub status: RedactionStatus,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl Redaction {
    /// A redaction that stands at `status`.
    #[must_use]
    pub const fn new(status: RedactionStatus) -> Self {
        Self {
            status,
            extra: Extra::new(),
        }
    }
}

open_enum! {
    /// How far a redaction is.
    ///
    /// Source: <https://docs.stripe.com/api/identity/verification_sessions/object>
    pub enum RedactionStatus {
        /// Asked for; takes up to four days.
        Processing = "processing",
        /// Done: personal data is replaced by placeholders.
        Redacted = "redacted",
        /// After `redacted`; not explained by the API's documents. Personal data is gone.
        Validated = "validated",
    }
}
