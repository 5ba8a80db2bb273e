#![doc = include_str!("../README.md")]
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

mod api_error;
mod api_key;
mod extra;
mod id;
mod idempotency_key;
mod invalid;
mod open_enum;
mod personal;
mod text;
mod wire;

pub use api_error::{ApiError, ApiErrorType};
pub use api_key::{ApiKey, Mode};
pub use extra::{Extra, Value};
pub use id::{
    AccountId, EphemeralKeyId, EventId, FileId, FileLinkId, RequestId, VerificationFlowId,
    VerificationReportId, VerificationSessionId, WebhookEndpointId,
};
pub use idempotency_key::IdempotencyKey;
pub use invalid::Invalid;
pub use personal::Personal;
