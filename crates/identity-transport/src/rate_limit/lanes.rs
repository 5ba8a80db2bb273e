//! A limit for each connected account: the API counts each account by itself.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use identity_types::AccountId;

use super::fleet::Fleet;
use super::limiter::Limiter;

/// Idle accounts are forgotten when there are more than so many.
const MANY: usize = 1024;

/// The limit of one account.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) account: Option<AccountId>,
    pub(super) limiter: Limiter,
    pub(super) fleet: Fleet,
}

/// The limits of all accounts. Most transports have one, and it is reached without a look-up.
#[derive(Debug)]
pub(super) struct Lanes {
    rate: NonZeroU32,
    own: Arc<Lane>,
    others: Mutex<Others>,
}

#[derive(Debug)]
struct Others {
    lanes: HashMap<AccountId, Arc<Lane>>,
    /// How many there may be before idle ones are looked for.
    room: usize,
}

impl Lanes {
    /// `own` is the account of calls that name none.
    pub(super) fn new(rate: NonZeroU32, own: Option<AccountId>) -> Self {
        Self {
            rate,
            own: lane(rate, own),
            others: Mutex::new(Others {
                lanes: HashMap::new(),
                room: MANY,
            }),
        }
    }

    /// The lane of a call for `account`.
    pub(super) fn of(&self, account: Option<&AccountId>) -> Arc<Lane> {
        match account {
            Some(account) if self.own.account.as_ref() != Some(account) => self.other(account),
            _ => Arc::clone(&self.own),
        }
    }

    fn other(&self, account: &AccountId) -> Arc<Lane> {
        // A panic while it was held leaves a map that is still a map.
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = others.lanes.get(account) {
            return Arc::clone(lane);
        }
        if others.lanes.len() >= others.room {
            others.forget_idle();
        }
        let lane = lane(self.rate, Some(account.clone()));
        others.lanes.insert(account.clone(), Arc::clone(&lane));
        lane
    }
}

impl Others {
    /// Forgets lanes that no call is in and that nothing has slowed down: a fresh one is the same but
    /// for the few milliseconds of its burst.
    fn forget_idle(&mut self) {
        self.lanes
            .retain(|_, lane| Arc::strong_count(lane) > 1 || lane.limiter.is_slowed());
        // Twice as many as are in use, so that the search pays for itself.
        self.room = MANY.max(self.lanes.len() * 2);
    }
}

fn lane(rate: NonZeroU32, account: Option<AccountId>) -> Arc<Lane> {
    Arc::new(Lane {
        account,
        limiter: Limiter::new(rate),
        fleet: Fleet::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn account(number: usize) -> AccountId {
        format!("acct_{number}").parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_has_one_lane_whoever_names_it() {
        let lanes = Lanes::new(NonZeroU32::MIN, Some(account(0)));
        assert!(Arc::ptr_eq(&lanes.of(None), &lanes.of(Some(&account(0)))));
        assert!(Arc::ptr_eq(
            &lanes.of(Some(&account(1))),
            &lanes.of(Some(&account(1)))
        ));
        assert!(!Arc::ptr_eq(&lanes.of(None), &lanes.of(Some(&account(1)))));
    }

    #[tokio::test(start_paused = true)]
    async fn only_idle_accounts_are_forgotten() {
        let lanes = Lanes::new(NonZeroU32::MIN, None);
        let in_use = lanes.of(Some(&account(0)));
        lanes.of(Some(&account(1))).limiter.slow_down(clock::now());
        for number in 2..10 * MANY {
            let _ = lanes.of(Some(&account(number)));
        }
        assert!(Arc::ptr_eq(&in_use, &lanes.of(Some(&account(0)))));
        assert!(lanes.of(Some(&account(1))).limiter.is_slowed());
        assert!(lanes.others.lock().unwrap().lanes.len() <= MANY + 1);
    }
}
