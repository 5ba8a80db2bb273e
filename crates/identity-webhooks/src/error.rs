//! [`VerifyError`]: which step of the verification failed, and what to do about it.

use std::fmt;

/// Why a delivery was refused. Nothing of the delivery and nothing of a secret is in it.
///
/// Answer with 400 and do nothing else: whoever sent it does not know the secret, or sent it long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no `Stripe-Signature` header, or it is empty: not from Stripe, or dropped by a proxy.
    MissingHeader,
    /// The header is not of the form `t=…,v1=…`: not from Stripe, or changed by a proxy.
    MalformedHeader,
    /// The header has no signature of the scheme `v1`. A blank after a comma hides an item.
    NoSignature,
    /// No signature belongs to this payload and one of the secrets.
    Mismatch(Suspect),
    /// The delivery was signed longer ago than the tolerance allows: it is played again, was held back, or
    /// this machine's clock is ahead.
    TooOld {
        /// How long ago, in seconds.
        seconds: u64,
    },
    /// The delivery was signed further in the future than the tolerance allows: this machine's clock is
    /// behind.
    TooNew {
        /// How far ahead, in seconds.
        seconds: u64,
    },
}

/// What most likely lies behind a [`Mismatch`](VerifyError::Mismatch).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Suspect {
    /// The body is empty: something before the verifier has read it.
    EmptyBody,
    /// The body is no JSON object: it was decoded, decompressed or wrapped on its way.
    BodyIsNoObject,
    /// Proven: with other white space the signature fits. The body was parsed and printed again; give the
    /// verifier the bytes as they arrived.
    ReprintedBody,
    /// The body gives no hint. Most often the secret is another endpoint's: each one has its own, and so has
    /// a local listener.
    Secret,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader => f.write_str("there is no Stripe-Signature header"),
            Self::MalformedHeader => {
                f.write_str("the Stripe-Signature header is not of the form t=…,v1=…")
            }
            Self::NoSignature => f.write_str("the Stripe-Signature header has no v1 signature"),
            Self::Mismatch(suspect) => {
                write!(
                    f,
                    "no signature belongs to this payload and secret: {suspect}"
                )
            }
            Self::TooOld { seconds } => write!(
                f,
                "the delivery was signed {seconds} s ago, longer than is tolerated: check this machine's clock"
            ),
            Self::TooNew { seconds } => write!(
                f,
                "the delivery was signed {seconds} s in the future, further than is tolerated: check this machine's clock"
            ),
        }
    }
}

impl fmt::Display for Suspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyBody => "the body is empty, so something has read it before",
            Self::BodyIsNoObject => {
                "the body is no JSON object, so it is not as it was sent: pass on the raw bytes"
            }
            Self::ReprintedBody => {
                "the body was parsed and printed again: pass on the raw bytes, before any JSON parser"
            }
            Self::Secret => {
                "check that the secret is this endpoint's own, and that the body is the raw bytes"
            }
        })
    }
}

impl std::error::Error for VerifyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sentence_says_what_to_do() {
        for (error, sentence) in [
            (
                VerifyError::Mismatch(Suspect::ReprintedBody),
                "no signature belongs to this payload and secret: the body was parsed and printed again: \
                 pass on the raw bytes, before any JSON parser",
            ),
            (
                VerifyError::TooOld { seconds: 301 },
                "the delivery was signed 301 s ago, longer than is tolerated: check this machine's clock",
            ),
        ] {
            assert_eq!(error.to_string(), sentence);
        }
    }
}
