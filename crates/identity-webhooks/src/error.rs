//! [`VerifyError`]: which step of the verification failed.

use std::fmt;

/// Why a delivery was refused. Nothing of the delivery is in it.
///
/// Answer with 400 and do nothing else: whoever sent it does not know the secret, or sent it long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The header is not of the form `t=…,v1=…`: not from Stripe, or changed by a proxy.
    MalformedHeader,
    /// The header has no signature of the scheme `v1`.
    NoSignature,
    /// No signature belongs to this payload and one of the secrets. The payload must be the raw body:
    /// parsed and printed again, it is another text.
    Mismatch,
    /// The delivery was signed longer ago than the tolerance allows.
    TooOld,
    /// The delivery was signed further in the future than the tolerance allows: check the clock.
    TooNew,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MalformedHeader => "the signature header is not of the form t=…,v1=…",
            Self::NoSignature => "the signature header has no v1 signature",
            Self::Mismatch => "no signature belongs to this payload and secret",
            Self::TooOld => "the delivery was signed too long ago",
            Self::TooNew => "the delivery was signed in the future",
        })
    }
}

impl std::error::Error for VerifyError {}
