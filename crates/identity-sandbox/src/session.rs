//! [`Session`]: a session as the sandbox keeps it.
//!
//! Facts only, and immutable: a change is a new version. What follows from the facts (id, secrets,
//! outputs) is made when it is asked for, so a session takes some 200 bytes.

use std::collections::VecDeque;
use std::sync::Arc;

use identity_types::{
    DocumentOptions, EventType, LastErrorCode, Metadata, Personal, ProvidedDetails, RelatedPerson,
    Timestamp, VerificationFlowId, VerificationSessionStatus, VerificationType,
};
use serde::{Deserialize, Serialize};

use crate::checks::Checks;
use crate::outcome::Outcome;

mod show;

pub(crate) use self::show::{Lens, Shown, show_error};

/// How long a `client_secret` opens the modal, in seconds.
pub(crate) const SECRET_LIFE: i64 = 24 * 60 * 60;
/// How long a `url` opens the page, in seconds.
pub(crate) const URL_LIFE: i64 = 48 * 60 * 60;

/// What the sandbox knows of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Its number among the account's sessions, from 0 on.
    pub(crate) place: u64,
    /// Its number among this session's versions.
    pub(crate) version: u32,
    /// Whether an event or a stored result names this version. If none does, the next version takes its
    /// place.
    pub(crate) kept: bool,
    pub(crate) status: Status,
    pub(crate) what: What,
    pub(crate) created: Timestamp,
    pub(crate) secret: Token,
    pub(crate) url: Token,
    /// How many attempts were submitted.
    pub(crate) attempts: u32,
    pub(crate) client_reference_id: Option<Personal<Arc<str>>>,
    pub(crate) metadata: Metadata,
    pub(crate) document: Option<Box<DocumentOptions>>,
    pub(crate) last_error: Option<Box<LastError>>,
    /// The place of the newest report.
    pub(crate) last_report: Option<u64>,
    pub(crate) redaction: Option<Redaction>,
    /// What few sessions have.
    pub(crate) more: Option<Box<More>>,
}

/// Where a session stands: the API's four words, as a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Canceled,
    Processing,
    RequiresInput,
    Verified,
}

/// What is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    Document,
    IdNumber,
    VerificationFlow,
}

/// A `client_secret` or a `url`: how many were made before it, and when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) generation: u32,
    pub(crate) made: Timestamp,
}

/// Why the last attempt failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct LastError {
    pub(crate) code: LastErrorCode,
    pub(crate) reason: Personal<Box<str>>,
}

/// How far the removal of personal data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Redaction {
    /// Asked for, and due at this time.
    Processing(Timestamp),
    Redacted,
}

/// The rarer facts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct More {
    pub(crate) flow: Option<Flow>,
    pub(crate) return_url: Option<Personal<Box<str>>>,
    pub(crate) provided_details: Option<ProvidedDetails>,
    pub(crate) customer: Option<Arc<str>>,
    pub(crate) customer_account: Option<Arc<str>>,
    pub(crate) person: Option<RelatedPerson>,
    /// The end of the processing that runs.
    pub(crate) pending: Option<Pending>,
    /// What the person's next attempts will come to.
    pub(crate) script: VecDeque<Outcome>,
    /// Whether the person acts without anybody's doing as long as there is a script, and when next.
    pub(crate) self_acting: bool,
    pub(crate) acts_at: Option<Timestamp>,
}

/// A flow, and the checks it stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Flow {
    pub(crate) id: VerificationFlowId,
    pub(crate) checks: Checks,
}

/// What a processing will come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// `None`: when somebody says so.
    pub(crate) due: Option<Timestamp>,
    pub(crate) outcome: Outcome,
}

impl Session {
    /// The checks that an attempt goes through.
    pub(crate) fn checks(&self) -> Checks {
        match self.flow() {
            Some(flow) => flow.checks,
            None => Checks::of(self.what, self.document.as_deref()),
        }
    }

    /// The flow that it follows.
    pub(crate) fn flow(&self) -> Option<&Flow> {
        self.more.as_deref()?.flow.as_ref()
    }

    /// The rarer facts, to be changed.
    pub(crate) fn more_mut(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// The customer that the session is about.
    pub(crate) fn customer(&self) -> Option<Arc<str>> {
        self.more.as_deref()?.customer.clone()
    }

    /// The account that stands for that customer.
    pub(crate) fn customer_account(&self) -> Option<Arc<str>> {
        self.more.as_deref()?.customer_account.clone()
    }

    /// Whether the person can open `url` and `client_secret`.
    pub(crate) fn takes_input(&self) -> bool {
        self.status == Status::RequiresInput && self.redaction.is_none()
    }

    /// What this session still has to do by itself, and when.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        if let Some(Redaction::Processing(due)) = self.redaction {
            return Some(due);
        }
        let more = self.more.as_deref()?;
        match self.status {
            Status::Processing => more.pending.as_ref()?.due,
            Status::RequiresInput => more.acts_at,
            Status::Canceled | Status::Verified => None,
        }
    }
}

impl LastError {
    /// With the sandbox's own sentence, or with one that was asked for.
    pub(crate) fn new(code: LastErrorCode, reason: Option<&str>) -> Self {
        let reason = reason.unwrap_or_else(|| default_reason(&code)).into();
        Self {
            code,
            reason: Personal::new(reason),
        }
    }

    /// What a redaction leaves of it.
    pub(crate) fn scrubbed(&self) -> Self {
        Self::new(self.code.clone(), None)
    }
}

impl Token {
    /// When a token was made that is not shown: a retrieve brings the next one.
    pub(crate) const WITHHELD: Timestamp = Timestamp::from_secs(i64::MIN);

    /// The first one of a session.
    pub(crate) const fn first(now: Timestamp) -> Self {
        Self {
            generation: 0,
            made: now,
        }
    }

    /// The one after it.
    pub(crate) const fn next(self, now: Timestamp) -> Self {
        Self {
            generation: self.generation.wrapping_add(1),
            made: now,
        }
    }

    /// Whether it has reached this age, in seconds.
    pub(crate) fn is_older(self, life: i64, now: Timestamp) -> bool {
        now >= self.made.saturating_add(life)
    }
}

impl Status {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Canceled => "canceled",
            Self::Processing => "processing",
            Self::RequiresInput => "requires_input",
            Self::Verified => "verified",
        }
    }

    /// The status of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [
            Self::Canceled,
            Self::Processing,
            Self::RequiresInput,
            Self::Verified,
        ]
        .into_iter()
        .find(|status| status.as_str() == name)
    }

    /// The event that tells that a session has come here.
    pub(crate) const fn event(self) -> EventType {
        match self {
            Self::Canceled => EventType::Canceled,
            Self::Processing => EventType::Processing,
            Self::RequiresInput => EventType::RequiresInput,
            Self::Verified => EventType::Verified,
        }
    }
}

impl From<Status> for VerificationSessionStatus {
    fn from(status: Status) -> Self {
        status.as_str().into()
    }
}

impl What {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::IdNumber => "id_number",
            Self::VerificationFlow => "verification_flow",
        }
    }
}

impl From<What> for VerificationType {
    fn from(what: What) -> Self {
        what.as_str().into()
    }
}

/// A sentence that may be shown to the person.
fn default_reason(code: &LastErrorCode) -> &'static str {
    match code {
        LastErrorCode::Abandoned => "The verification was not completed.",
        LastErrorCode::ConsentDeclined => "Consent to the verification was declined.",
        LastErrorCode::CountryNotSupported => "The country is not supported.",
        LastErrorCode::DeviceNotSupported => "The device has no camera that can be used.",
        LastErrorCode::DocumentExpired => "The document is expired.",
        LastErrorCode::DocumentTypeNotSupported => "The type of the document is not supported.",
        LastErrorCode::EmailUnverifiedOther => "The email address could not be verified.",
        LastErrorCode::EmailVerificationDeclined => "The email verification was declined.",
        LastErrorCode::IdNumberInsufficientDocumentData => {
            "The document does not have the data that the ID number check needs."
        }
        LastErrorCode::IdNumberMismatch => {
            "The ID number does not match the name and the date of birth."
        }
        LastErrorCode::IdNumberUnverifiedOther => "The ID number could not be verified.",
        LastErrorCode::PhoneUnverifiedOther => "The phone number could not be verified.",
        LastErrorCode::PhoneVerificationDeclined => "The phone verification was declined.",
        LastErrorCode::SelfieDocumentMissingPhoto => "The document has no photo of a face.",
        LastErrorCode::SelfieFaceMismatch => "The selfie does not match the document.",
        LastErrorCode::SelfieManipulated => "The selfie appears to be manipulated.",
        LastErrorCode::SelfieUnverifiedOther => "The selfie could not be verified.",
        LastErrorCode::UnderSupportedAge => "The person is under the supported age.",
        _ => "The document is invalid.",
    }
}
