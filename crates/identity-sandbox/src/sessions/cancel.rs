//! `POST /v1/identity/verification_sessions/{session}/cancel`

use crate::error::Failure;
use crate::expand;
use crate::lifecycle;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Cancels a session that waits for input; one that is canceled stays as it is.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let session = super::find(scope, ids.first())?;
    let step = lifecycle::cancel(&session).map_err(|error| super::illegal(scope, &error))?;
    let shown = expand::session(&sent.expand(), scope, Some(&session))?;
    if let Some(step) = step {
        scope.ledger.apply(step);
    }
    Ok(super::current(scope, &session, shown))
}
