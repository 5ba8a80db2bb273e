//! `GET /v1/identity/verification_sessions/{session}`

use identity_types::VerificationSessionId;

use super::expand;
use crate::error::Failure;
use crate::params::{EXPAND, Parameter, Sent};
use crate::response::Done;
use crate::route::{Ids, Scope};
use crate::switches::MissingObjectParam;

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows a session of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Done, Failure> {
    let id = ids.first();
    let session = VerificationSessionId::new(id)
        .ok()
        .and_then(|id| scope.account.sessions.get(&id))
        .ok_or_else(|| {
            let param = match scope.switches.missing_object_param {
                MissingObjectParam::PathParameter => "session",
                MissingObjectParam::Id => "id",
            };
            Failure::missing("VerificationSession", id, param)
        })?;
    let shown = expand::shown(&sent.expand())?;
    Ok(Done::json(&session.show(shown, scope.base_url)))
}
