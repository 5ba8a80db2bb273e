//! How many requests a second: governor's GCRA at a pace that gives way, and finds a limit that nobody told.
//!
//! An answer of "too many" takes a tenth off, or more if that was not enough. What comes back comes quickly
//! up to just below the pace that was too much, stays there for some seconds, and goes on quickly once that
//! pace proves to be none too much any more.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use crate::clock::{self, Point, TokioClock};

type Gcra = RateLimiter<NotKeyed, InMemoryState, TokioClock, NoOpMiddleware<Point>>;

/// After a rate-limited answer the pace falls to this share of what it was …
const SLOW_DOWN: f64 = 0.9;
/// … or to this one, if it fell within a second and that was not enough …
const SLOW_DOWN_MORE: f64 = 0.8;
const JUST_NOW: Duration = Duration::from_secs(1);
/// … and comes back by this share of the full pace a second …
const RECOVERY: f64 = 0.04;
/// … but within this share of the pace that was too much, where the limit is, …
const NEAR: f64 = 0.03;
/// … by this share of that pace alone, so that it stays just below for some seconds.
const CREEP: f64 = 0.005;
/// It never falls below this share of the full pace.
const FLOOR: f64 = 0.05;
/// More seconds than a full recovery takes make no difference.
const LONGEST_RECOVERY: u64 = 60;

/// The pace at which requests leave.
#[derive(Debug)]
pub(super) struct Pace {
    /// Requests a second when nothing slows it down.
    full: f64,
    rate: f64,
    /// The pace at the last slow-down.
    too_much: f64,
    gcra: Gcra,
    changed: Instant,
    /// When an answer last slowed it down; recovery does not count.
    slowed: Option<Instant>,
}

impl Pace {
    pub(super) fn new(full: f64) -> Self {
        Self {
            full,
            rate: full,
            too_much: full,
            gcra: RateLimiter::direct_with_clock(quota(full), TokioClock),
            changed: clock::now(),
            slowed: None,
        }
    }

    /// Requests a second at this moment.
    pub(super) const fn rate(&self) -> f64 {
        self.rate
    }

    /// A token, or how long until there is one.
    pub(super) fn check(&mut self) -> Result<(), Duration> {
        self.recover();
        self.gcra
            .check()
            .map_err(|until| until.wait_time_from(TokioClock::point()))
    }

    /// The API said that this was too much. A request that was sent before the last slow-down says
    /// nothing new: those in flight would otherwise bring the pace down many times for one overrun.
    pub(super) fn slow_down(&mut self, sent: Instant) {
        if self.slowed.is_some_and(|slowed| sent < slowed) {
            return;
        }
        let is_again = self.slowed.is_some_and(|at| clock::since(at) <= JUST_NOW);
        let share = if is_again { SLOW_DOWN_MORE } else { SLOW_DOWN };
        self.too_much = self.rate;
        self.change((self.rate * share).max(self.full * FLOOR));
        self.slowed = Some(clock::now());
    }

    /// Comes back towards the full pace, a step a second.
    fn recover(&mut self) {
        let seconds = clock::since(self.changed).as_secs();
        if self.rate < self.full && seconds > 0 {
            let steps = 0..seconds.min(LONGEST_RECOVERY);
            self.change(steps.fold(self.rate, |rate, _| step(rate, self.too_much, self.full)));
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

/// The pace a second after `rate`: quick while it is far from what was too much, slow around it.
fn step(rate: f64, too_much: f64, full: f64) -> f64 {
    let (below, above) = (too_much * (1.0 - NEAR), too_much * (1.0 + NEAR));
    let next = if rate < below {
        (rate + full * RECOVERY).min(below)
    } else if rate < above {
        rate + too_much * CREEP
    } else {
        rate + full * RECOVERY
    };
    next.min(full)
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
