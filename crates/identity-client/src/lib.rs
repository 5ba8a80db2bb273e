#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod decode;
mod execute;
mod response;
mod verification_sessions;

pub use builder::ClientBuilder;
pub use client::Client;
pub use identity_transport::{CallOptions, Error, ErrorKind, Phase, RateLimit};
pub use response::Response;
pub use verification_sessions::VerificationSessions;
