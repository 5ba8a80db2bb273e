//! `POST /v1/events/{id}/retry`
//!
//! In no document of the API, but the call that command-line tools make to have an event sent again.

use crate::error::Failure;
use crate::event::EventRecord;
use crate::ids::Kind;
use crate::params::{EXPAND, Kind as Takes, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Ledger;
use crate::webhooks::EndpointRef;

pub(crate) const PARAMETERS: &[Parameter] = &[
    EXPAND,
    Parameter::new("webhook_endpoint", Takes::Text).required(),
];

/// Sends an event to one endpoint once more, or for the first time, and shows it.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    scope.ledger.forget_old();
    let id = ids.first();
    let account = &*scope.ledger.account;
    let place = account.names.place(Kind::Event, id);
    let event = place
        .and_then(|place| account.events.get(place))
        .map(|event| EventRecord::clone(event))
        .ok_or_else(|| Failure::missing("event", id, "id").begun())?;
    let to = sent.text(&["webhook_endpoint"]).unwrap_or_default();
    let endpoint = endpoint(&scope.ledger, to)
        .ok_or_else(|| Failure::missing("webhook endpoint", to, "webhook_endpoint").begun())?;
    scope.ledger.send_again(&event, endpoint);
    super::retrieve::run(scope, sent, ids)
}

/// An endpoint of the account itself.
fn endpoint(ledger: &Ledger<'_>, id: &str) -> Option<EndpointRef> {
    let account = &*ledger.account;
    let place = account.names.place(Kind::Endpoint, id)?;
    let endpoint = account.endpoint(place)?;
    (!endpoint.connect).then_some(EndpointRef {
        account: account.account(),
        place,
    })
}
