//! [`Clock`]: where a receiver takes the time from.

use std::fmt;
use std::sync::Arc;

use identity_types::Timestamp;

/// The time that deliveries are held against. Clones ask the same source.
///
/// ```
/// use identity_types::Timestamp;
/// use identity_webhooks::Clock;
///
/// let clock = Clock::new(|| Timestamp::from_secs(1_790_000_000));
/// assert_eq!(clock.now().as_secs(), 1_790_000_000);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// A time of one's own: a test's, or that of the sandbox that delivers.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// This machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self::new(system_time)
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// The only look at the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the injected clock that all else asks"
)]
fn system_time() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::from_secs(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock(at {})", self.now())
    }
}
