//! `GET /v1/events/{id}`

use crate::error::Failure;
use crate::ids::Kind;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows an event, in the version that it was made in.
pub(crate) fn run(scope: &mut Scope<'_>, _: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    scope.ledger.forget_old();
    let account = &*scope.ledger.account;
    let id = ids.first();
    let place = account.names.place(Kind::Event, id);
    place
        .and_then(|place| account.events.get(place)?.show(account, scope.base_url))
        .map(|event| Reply::json(&event))
        // The path names it `id`, so there is nothing to switch.
        .ok_or_else(|| Failure::missing("event", id, "id").begun())
}
