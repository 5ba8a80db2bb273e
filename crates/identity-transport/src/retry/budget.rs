//! [`RetryBudget`]: how much extra load all calls together may cause.
//!
//! A limit per call multiplies the load of an API that is down by the attempts of each call. The
//! budget is shared by all clones: retries take from it and successes fill it, so that a lasting
//! outage is answered with one attempt a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Enough for a hundred retries in a row.
const CAPACITY: u32 = 500;
/// What a retry takes: five successes pay for one.
const COST: u32 = 5;

/// Tokens for retries, shared by all clones.
#[derive(Clone, Debug)]
pub struct RetryBudget(Arc<AtomicU32>);

impl RetryBudget {
    /// A full budget.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(AtomicU32::new(CAPACITY)))
    }

    /// Takes what a retry costs, if it is there.
    pub(crate) fn take(&self) -> bool {
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |tokens| {
                tokens.checked_sub(COST)
            });
        taken.is_ok()
    }

    /// A call succeeded: one token for it, and what its last retry took comes back.
    pub(crate) fn succeeded(&self, was_retried: bool) {
        self.give(if was_retried { COST } else { 1 });
    }

    /// A retry that was paid for did not take place.
    pub(crate) fn refund(&self) {
        self.give(COST);
    }

    fn give(&self, tokens: u32) {
        let fill = |held: u32| Some(held.saturating_add(tokens).min(CAPACITY));
        // `fill` never refuses.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
    }
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_empties_it_and_successes_fill_it() {
        let budget = RetryBudget::new();
        let clone = budget.clone();
        assert_eq!((0..1000).filter(|_| clone.take()).count(), 100);
        for _ in 0..4 {
            budget.succeeded(false);
        }
        assert!(!budget.take(), "four successes do not pay for a retry");
        budget.succeeded(false);
        assert!(budget.take());
        budget.succeeded(true);
        assert!(budget.take(), "a retry that helped costs nothing");
        for _ in 0..1000 {
            budget.succeeded(true);
        }
        assert_eq!(
            (0..1000).filter(|_| clone.take()).count(),
            100,
            "it is never more than full"
        );
    }
}
