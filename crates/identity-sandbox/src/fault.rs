//! What can go wrong on demand: [`Fault`], the [`FaultRule`]s that say when, and [`Faults`], which holds
//! those that are armed.

mod armed;
mod chance;
mod disconnected;
mod error_fault;
mod pattern;
mod rule;
mod tokens;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use self::armed::{After, Stop, Target};
pub use self::armed::{ArmedFault, FaultId, Faults};
pub use self::disconnected::Disconnected;
pub use self::error_fault::{ErrorFault, ErrorKind};
pub use self::pattern::{InvalidRoutePattern, RoutePattern};
pub use self::rule::{FaultRule, InvalidFaultRule};

/// Something that goes wrong on purpose.
///
/// What "carried out" means: the call passed every check, its endpoint ran, and its result is stored
/// under its idempotency key. A replay and a refusal are not carried out, and use no fault up that waits
/// for that.
///
/// As JSON, for the control API and seed files, it is an object whose `fault` names the variant in
/// snake case: `{"fault": "commit_then_drop"}`, `{"fault": "latency", "milliseconds": 250}`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// The call waits before it is looked at, on tokio's clock (which a test can pause): so many
    /// milliseconds, and up to `jitter_milliseconds` more. Latencies that hit the same call add up.
    Latency {
        /// The least that it waits.
        milliseconds: u32,
        /// The most that chance adds.
        #[serde(default)]
        jitter_milliseconds: u32,
    },
    /// The call is answered with an error of the API.
    Error(ErrorFault),
    /// The connection is reset before the call is looked at: nothing happened.
    ResetBeforeCommit,
    /// The call is carried out, and the connection is reset.
    ResetAfterCommit,
    /// The call is carried out, and the connection is closed without a reply: the case that idempotency
    /// keys exist for.
    CommitThenDrop,
    /// The head of the answer and half of its body arrive, and the connection is closed.
    TruncatedBody,
    /// The head of the answer and half of its body arrive, and then nothing more.
    StalledBody,
    /// The answer has its status, but its body is a page of HTML.
    NotJson,
    /// Calls beyond so many a second of the sandbox's clock are answered with 429 `rate_limit`, each
    /// account by itself; `burst` of them may come at once. A call that passes does not use the rule up.
    RateLimit {
        /// How many calls a second pass.
        per_second: u32,
        /// How many may come at once, `per_second` if not given.
        #[serde(default)]
        burst: Option<u32>,
    },
}

impl Fault {
    /// [`Latency`](Self::Latency) without chance. Above 49 days it is 49 days.
    #[must_use]
    pub fn latency(wait: Duration) -> Self {
        Self::Latency {
            milliseconds: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX),
            jitter_milliseconds: 0,
        }
    }

    /// [`Error`](Self::Error) before the call is carried out, with the API's usual headers.
    #[must_use]
    pub fn error(kind: ErrorKind) -> Self {
        Self::Error(ErrorFault::new(kind))
    }

    /// Whether it waits for a call that was carried out.
    fn after_commit(&self) -> bool {
        match self {
            Self::ResetAfterCommit | Self::CommitThenDrop => true,
            Self::Error(error) => error.after_commit,
            _ => false,
        }
    }

    /// Whether it changes the body of whatever answer there is.
    fn of_the_body(&self) -> bool {
        matches!(
            self,
            Self::TruncatedBody | Self::StalledBody | Self::NotJson
        )
    }
}
