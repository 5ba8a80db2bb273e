//! [`Wait`]: how long to wait, and how often to look.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Duration;

use identity_transport::Jitter;
use tokio::time::Instant;

/// The last look begins this long before the end, so that its answer comes in time.
const LAST_LOOK: Duration = Duration::from_secs(1);

/// How long to wait, and how often to look.
///
/// The pauses begin short and grow by half, each drawn at random from its upper half, so that many waits
/// that began together do not look together.
///
/// ```
/// use identity_client::Wait;
/// use std::time::Duration;
///
/// let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
/// let redaction = Wait::at_most(minutes(60 * 24 * 4)).pauses(minutes(1), minutes(15));
/// # let _ = redaction;
/// ```
#[derive(Clone)]
pub struct Wait {
    total: Duration,
    first: Duration,
    longest: Duration,
    jitter: Arc<dyn Jitter>,
}

impl Wait {
    /// Ends after `total` at the latest. Pauses of 1 to 10 seconds.
    #[must_use]
    pub fn at_most(total: Duration) -> Self {
        Self {
            total,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(10),
            // Nothing secret hangs on it: std's seed, which is the operating system's, will do.
            jitter: Arc::new(|| RandomState::new().hash_one(0_u8)),
        }
    }

    /// Pauses of `first` and then longer ones, up to `longest`. Below 100 ms counts as 100 ms.
    #[must_use]
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        self.first = first.max(Duration::from_millis(100));
        self.longest = longest.max(self.first);
        self
    }

    /// Draws the length of pauses from `jitter`.
    #[must_use]
    pub fn jitter(mut self, jitter: impl Jitter + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    pub(crate) fn begin(&self) -> Clockwork<'_> {
        Clockwork {
            wait: self,
            // An end that the clock cannot hold is no end.
            end: Instant::now().checked_add(self.total),
        }
    }

    /// The pause after look number `round`, from 0: half to whole of its length.
    fn pause(&self, round: u32) -> Duration {
        let grown = (0..round.min(64)).fold(self.first, |pause, _| {
            pause.saturating_add(pause / 2).min(self.longest)
        });
        let half = grown / 2;
        let draw = self.jitter.draw() as f64 / u64::MAX as f64;
        half + half.mul_f64(draw)
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("total", &self.total)
            .field("first", &self.first)
            .field("longest", &self.longest)
            .finish_non_exhaustive()
    }
}

/// A wait that has begun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clockwork<'a> {
    wait: &'a Wait,
    end: Option<Instant>,
}

impl Clockwork<'_> {
    /// What is left of the time.
    pub(crate) fn left(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }

    /// Sleeps before the next look; false when there is no time for one.
    ///
    /// `floor` is what the API asked for. The last pause is cut so that one more look fits.
    pub(crate) async fn pause(&self, round: u32, floor: Duration) -> bool {
        let pause = self.wait.pause(round).max(floor);
        let latest = self
            .left()
            .saturating_sub(LAST_LOOK.min(self.wait.total / 4));
        if latest.is_zero() || floor > latest {
            return false;
        }
        tokio::time::sleep(pause.min(latest)).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_their_cap_and_keep_half_of_their_length() {
        let wait = Wait::at_most(Duration::from_secs(60));
        let pauses = |draw: u64| {
            let wait = wait.clone().jitter(move || draw);
            [0, 1, 2, 20, u32::MAX].map(|round| wait.pause(round).as_millis())
        };
        assert_eq!(pauses(u64::MAX), [1000, 1500, 2250, 10_000, 10_000]);
        assert_eq!(pauses(0), [500, 750, 1125, 5000, 5000]);
    }

    #[test]
    fn two_draws_are_two_draws() {
        let wait = Wait::at_most(Duration::ZERO);
        assert_ne!(wait.jitter.draw(), wait.jitter.draw());
    }
}
