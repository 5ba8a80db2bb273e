#![doc = include_str!("../README.md")]

mod error;
mod header;
mod signature;
mod verifier;

pub use error::VerifyError;
pub use signature::sign;
pub use verifier::Verifier;
