//! `POST /v1/identity/verification_sessions/{session}/redact`

use crate::error::Failure;
use crate::expand;
use crate::lifecycle;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::settings::seconds;
use crate::switches::SecondRedaction;

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Begins the removal of personal data.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let session = super::find(scope, ids.first())?;
    let delay = seconds(scope.ledger.settings.redaction_delay);
    let due = scope.ledger.now.saturating_add(delay);
    let again = scope.switches().second_redaction == SecondRedaction::ChangesNothing;
    let step =
        lifecycle::redact(&session, due, again).map_err(|error| super::illegal(scope, &error))?;
    let shown = expand::session(&sent.expand(), scope, Some(&session))?;
    if let Some(step) = step {
        scope.ledger.apply(step);
    }
    Ok(super::current(scope, &session, shown))
}
