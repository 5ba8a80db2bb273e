//! Why an outcome cannot be read, or cannot happen.

use std::error::Error;
use std::fmt;

use crate::lifecycle::Illegal;

/// A text or a JSON object is no [`Outcome`](crate::Outcome). The value is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseOutcomeError {
    /// It is neither `verify` nor `fail` nor a code of `last_error`.
    Code,
    /// A success with a code.
    CodeOfSuccess,
    /// The delay is neither a number of seconds nor `hold`.
    Delay,
}

impl fmt::Display for ParseOutcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code => {
                "an outcome must be verify, fail, or one of the codes of last_error, as document_expired is"
            }
            Self::CodeOfSuccess => "an outcome with the result verify must have no code",
            Self::Delay => "a delay must be a number of seconds, as in verify@30s, or hold",
        })
    }
}

impl Error for ParseOutcomeError {}

/// An outcome cannot happen to this session; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OutcomeError {
    /// No account of this sandbox has such a session.
    NoSuchSession,
    /// The session is not where this can happen; the sentence says where it is.
    Illegal(Illegal),
    /// The code belongs to a check that the session does not have: its options or its flow would have to
    /// ask for it. The name of the check.
    NoSuchCheck(&'static str),
    /// The sandbox knows no persona of this name.
    NoSuchPersona,
    /// The code ends an attempt before it is submitted, and this one was.
    AlreadySubmitted,
}

impl fmt::Display for OutcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchSession => f.write_str("this sandbox has no such session"),
            Self::Illegal(illegal) => illegal.fmt(f),
            Self::NoSuchCheck(check) => write!(
                f,
                "the session has no {check} check: ask for it in its options, or use a verification flow"
            ),
            Self::AlreadySubmitted => f.write_str(
                "the person has submitted already: what the checks come to is verify or one of their codes",
            ),
            Self::NoSuchPersona => f.write_str("this sandbox knows no persona of that name"),
        }
    }
}

impl Error for OutcomeError {}

impl From<Illegal> for OutcomeError {
    fn from(illegal: Illegal) -> Self {
        Self::Illegal(illegal)
    }
}
