//! Whether a request is sent again: a pure function, with no clock and no randomness in it.

use std::time::Duration;

use http::StatusCode;

use super::{NotRetried, advice, backoff};
use crate::{ErrorKind, Phase};

/// A wait that the API asks for is obeyed up to here; a longer one ends the call, and the caller
/// gets the hint.
pub(crate) const LONGEST_HINT: Duration = Duration::from_secs(60);

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Outcome {
    /// A whole answer.
    Answered {
        status: StatusCode,
        should_retry: Option<bool>,
        retry_after: Option<Duration>,
    },
    /// No whole answer.
    Failed { kind: ErrorKind, phase: Phase },
}

/// What is known when an attempt has ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    pub(crate) outcome: Outcome,
    /// How often the request was sent again so far.
    pub(crate) retries: u32,
    pub(crate) max_retries: u32,
    /// A read, or a call with a key: sending it again takes no second effect.
    pub(crate) is_repeatable: bool,
    /// What is left until the deadline, if there is one.
    pub(crate) time_left: Option<Duration>,
    /// The jitter: uniform over `u64`, fresh for each attempt.
    pub(crate) draw: u64,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// It went well.
    Done,
    /// The outcome is the call's, and why.
    Stop(NotRetried),
    /// Wait, then send the request again, if the shared budget has a token.
    Retry { after: Duration },
}

/// The rules in their order; the first that stops, stops.
pub(crate) fn decide(attempt: &Attempt) -> Decision {
    if let Outcome::Answered { status, .. } = attempt.outcome
        && status.is_success()
    {
        return Decision::Done;
    }
    let asked = match check(attempt) {
        Ok(asked) => asked.unwrap_or_default(),
        Err(reason) => return Decision::Stop(reason),
    };
    if attempt.retries >= attempt.max_retries {
        return Decision::Stop(NotRetried::Attempts);
    }
    if asked > LONGEST_HINT {
        return Decision::Stop(NotRetried::Hint);
    }
    // The hint is a floor; the jitter stays above it, so that those who got one hint do not come together.
    let after = asked + backoff::wait(attempt.retries, attempt.draw);
    if attempt.time_left.is_some_and(|left| after >= left) {
        return Decision::Stop(NotRetried::Deadline);
    }
    Decision::Retry { after }
}

/// What an outcome that is no success says: the wait that was asked for, or why it is the last.
fn check(attempt: &Attempt) -> Result<Option<Duration>, NotRetried> {
    if attempt.max_retries == 0 {
        return Err(NotRetried::NoRetries);
    }
    match attempt.outcome {
        Outcome::Failed { phase, .. } if phase != Phase::NotSent && !attempt.is_repeatable => {
            Err(NotRetried::MaybeSent)
        }
        Outcome::Answered { .. } if !attempt.is_repeatable => Err(NotRetried::MaybeSent),
        // The local rate limit has looked at the deadline already.
        Outcome::Failed {
            kind: ErrorKind::RateLimit,
            ..
        } => Err(NotRetried::Deadline),
        Outcome::Failed { kind, .. } if kind.is_transient() => Ok(None),
        Outcome::Failed { .. } => Err(NotRetried::Fault),
        Outcome::Answered {
            should_retry: Some(false),
            ..
        } => Err(NotRetried::Advice),
        Outcome::Answered {
            should_retry: Some(true),
            retry_after,
            ..
        } => Ok(retry_after),
        Outcome::Answered {
            status,
            retry_after,
            ..
        } if advice::is_transient(status) => Ok(retry_after),
        Outcome::Answered { .. } => Err(NotRetried::Status),
    }
}

#[cfg(test)]
mod tests;
