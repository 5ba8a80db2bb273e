//! [`WebhookError`]: why there is no event.

use std::error::Error;
use std::fmt;

use crate::{ParseError, VerifyError};

/// Why a delivery gave no event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// It is not from Stripe, or not fresh: answer 400.
    Verify(VerifyError),
    /// It is from Stripe and cannot be read: answer 500.
    Parse(ParseError),
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verify(error) => error.fmt(f),
            Self::Parse(error) => error.fmt(f),
        }
    }
}

impl Error for WebhookError {}
