//! `GET /v1/identity/verification_sessions/{session}`

use crate::error::Failure;
use crate::expand;
use crate::lifecycle;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows a session of the account, with secrets that still open.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let session = super::find(scope, ids.first())?;
    let shown = expand::session(&sent.expand(), scope, Some(&session))?;
    if let Some(step) = lifecycle::renew(&session, scope.ledger.now) {
        scope.ledger.apply(step);
    }
    Ok(super::current(scope, &session, shown))
}
