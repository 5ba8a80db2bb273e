#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod address;
mod api_error;
mod api_key;
mod check;
mod clearable;
mod created_filter;
mod deleted_object;
mod ephemeral_key;
mod event;
mod event_type;
mod expand;
mod expandable;
mod extra;
mod file;
mod file_link;
#[cfg(feature = "json")]
mod from_json;
mod hidden;
mod id;
mod idempotency_key;
mod invalid;
mod json_path;
mod list;
mod metadata;
mod object_tag;
mod open_enum;
mod page;
mod personal;
mod return_url;
mod secret;
mod text;
mod thin_event;
mod timestamp;
mod verification_report;
mod verification_session;
mod webhook_endpoint;
mod wire;

pub use address::{Address, Date};
pub use api_error::{ApiError, ApiErrorType};
pub use api_key::{ApiKey, Mode};
pub use check::{
    CheckError, CheckStatus, DocumentOptions, DocumentType, IdNumberOptions, IdNumberType, Sex,
    VerificationType,
};
pub use clearable::Clearable;
pub use created_filter::{CreatedFilter, CreatedRange};
pub use deleted_object::DeletedObject;
pub use ephemeral_key::{CreateEphemeralKey, EphemeralKey};
pub use event::{Event, EventData, EventObject, EventRequest, ListEvents};
pub use event_type::{EventType, ThinEventType};
pub use expand::{
    CancelVerificationSession, DeleteEphemeralKey, RedactVerificationSession, RetrieveEvent,
    RetrieveFile, RetrieveFileLink, RetrieveVerificationReport, RetrieveVerificationSession,
    RetrieveWebhookEndpoint,
};
pub use expandable::{Expandable, HasId};
pub use extra::{Extra, Value};
pub use file::{File, FilePurpose, ListFiles};
pub use file_link::{CreateFileLink, FileLink, FileLinkExpiry, ListFileLinks, UpdateFileLink};
#[cfg(feature = "json")]
pub use from_json::{Flaw, from_json};
pub use hidden::Hidden;
pub use id::{
    AccountId, EphemeralKeyId, EventId, FileId, FileLinkId, RequestId, VerificationFlowId,
    VerificationReportId, VerificationSessionId, WebhookEndpointId,
};
pub use idempotency_key::IdempotencyKey;
pub use invalid::Invalid;
pub use json_path::{JsonPath, JsonStep};
pub use list::List;
pub use metadata::Metadata;
pub use object_tag::{ApiObject, ObjectTag};
pub use page::{Cursor, ListParams};
pub use personal::Personal;
pub use return_url::ReturnUrl;
pub use secret::{ClientSecret, EphemeralKeySecret, FileLinkUrl, VerificationUrl, WebhookSecret};
pub use thin_event::{RelatedObject, ThinEvent};
pub use timestamp::Timestamp;
pub use verification_report::{
    DocumentErrorCode, DocumentReport, EmailErrorCode, EmailReport, IdNumberErrorCode,
    IdNumberReport, ListVerificationReports, PhoneErrorCode, PhoneReport, ReportOptions,
    SelfieErrorCode, SelfieReport, VerificationReport,
};
pub use verification_session::{
    ContactOptions, CreateVerificationSession, DocumentOptionsParam, LastErrorCode,
    ListVerificationSessions, Matching, MatchingOptions, ProvidedDetails, ProvidedDetailsParam,
    Redaction, RedactionStatus, RelatedPerson, RelatedPersonParam, SessionOptions,
    SessionOptionsParam, UpdateVerificationSession, VerificationSession, VerificationSessionStatus,
    VerifiedOutputs, Warning,
};
pub use webhook_endpoint::{
    CreateWebhookEndpoint, ListWebhookEndpoints, UpdateWebhookEndpoint, WebhookEndpoint,
    WebhookEndpointStatus, WebhookUrl,
};
