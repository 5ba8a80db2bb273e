//! The shared state of the limit: governor's GCRA behind a fair queue, with a pace that gives way.
//!
//! Waiters stand in line and only the first watches the clock: nobody is overtaken, one timer runs
//! instead of one per waiter, and how long a newcomer will wait is known when it comes.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use crate::clock::{self, Point, TokioClock};

type Gcra = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Point>>;

/// After a rate-limited answer the pace falls to this share of what it was …
const SLOW_DOWN: f64 = 0.8;
/// … and comes back by this share of the full pace a second.
const RECOVERY: f64 = 0.02;
/// It never falls below this share of the full pace.
const FLOOR: f64 = 0.05;

/// A limit shared by all clones of the layer.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// The full pace, in requests a second.
    full: f64,
    /// Holds the place at the head of the line; tokio's queue is first come, first served.
    head: tokio::sync::Mutex<()>,
    /// How many tokens those in line wait for, the head included.
    waiting: AtomicU64,
    pace: Mutex<Pace>,
}

#[derive(Debug)]
struct Pace {
    rate: f64,
    gcra: Gcra,
    changed: Instant,
    /// When an answer last slowed it down; recovery does not count.
    slowed: Option<Instant>,
}

/// The wait for a token would pass the deadline; how long it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) Duration);

impl Limiter {
    pub(crate) fn new(rate: NonZeroU32) -> Self {
        let full = f64::from(rate.get());
        Self {
            full,
            head: tokio::sync::Mutex::new(()),
            waiting: AtomicU64::new(0),
            pace: Mutex::new(Pace {
                rate: full,
                gcra: RateLimiter::direct_with_clock(quota(full), TokioClock),
                changed: clock::now(),
                slowed: None,
            }),
        }
    }

    /// Waits for `weight` tokens. Dropping the future gives the place in line to the next.
    pub(crate) async fn take(
        &self,
        weight: NonZeroU32,
        time_left: Option<Duration>,
    ) -> Result<(), TooLong> {
        let place = Place::take(self, weight);
        let wait = if place.ahead == 0 && weight == NonZeroU32::MIN {
            match self.check() {
                Ok(()) => return Ok(()),
                Err(wait) => wait,
            }
        } else {
            self.turn(place.ahead, weight)
        };
        if time_left.is_some_and(|left| wait >= left) {
            return Err(TooLong(wait));
        }
        let _head = self.head.lock().await;
        // One by one: more tokens than the burst holds are never there at once.
        for _ in 0..weight.get() {
            while let Err(wait) = self.check() {
                tokio::time::sleep(wait).await;
            }
        }
        Ok(())
    }

    /// A token, or how long until there is one.
    fn check(&self) -> Result<(), Duration> {
        let mut pace = self.lock();
        pace.recover(self.full);
        pace.gcra
            .check()
            .map_err(|until| until.wait_time_from(TokioClock::point()))
    }

    /// How long until one who comes behind `ahead` tokens has `weight` of them, at most.
    fn turn(&self, ahead: u64, weight: NonZeroU32) -> Duration {
        let tokens = ahead.saturating_add(u64::from(weight.get()));
        Duration::try_from_secs_f64(tokens as f64 / self.lock().rate).unwrap_or(Duration::MAX)
    }

    /// The API said that this was too much. A request that was sent before the last slow-down says
    /// nothing new: those in flight would otherwise bring the pace down many times for one overrun.
    pub(crate) fn slow_down(&self, sent: Instant) {
        let mut pace = self.lock();
        if pace.slowed.is_none_or(|slowed| sent >= slowed) {
            let rate = (pace.rate * SLOW_DOWN).max(self.full * FLOOR);
            pace.change(rate);
            pace.slowed = Some(clock::now());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pace> {
        // A panic while it was held leaves a pace that is still a pace.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests a second at this moment.
    pub(crate) fn rate(&self) -> f64 {
        self.lock().rate
    }

    /// True while the pace is below the full one.
    pub(crate) fn is_slowed(&self) -> bool {
        self.rate() < self.full
    }
}

impl Pace {
    /// Comes back towards the full pace, a step a second.
    fn recover(&mut self, full: f64) {
        let seconds = clock::since(self.changed).as_secs();
        if self.rate < full && seconds > 0 {
            // More seconds than a full recovery takes make no difference.
            let steps = f64::from(u32::try_from(seconds).unwrap_or(u32::MAX));
            self.change((self.rate + full * RECOVERY * steps).min(full));
        }
    }

    fn change(&mut self, rate: f64) {
        self.rate = rate;
        let quota = quota(rate);
        self.gcra = RateLimiter::direct_with_clock(quota, TokioClock);
        self.changed = clock::now();
        // A fresh state has its burst in hand, which would be a present for being refused.
        let _burst = self.gcra.check_n(quota.burst_size());
    }
}

/// A limit of `rate` a second whose burst only makes up for timers that fire late.
///
/// A burst of a whole second's quota would let twice the quota into the first second, and the API
/// counts seconds too. Two hundredths of a second are enough for a timer of a millisecond.
fn quota(rate: f64) -> Quota {
    const LATENESS: f64 = 0.02;
    let burst = (rate * LATENESS).ceil().clamp(1.0, f64::from(u32::MAX - 1)) as u32 + 1;
    // Above a thousand million a second the period rounds to nothing.
    let period = Duration::from_secs_f64(1.0 / rate).max(Duration::from_nanos(1));
    Quota::with_period(period)
        .expect("a period of a nanosecond at least")
        .allow_burst(NonZeroU32::new(burst).expect("one is added"))
}

/// A place in line; leaves it when dropped.
struct Place<'a> {
    limiter: &'a Limiter,
    weight: u64,
    ahead: u64,
}

impl<'a> Place<'a> {
    fn take(limiter: &'a Limiter, weight: NonZeroU32) -> Self {
        let weight = u64::from(weight.get());
        Self {
            limiter,
            weight,
            ahead: limiter.waiting.fetch_add(weight, Ordering::Relaxed),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let weight = self.weight;
        self.limiter.waiting.fetch_sub(weight, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicU32;

    use super::*;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    fn limiter(rate: u32) -> Arc<Limiter> {
        Arc::new(Limiter::new(NonZeroU32::new(rate).unwrap()))
    }

    /// Takes tokens with `tasks` waiters for ten seconds and counts them.
    async fn taken_in_ten_seconds(limiter: &Arc<Limiter>, tasks: usize) -> u32 {
        let count = Arc::new(AtomicU32::new(0));
        let mut waiters = tokio::task::JoinSet::new();
        for _ in 0..tasks {
            let (limiter, count) = (Arc::clone(limiter), Arc::clone(&count));
            waiters.spawn(async move {
                while limiter.take(ONE, None).await.is_ok() {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
        waiters.shutdown().await;
        count.load(Ordering::Relaxed)
    }

    #[tokio::test(start_paused = true)]
    async fn many_waiters_get_the_quota_and_not_more() {
        for rate in [1, 25, 100, 333] {
            let taken = f64::from(taken_in_ten_seconds(&limiter(rate), 16).await);
            let quota = f64::from(rate) * 10.0;
            assert!(taken >= quota * 0.97, "{taken} of {quota}");
            assert!(taken <= quota * 1.01 + 2.0, "{taken} of {quota}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_highest_rate_is_a_rate() {
        let limiter = limiter(u32::MAX);
        assert!(limiter.take(ONE, Some(Duration::ZERO)).await.is_ok());
        limiter.slow_down(clock::now());
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(limiter.take(ONE, None).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_beyond_the_deadline_fails_at_once_and_takes_nothing() {
        let limiter = limiter(1);
        while limiter.check().is_ok() {}
        let start = clock::now();
        let too_long = limiter
            .take(ONE, Some(Duration::from_millis(900)))
            .await
            .unwrap_err();
        assert_eq!(too_long, TooLong(Duration::from_secs(1)));
        assert_eq!(clock::since(start), Duration::ZERO);
        assert!(
            limiter
                .take(ONE, Some(Duration::from_millis(1100)))
                .await
                .is_ok()
        );
        assert_eq!(limiter.waiting.load(Ordering::Relaxed), 0);
    }

    /// Weights wait as so many requests would, and one above the burst waits too, and not for ever.
    #[tokio::test(start_paused = true)]
    async fn a_heavy_request_waits_for_all_its_tokens() {
        let limiter = limiter(10);
        while limiter.check().is_ok() {}
        let heavy = NonZeroU32::new(20).unwrap();
        let start = clock::now();
        let too_long = limiter.take(heavy, Some(Duration::from_secs(2))).await;
        assert_eq!(too_long, Err(TooLong(Duration::from_secs(2))));
        assert!(
            limiter
                .take(heavy, Some(Duration::from_secs(3)))
                .await
                .is_ok()
        );
        assert_eq!(clock::since(start).as_millis() / 10, 200);
        let forever = limiter.take(NonZeroU32::MAX, Some(Duration::MAX));
        assert!(
            tokio::time::timeout(Duration::from_secs(9), forever)
                .await
                .is_err()
        );
        assert_eq!(limiter.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_waiter_leaves_the_line() {
        let limiter = limiter(1);
        while limiter.check().is_ok() {}
        for _ in 0..3 {
            let wait = limiter.take(ONE, None);
            assert!(
                tokio::time::timeout(Duration::from_millis(1), wait)
                    .await
                    .is_err()
            );
        }
        assert_eq!(limiter.waiting.load(Ordering::Relaxed), 0);
        assert!(
            limiter
                .take(ONE, Some(Duration::from_millis(1100)))
                .await
                .is_ok()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_pace_gives_way_once_an_overrun_and_comes_back() {
        let limiter = limiter(100);
        let sent = clock::now();
        tokio::time::advance(Duration::from_millis(1)).await;
        for _ in 0..10 {
            limiter.slow_down(sent);
        }
        assert_eq!(limiter.rate(), 80.0);
        tokio::time::advance(Duration::from_secs(5)).await;
        let _ = limiter.check();
        assert_eq!(limiter.rate(), 90.0);
        tokio::time::advance(Duration::from_secs(50)).await;
        let _ = limiter.check();
        assert_eq!(limiter.rate(), 100.0);
        for _ in 0..100 {
            tokio::time::advance(Duration::from_millis(1)).await;
            limiter.slow_down(clock::now());
        }
        assert_eq!(limiter.rate(), 5.0);
    }
}
