//! `GET /v1/files/{file}`

use crate::error::Failure;
use crate::expand;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows a file of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let file = super::find(scope, ids.first())?;
    expand::plain(&sent.expand(), &["links"], super::FIELDS)?;
    Ok(Reply::json(&file.show(
        scope.ledger.account,
        scope.base_url,
        scope.ledger.now,
    )))
}
