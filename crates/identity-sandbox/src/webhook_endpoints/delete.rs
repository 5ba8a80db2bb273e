//! `DELETE /v1/webhook_endpoints/{webhook_endpoint}`

use std::sync::Arc;

use identity_types::{ApiObject, DeletedObject, WebhookEndpoint};

use crate::error::Failure;
use crate::params::{Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;

pub(crate) const PARAMETERS: &[Parameter] = &[];

/// Removes an endpoint: it gets nothing any more, and what was on its way is called off.
pub(crate) fn run(scope: &mut Scope<'_>, _: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let endpoint = super::find(scope, ids.first())?;
    let id = scope.ledger.account.names.endpoint(endpoint.place);
    let removed = Arc::new(endpoint.removed());
    scope.ledger.put(Record::Endpoint(removed));
    Ok(Reply::json(&DeletedObject::new(
        id.as_str(),
        WebhookEndpoint::OBJECT,
    )))
}
