//! [`Faults`]: the rules that are armed, and what they do to a call.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::chance::Chance;
use super::tokens::Tokens;
use super::{ErrorFault, ErrorKind, Fault, FaultRule, RoutePattern};
use crate::auth::Account;

/// The most rules at once.
const MOST: usize = 1000;
/// The most accounts that one rate limit tells apart; more share the bucket of callers without a key.
const MOST_ACCOUNTS: usize = 10_000;

/// The faults that wait for their calls; from [`Sandbox::faults`](crate::Sandbox::faults).
#[derive(Debug, Default)]
pub struct Faults {
    /// How many rules there are: without any, no call pays for them.
    count: AtomicUsize,
    rules: Mutex<Rules>,
}

#[derive(Debug, Default)]
struct Rules {
    seed: u64,
    next: u64,
    armed: Vec<Armed>,
}

/// The name of an armed rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FaultId(u64);

impl fmt::Display for FaultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u64> for FaultId {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

/// A rule that is armed, and what it has done so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ArmedFault {
    /// Its name, for [`Faults::disarm`].
    pub id: FaultId,
    /// How many calls it was held against.
    pub seen: u64,
    /// How many it hit.
    pub hits: u64,
    /// The rule as it was armed.
    #[serde(flatten)]
    pub rule: FaultRule,
}

#[derive(Debug)]
struct Armed {
    state: ArmedFault,
    chance: Chance,
    buckets: HashMap<Option<Account>, Tokens>,
}

/// A call that rules are held against.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) account: Option<Account>,
    /// The sandbox's time in milliseconds.
    pub(crate) now: i64,
}

/// What happens to a call before it is looked at.
#[derive(Debug, Default)]
pub(crate) struct Before {
    pub(crate) wait: Duration,
    pub(crate) stop: Option<Stop>,
}

/// How a call ends that is not carried out.
#[derive(Debug, PartialEq)]
pub(crate) enum Stop {
    Reset,
    Error(ErrorFault),
    /// Beyond a rate limit, of one endpoint or of all calls.
    RateLimit {
        reason: &'static str,
    },
}

/// What happens to an answer.
#[derive(Debug, PartialEq)]
pub(crate) enum After {
    Reset,
    Drop,
    Error(ErrorFault),
    Truncate,
    Stall,
    Html,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        let faults = Self::default();
        faults.rules().seed = seed;
        faults
    }

    /// Arms a rule, or a bare [`Fault`], which then hits the next call once. Rules are held against a
    /// call in the order they were armed; a rule that has hit as often as it should is gone. The oldest
    /// rule makes room for the thousand-and-first.
    pub fn arm(&self, rule: impl Into<FaultRule>) -> FaultId {
        let mut rules = self.rules();
        if rules.armed.len() >= MOST {
            rules.armed.remove(0);
        }
        rules.next += 1;
        let id = FaultId(rules.next);
        let rule = rule.into();
        let seed = rule.seed.unwrap_or(rules.seed ^ id.0);
        rules.armed.push(Armed {
            chance: Chance::new(seed),
            buckets: HashMap::new(),
            state: ArmedFault {
                id,
                seen: 0,
                hits: 0,
                rule,
            },
        });
        self.recount(&rules);
        id
    }

    /// Arms [`Fault::CommitThenDrop`] for the next create of a session.
    pub fn commit_then_drop_next_create(&self) {
        let rule = FaultRule::new(Fault::CommitThenDrop);
        self.arm(rule.on(RoutePattern::create_session()));
    }

    /// The rules that are armed, oldest first.
    #[must_use]
    pub fn list(&self) -> Vec<ArmedFault> {
        let rules = self.rules();
        rules.armed.iter().map(|each| each.state.clone()).collect()
    }

    /// How many rules are armed.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Disarms one rule; false if there is none of that name.
    pub fn disarm(&self, id: FaultId) -> bool {
        let mut rules = self.rules();
        let before = rules.armed.len();
        rules.armed.retain(|each| each.state.id != id);
        self.recount(&rules);
        rules.armed.len() < before
    }

    /// Disarms all rules.
    pub fn clear(&self) {
        let mut rules = self.rules();
        rules.armed.clear();
        self.recount(&rules);
    }

    /// What happens to this call before it is looked at.
    pub(crate) fn before(&self, target: &Target<'_>) -> Before {
        let mut before = Before::default();
        if self.pending() == 0 {
            return before;
        }
        let mut rules = self.rules();
        for armed in &mut rules.armed {
            armed.before(target, &mut before);
        }
        self.drop_spent(&mut rules);
        before
    }

    /// What happens to the answer to this call.
    pub(crate) fn after(&self, target: &Target<'_>, carried_out: bool) -> Option<After> {
        if self.pending() == 0 {
            return None;
        }
        let mut rules = self.rules();
        let hit = rules
            .armed
            .iter_mut()
            .find_map(|armed| armed.after(target, carried_out));
        self.drop_spent(&mut rules);
        hit
    }

    fn drop_spent(&self, rules: &mut Rules) {
        rules.armed.retain(|each| !each.is_spent());
        self.recount(rules);
    }

    fn recount(&self, rules: &Rules) {
        self.count.store(rules.armed.len(), Ordering::Relaxed);
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        // Rules are added and dropped whole: a list left by a panic elsewhere is still good.
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn is_spent(&self) -> bool {
        let state = &self.state;
        state.rule.times.is_some_and(|times| state.hits >= times)
    }

    /// Holds the rule against a call: it counts, and chance is drawn, only where it could hit.
    fn hits(&mut self, target: &Target<'_>) -> bool {
        let spent = self.is_spent();
        let state = &mut self.state;
        if spent || !state.rule.on.matches(target.method, target.path) {
            return false;
        }
        state.seen += 1;
        if state.seen <= state.rule.after {
            return false;
        }
        let probability = state.rule.probability;
        let hit = probability >= 1.0 || self.chance.fraction() < probability;
        state.hits += u64::from(hit);
        hit
    }

    fn before(&mut self, target: &Target<'_>, before: &mut Before) {
        before.wait += self.wait(target);
        if before.stop.is_none() {
            before.stop = self.stop(target);
        }
    }

    fn wait(&mut self, target: &Target<'_>) -> Duration {
        let Fault::Latency {
            milliseconds,
            jitter_milliseconds,
        } = self.state.rule.fault
        else {
            return Duration::ZERO;
        };
        if !self.hits(target) {
            return Duration::ZERO;
        }
        let jitter = self.chance.fraction() * f64::from(jitter_milliseconds);
        Duration::from_secs_f64((f64::from(milliseconds) + jitter) / 1000.0)
    }

    fn stop(&mut self, target: &Target<'_>) -> Option<Stop> {
        let stop = match &self.state.rule.fault {
            Fault::Error(error) if !error.after_commit => Stop::Error(error.clone()),
            Fault::ResetBeforeCommit => Stop::Reset,
            Fault::RateLimit { per_second, burst } => {
                let (per_second, burst) = (*per_second, burst.unwrap_or(*per_second));
                let reason = self.reason();
                let beyond = self.is_beyond(target, per_second, burst);
                return beyond.then_some(Stop::RateLimit { reason });
            }
            _ => return None,
        };
        self.hits(target).then_some(stop)
    }

    fn is_beyond(&mut self, target: &Target<'_>, per_second: u32, burst: u32) -> bool {
        let matches = self.state.rule.on.matches(target.method, target.path);
        if !matches || self.is_spent() {
            return false;
        }
        let crowded = self.buckets.len() >= MOST_ACCOUNTS;
        let account = target
            .account
            .filter(|account| !crowded || self.buckets.contains_key(&Some(*account)));
        let tokens = self
            .buckets
            .entry(account)
            .or_insert_with(|| Tokens::full(burst, target.now));
        !tokens.take(per_second, burst, target.now) && self.hits(target)
    }

    fn reason(&self) -> &'static str {
        if self.state.rule.on.is_any() {
            "global-rate"
        } else {
            "endpoint-rate"
        }
    }

    fn after(&mut self, target: &Target<'_>, carried_out: bool) -> Option<After> {
        let fault = &self.state.rule.fault;
        if !(fault.of_the_body() || carried_out && fault.after_commit()) {
            return None;
        }
        let after = match fault {
            Fault::ResetAfterCommit => After::Reset,
            Fault::CommitThenDrop => After::Drop,
            Fault::Error(error) => After::Error(error.clone()),
            Fault::TruncatedBody => After::Truncate,
            Fault::StalledBody => After::Stall,
            Fault::NotJson => After::Html,
            Fault::Latency { .. } | Fault::ResetBeforeCommit | Fault::RateLimit { .. } => {
                return None;
            }
        };
        self.hits(target).then_some(after)
    }
}

impl Stop {
    /// The error of a call that is answered with one.
    pub(crate) fn error(&self) -> Option<ErrorFault> {
        match self {
            Self::Reset => None,
            Self::Error(error) => Some(error.clone()),
            Self::RateLimit { .. } => Some(ErrorFault::new(ErrorKind::RateLimit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(now: i64) -> Target<'static> {
        Target {
            method: "GET",
            path: "/v1/x",
            account: None,
            now,
        }
    }

    #[test]
    fn a_rule_lets_pass_then_hits_and_then_is_gone() {
        let faults = Faults::new(0);
        let rule = FaultRule::new(Fault::ResetBeforeCommit);
        faults.arm(rule.on("GET".parse().unwrap()).after(1).times(2));
        let hits: Vec<_> = (0..5)
            .map(|_| faults.before(&get(0)).stop.is_some())
            .collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert_eq!(faults.pending(), 0);
    }

    #[test]
    fn the_first_stop_wins_and_the_next_waits() {
        let faults = Faults::new(0);
        faults.arm(Fault::latency(Duration::from_millis(5)));
        faults.arm(Fault::error(ErrorKind::Unavailable));
        faults.arm(Fault::ResetBeforeCommit);
        faults.arm(Fault::latency(Duration::from_millis(6)));
        let before = faults.before(&get(0));
        assert_eq!(before.wait, Duration::from_millis(11));
        assert!(matches!(before.stop, Some(Stop::Error(_))));
        assert_eq!(faults.before(&get(0)).stop, Some(Stop::Reset));
    }

    #[test]
    fn a_fault_after_the_commit_waits_for_one() {
        let faults = Faults::new(0);
        faults.commit_then_drop_next_create();
        let create = Target {
            method: "POST",
            path: "/v1/identity/verification_sessions",
            ..get(0)
        };
        assert_eq!(faults.after(&get(0), true), None);
        assert_eq!(faults.after(&create, false), None);
        assert_eq!(faults.after(&create, true), Some(After::Drop));
        assert_eq!(faults.after(&create, true), None);
    }

    #[test]
    fn chance_follows_from_the_seed() {
        let run = |seed| {
            let faults = Faults::new(seed);
            faults.arm(
                FaultRule::new(Fault::ResetBeforeCommit)
                    .always()
                    .probability(0.5),
            );
            let hits = (0..64).map(|_| faults.before(&get(0)).stop.is_some());
            hits.collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        let hits = run(1).iter().filter(|hit| **hit).count();
        assert!((16..=48).contains(&hits), "{hits} of 64");
    }

    #[test]
    fn a_rate_limit_lasts_and_can_be_disarmed() {
        let faults = Faults::new(0);
        let limit = Fault::RateLimit {
            per_second: 2,
            burst: None,
        };
        let id = faults.arm(limit);
        let refused: Vec<_> = [0, 0, 0, 500]
            .map(|now| faults.before(&get(now)).stop.is_some())
            .into();
        assert_eq!(refused, [false, false, true, false]);
        assert_eq!(faults.list()[0].hits, 1);
        assert!(faults.disarm(id) && !faults.disarm(id));
        assert!(faults.before(&get(500)).stop.is_none());
    }
}
