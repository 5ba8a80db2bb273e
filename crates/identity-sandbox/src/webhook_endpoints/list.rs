//! `GET /v1/webhook_endpoints`

use std::sync::Arc;

use crate::error::Failure;
use crate::ids::Kind;
use crate::params::{ENDING_BEFORE, EXPAND, LIMIT, Paging, Parameter, STARTING_AFTER, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Index;

pub(crate) const PARAMETERS: &[Parameter] = &[ENDING_BEFORE, EXPAND, LIMIT, STARTING_AFTER];

/// Lists the endpoints of the account, without their secrets.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let account = &*scope.ledger.account;
    let paging = Paging::read(sent, scope.switches(), "webhook endpoint", |id| {
        let place = account.names.place(Kind::Endpoint, id)?;
        let endpoint = account.endpoint(place)?;
        Some((endpoint.created, endpoint.place))
    })?;
    // There are a hundred at most: an order that is made on the spot is as good as one that is kept.
    let order: Index<()> = account
        .live_endpoints()
        .map(|endpoint| ((), (endpoint.created, endpoint.place)))
        .collect();
    let page = paging.page(&order, &(), |place| account.endpoint(place).map(Arc::clone));
    Ok(page.reply(super::PATH, |endpoint| endpoint.show(account.names)))
}
