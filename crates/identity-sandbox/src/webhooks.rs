//! Webhooks: which endpoints are told of an event.

use crate::state::Ledger;

/// Takes a new event, which is in its store already, under the lock that made it.
pub(crate) fn announce(_ledger: &mut Ledger<'_>, _event: u64) {}
