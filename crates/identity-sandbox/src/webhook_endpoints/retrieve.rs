//! `GET /v1/webhook_endpoints/{webhook_endpoint}`

use crate::error::Failure;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows an endpoint, without its secret.
pub(crate) fn run(scope: &mut Scope<'_>, _: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let endpoint = super::find(scope, ids.first())?;
    Ok(Reply::json(&endpoint.show(scope.ledger.account.names)))
}
