//! The only places where the time is read: tokio's clock, which a test can pause, and the wall clock
//! for the one header that names a date.

use std::ops::Add;
use std::time::{Duration, SystemTime};

use governor::clock::{Clock, Reference};
use governor::nanos::Nanos;
use tokio::time::Instant;

/// Now, on the clock that every wait in this crate runs on.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The wall clock, for a `Retry-After` date in an answer without a `Date`. Nothing waits on it.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the wall clock"
)]
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

/// How long since `start`.
pub(crate) fn since(start: Instant) -> Duration {
    now().saturating_duration_since(start)
}

/// governor's view of tokio's clock: its own does not move when tokio's is paused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokioClock;

/// A point on [`TokioClock`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point(Instant);

impl TokioClock {
    /// Now, for measuring how long a refusal lasts.
    pub(crate) fn point() -> Point {
        Point(now())
    }
}

impl Clock for TokioClock {
    type Instant = Point;

    fn now(&self) -> Point {
        Self::point()
    }
}

impl Reference for Point {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_duration_since(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        self.0.checked_sub(duration.into()).map_or(*self, Self)
    }
}

impl Add<Nanos> for Point {
    type Output = Self;

    fn add(self, nanos: Nanos) -> Self {
        Self(self.0 + Duration::from(nanos))
    }
}
