//! The shared state of the limit: a pace behind a fair queue.
//!
//! Waiters stand in line and only the first watches the clock: nobody is overtaken, one timer runs
//! instead of one per waiter, and how long a newcomer will wait is known when it comes.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::pace::Pace;

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
            pace: Mutex::new(Pace::new(full)),
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
        self.lock().check()
    }

    /// How long until one who comes behind `ahead` tokens has `weight` of them, at most.
    fn turn(&self, ahead: u64, weight: NonZeroU32) -> Duration {
        let tokens = ahead.saturating_add(u64::from(weight.get()));
        Duration::try_from_secs_f64(tokens as f64 / self.lock().rate()).unwrap_or(Duration::MAX)
    }

    /// The API said that a request of this moment was too much.
    pub(crate) fn slow_down(&self, sent: Instant) {
        self.lock().slow_down(sent);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pace> {
        // A panic while it was held leaves a pace that is still a pace.
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Requests a second at this moment.
    pub(crate) fn rate(&self) -> f64 {
        self.lock().rate()
    }

    /// True while the pace is below the full one.
    pub(crate) fn is_slowed(&self) -> bool {
        self.rate() < self.full
    }
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
    use crate::clock;

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
        assert_eq!(limiter.rate(), 90.0);
        for (seconds, rate) in [(1, 94.0), (2, 97.5), (3, 99.0)] {
            tokio::time::advance(Duration::from_secs(seconds)).await;
            let _ = limiter.check();
            assert_eq!(limiter.rate(), rate);
        }
        tokio::time::advance(Duration::from_secs(50)).await;
        let _ = limiter.check();
        assert_eq!(limiter.rate(), 100.0);
        for _ in 0..100 {
            tokio::time::advance(Duration::from_millis(1)).await;
            limiter.slow_down(clock::now());
        }
        assert_eq!(limiter.rate(), 5.0);
    }

    /// An API with a limit that nobody told, a little below ours: what it lets through.
    struct Api {
        per_second: f64,
        tokens: f64,
        filled: Instant,
        passed: u32,
        refused: u32,
    }

    impl Api {
        fn new(per_second: f64) -> Self {
            Self {
                per_second,
                tokens: 3.0,
                filled: clock::now(),
                passed: 0,
                refused: 0,
            }
        }

        fn lets_pass(&mut self) -> bool {
            let gained = clock::since(self.filled).as_secs_f64() * self.per_second;
            self.filled = clock::now();
            self.tokens = (self.tokens + gained).min(3.0);
            let passes = self.tokens >= 1.0;
            if passes {
                self.tokens -= 1.0;
                self.passed += 1;
            } else {
                self.refused += 1;
            }
            passes
        }
    }

    /// Of a limit that it was not told it uses nearly all, and it is seldom refused.
    #[tokio::test(start_paused = true)]
    async fn an_unknown_limit_is_found_and_used() {
        const SECONDS: u64 = 120;
        for per_second in [25.0, 50.0, 80.0, 95.0] {
            let limiter = limiter(100);
            let api = Arc::new(Mutex::new(Api::new(per_second)));
            let mut callers = tokio::task::JoinSet::new();
            for _ in 0..32 {
                let (limiter, api) = (Arc::clone(&limiter), Arc::clone(&api));
                callers.spawn(async move {
                    while limiter.take(ONE, None).await.is_ok() {
                        let sent = clock::now();
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        let passes = api.lock().unwrap().lets_pass();
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        if !passes {
                            limiter.slow_down(sent);
                        }
                    }
                });
            }
            // It takes a few refusals to find it.
            tokio::time::sleep(Duration::from_secs(10)).await;
            {
                let mut api = api.lock().unwrap();
                assert!(api.refused < 50, "{} at {per_second}", api.refused);
                (api.passed, api.refused) = (0, 0);
            }
            tokio::time::sleep(Duration::from_secs(SECONDS)).await;
            callers.shutdown().await;
            let api = api.lock().unwrap();
            let used = f64::from(api.passed) / (per_second * SECONDS as f64);
            let refused = f64::from(api.refused) / f64::from(api.passed + api.refused);
            assert!(used >= 0.97, "{used} of {per_second} a second");
            assert!(refused < 0.01, "{refused} of the calls at {per_second}");
        }
    }
}
