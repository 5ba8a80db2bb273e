#![doc = include_str!("../README.md")]

mod clock;
mod dedup;
mod delivery;
mod error;
#[cfg(feature = "axum")]
mod extract;
mod header;
mod known;
#[cfg(feature = "tower")]
mod layer;
mod memory_dedup;
mod parse;
#[cfg(feature = "tower")]
mod receiver;
#[cfg(feature = "tower")]
mod rejection;
mod reprint;
mod signature;
mod verifier;
mod webhook_error;

pub use clock::Clock;
pub use dedup::{Claim, Dedup, Once, OnceError, Ticket, once};
pub use delivery::{Delivery, IdentityEvent, SessionRef};
pub use error::{Suspect, VerifyError};
#[cfg(feature = "axum")]
pub use extract::Webhook;
pub use known::{Advice, Known};
#[cfg(feature = "tower")]
pub use layer::{Verified, Verify, VerifyLayer};
pub use memory_dedup::MemoryDedup;
pub use parse::ParseError;
#[cfg(feature = "tower")]
pub use receiver::Receiver;
#[cfg(feature = "tower")]
pub use rejection::Rejection;
pub use signature::sign;
pub use verifier::Verifier;
pub use webhook_error::WebhookError;
