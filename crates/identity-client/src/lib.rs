#![doc = include_str!("../README.md")]

mod builder;
mod calls;
mod client;
mod clock;
mod decode;
mod ephemeral_keys;
mod events;
mod execute;
mod file_links;
mod files;
mod paginate;
mod raw;
mod response;
mod verification_reports;
mod verification_sessions;
mod webhook_endpoints;

pub use builder::ClientBuilder;
pub use client::Client;
pub use ephemeral_keys::EphemeralKeys;
pub use events::Events;
pub use file_links::FileLinks;
pub use files::{FileContent, Files};
pub use identity_transport::{CallOptions, Error, ErrorKind, Phase, RateLimit};
pub use paginate::{Items, Listed, PageFault, Pages};
pub use response::Response;
pub use verification_reports::VerificationReports;
pub use verification_sessions::VerificationSessions;
pub use webhook_endpoints::WebhookEndpoints;
