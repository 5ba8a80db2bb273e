//! [`Clock`]: the one time of a sandbox, which a test can freeze and advance.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use identity_types::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// The time that a sandbox goes by. Clones are the same clock.
///
/// ```
/// use std::time::Duration;
/// use identity_sandbox::Clock;
/// use identity_types::Timestamp;
///
/// let clock = Clock::frozen(Timestamp::from_secs(1_790_000_000));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_secs(), 1_790_000_060);
/// ```
#[derive(Clone)]
pub struct Clock(Arc<Inner>);

struct Inner {
    pace: Mutex<Pace>,
    /// Wakes whoever waits for the clock.
    moved: watch::Sender<()>,
}

/// How the time goes; in milliseconds, so that small advances add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pace {
    /// With the wall clock, so much ahead of it.
    Running { ahead: i64 },
    /// Not at all.
    Frozen { at: i64 },
}

impl Clock {
    /// The wall clock.
    #[must_use]
    pub fn system() -> Self {
        Self::with(Pace::Running { ahead: 0 })
    }

    /// A clock that stands at `at` until it is [advanced](Self::advance) or [set](Self::set).
    #[must_use]
    pub fn frozen(at: Timestamp) -> Self {
        Self::with(Pace::Frozen { at: millis(at) })
    }

    fn with(pace: Pace) -> Self {
        Self(Arc::new(Inner {
            pace: Mutex::new(pace),
            moved: watch::Sender::new(()),
        }))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_secs(self.millis().div_euclid(1000))
    }

    /// How it goes.
    pub(crate) fn pace(&self) -> Pace {
        *self.lock()
    }

    /// Makes it go like this.
    pub(crate) fn set_pace(&self, pace: Pace) {
        self.change(|_| pace);
    }

    /// The time in milliseconds.
    pub(crate) fn millis(&self) -> i64 {
        self.lock().millis()
    }

    /// Whether it stands still.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        matches!(*self.lock(), Pace::Frozen { .. })
    }

    /// Stops the clock where it is.
    pub fn freeze(&self) {
        self.change(|pace| Pace::Frozen { at: pace.millis() });
    }

    /// Lets a frozen clock run again, from where it stands.
    pub fn unfreeze(&self) {
        self.change(|pace| Pace::Running {
            ahead: pace.millis().saturating_sub(wall_millis()),
        });
    }

    /// Moves the clock ahead, running or frozen.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.change(|pace| match pace {
            Pace::Running { ahead } => Pace::Running {
                ahead: ahead.saturating_add(by),
            },
            Pace::Frozen { at } => Pace::Frozen {
                at: at.saturating_add(by),
            },
        });
    }

    /// Moves the clock to `to`, forwards or backwards; it goes on running, or stays frozen.
    pub fn set(&self, to: Timestamp) {
        self.change(|pace| match pace {
            Pace::Running { .. } => Pace::Running {
                ahead: millis(to).saturating_sub(wall_millis()),
            },
            Pace::Frozen { .. } => Pace::Frozen { at: millis(to) },
        });
    }

    /// Told of every change of pace.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.0.moved.subscribe()
    }

    /// How long until it is `then`, if the clock goes on as it does; `None`: it stands still before that.
    pub(crate) fn until(&self, then: Timestamp) -> Option<Duration> {
        let pace = *self.lock();
        let left = u64::try_from(millis(then).saturating_sub(pace.millis())).unwrap_or_default();
        match pace {
            Pace::Frozen { .. } if left > 0 => None,
            _ => Some(Duration::from_millis(left)),
        }
    }

    fn change(&self, change: impl FnOnce(Pace) -> Pace) {
        let mut pace = self.lock();
        *pace = change(*pace);
        drop(pace);
        self.0.moved.send_replace(());
    }

    fn lock(&self) -> MutexGuard<'_, Pace> {
        // A pace is replaced whole: one left by a panic elsewhere is still good.
        self.0.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pace {
    fn millis(self) -> i64 {
        match self {
            Self::Running { ahead } => wall_millis().saturating_add(ahead),
            Self::Frozen { at } => at,
        }
    }
}

fn millis(time: Timestamp) -> i64 {
    time.as_secs().saturating_mul(1000)
}

/// The only look at the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the injected clock that all else asks"
)]
fn wall_millis() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frozen = matches!(*self.lock(), Pace::Frozen { .. });
        let how = if frozen { "frozen" } else { "running" };
        write!(f, "Clock({how} at {})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_790_000_000);

    #[test]
    fn a_frozen_clock_moves_only_when_told_and_loses_no_part_of_a_second() {
        let clock = Clock::frozen(START);
        let same = clock.clone();
        for _ in 0..4 {
            clock.advance(Duration::from_millis(250));
        }
        assert_eq!(same.now(), START.saturating_add(1));
        clock.set(START);
        assert_eq!(same.now(), START);
    }

    #[test]
    fn whoever_waits_is_told_how_long_and_when_that_changes() {
        let clock = Clock::frozen(START);
        let mut moved = clock.subscribe();
        assert_eq!(clock.until(START), Some(Duration::ZERO));
        assert_eq!(clock.until(START.saturating_add(1)), None);
        for change in [
            |clock: &Clock| clock.advance(Duration::from_secs(1)),
            |clock: &Clock| clock.set(START),
            Clock::unfreeze,
            Clock::freeze,
        ] {
            change(&clock);
            assert!(moved.has_changed().unwrap());
            moved.mark_unchanged();
        }
        clock.unfreeze();
        let left = clock.until(START.saturating_add(3600)).unwrap();
        assert!(left <= Duration::from_secs(3600) && left > Duration::ZERO);
    }

    #[test]
    fn a_running_clock_can_be_moved_and_stopped() {
        let clock = Clock::system();
        clock.set(START);
        assert!(clock.now() >= START && clock.now() < START.saturating_add(3600));
        clock.freeze();
        let stood = clock.now();
        clock.advance(Duration::MAX);
        assert!(clock.now() > stood);
        clock.set(START);
        clock.unfreeze();
        assert!(clock.now() >= START);
    }
}
