//! What time the API has: from the `Date` of an answer, or from a clock that can be injected.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use identity_types::Timestamp;
use tokio::time::Instant;

use crate::Response;

/// The wall clock, for answers without a `Date`.
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    pub(crate) fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// What time it is at the API, as of `answer`, which just came.
    ///
    /// Its own clock decides whether a time is in the future or too far in it; ours may be wrong.
    pub(crate) fn at_api<T>(&self, answer: &Response<T>) -> ApiTime {
        ApiTime::read(answer).unwrap_or_else(|| ApiTime::begins((self.0)()))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(system)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A reading of the API's clock, which goes on since.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApiTime {
    then: Timestamp,
    seen: Instant,
}

impl ApiTime {
    fn begins(then: Timestamp) -> Self {
        let seen = Instant::now();
        Self { then, seen }
    }

    fn read<T>(answer: &Response<T>) -> Option<Self> {
        let date = answer.header("date").and_then(http_date)?;
        Some(Self::begins(date))
    }

    /// As `answer` says, which just came; if it does not say, this goes on. Over several calls the API's
    /// clock may go at another pace than ours, or stand, as a test's does.
    pub(crate) fn newer<T>(self, answer: &Response<T>) -> Self {
        Self::read(answer).unwrap_or(self)
    }

    /// `after` from now, and never later: whole seconds are cut off.
    pub(crate) fn after(self, after: Duration) -> Timestamp {
        let passed = Instant::now().saturating_duration_since(self.seen) + after;
        self.then.saturating_add(seconds(passed))
    }
}

fn http_date(text: &str) -> Option<Timestamp> {
    let date = httpdate::parse_http_date(text).ok()?;
    Some(since_epoch(date))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that is injected unless another one is"
)]
fn system() -> Timestamp {
    since_epoch(SystemTime::now())
}

fn since_epoch(time: SystemTime) -> Timestamp {
    Timestamp::from_secs(time.duration_since(UNIX_EPOCH).map_or(0, seconds))
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
