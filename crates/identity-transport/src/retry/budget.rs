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

    /// Takes what a retry costs, if it is there. It comes back if the loan is dropped unspent, as
    /// when the caller gives up during the wait.
    pub(crate) fn borrow(&self) -> Option<Loan<'_>> {
        let take = |tokens: u32| tokens.checked_sub(COST);
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        // Only where it was taken: a loan made in vain would give back what it never took.
        taken.ok().map(|_| Loan {
            budget: self,
            is_spent: false,
        })
    }

    /// A call succeeded: one token if it took one attempt, else what its last retry took.
    pub(crate) fn succeeded(&self, was_retried: bool) {
        self.give(if was_retried { COST } else { 1 });
    }

    fn give(&self, tokens: u32) {
        let fill = |held: u32| Some(held.saturating_add(tokens).min(CAPACITY));
        // `fill` never refuses.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, fill);
    }
}

/// What one retry costs, taken and not yet spent.
#[derive(Debug)]
pub(crate) struct Loan<'a> {
    budget: &'a RetryBudget,
    is_spent: bool,
}

impl Loan<'_> {
    /// The retry takes place.
    pub(crate) fn spend(mut self) {
        self.is_spent = true;
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        if !self.is_spent {
            self.budget.give(COST);
        }
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

    fn spend_all(budget: &RetryBudget) -> usize {
        std::iter::from_fn(|| budget.borrow().map(Loan::spend)).count()
    }

    #[test]
    fn an_outage_empties_it_and_successes_fill_it() {
        let budget = RetryBudget::new();
        let clone = budget.clone();
        assert_eq!(spend_all(&clone), 100, "clones share one budget");
        for _ in 0..4 {
            budget.succeeded(false);
        }
        assert!(
            budget.borrow().is_none(),
            "four successes do not pay for a retry"
        );
        budget.succeeded(false);
        assert_eq!(spend_all(&budget), 1);
        budget.succeeded(true);
        assert_eq!(spend_all(&budget), 1, "a retry that helped costs nothing");
        for _ in 0..1000 {
            budget.succeeded(true);
        }
        assert_eq!(spend_all(&budget), 100, "it is never more than full");
    }

    #[test]
    fn a_loan_that_is_not_spent_comes_back() {
        let budget = RetryBudget::new();
        for _ in 0..1000 {
            assert!(budget.borrow().is_some());
        }
        assert_eq!(spend_all(&budget), 100);
    }
}
