#![doc = include_str!("../README.md")]

pub mod _guide;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod calls;
mod client;
mod clock;
mod decode;
mod ensure;
mod ephemeral_keys;
mod events;
mod execute;
mod file_links;
mod files;
mod fresh_url;
mod nature;
mod outcome;
mod paginate;
mod raw;
mod redact_and_wait;
mod report_images;
mod response;
mod verification_reports;
mod verification_sessions;
mod wait;
mod webhook_endpoints;

pub use builder::ClientBuilder;
pub use client::Client;
pub use ensure::Ensured;
pub use ephemeral_keys::EphemeralKeys;
pub use events::Events;
pub use file_links::FileLinks;
pub use files::{ContentPiece, ContentStream, FileContent, Files};
pub use fresh_url::FreshUrl;
pub use identity_transport::{CallOptions, Error, ErrorKind, NotRetried, Phase, RateLimit};
pub use outcome::{Outcome, Reason};
pub use paginate::{Items, Listed, PageFault, Pages};
pub use report_images::{ImageKind, ReportImage};
pub use response::Response;
pub use verification_reports::VerificationReports;
pub use verification_sessions::VerificationSessions;
pub use wait::{Wait, Waited};
pub use webhook_endpoints::WebhookEndpoints;
