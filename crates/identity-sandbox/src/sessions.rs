//! The endpoints under `/v1/identity/verification_sessions`, a file each.

use std::sync::Arc;

use crate::error::Failure;
use crate::lifecycle::Illegal;
use crate::reply::Reply;
use crate::route::Scope;
use crate::session::{Session, Shown};
use crate::switches::{IllegalMoveCode, MissingObjectParam};

pub(crate) mod cancel;
pub(crate) mod create;
pub(crate) mod list;
mod options;
pub(crate) mod redact;
pub(crate) mod retrieve;
pub(crate) mod update;

/// The path of the list.
const PATH: &str = "/v1/identity/verification_sessions";

/// The session of an id in the path.
fn find(scope: &Scope<'_>, id: &str) -> Result<Arc<Session>, Failure> {
    scope.ledger.account.session(id).cloned().ok_or_else(|| {
        let param = match scope.switches().missing_object_param {
            MissingObjectParam::PathParameter => "session",
            MissingObjectParam::Id => "id",
        };
        Failure::missing("VerificationSession", id, param).begun()
    })
}

/// Refuses a move that the session's state does not allow.
fn illegal(scope: &Scope<'_>, illegal: &Illegal) -> Failure {
    let failure = Failure::invalid(illegal.to_string()).begun();
    match scope.switches().illegal_move_code {
        IllegalMoveCode::None => failure,
        IllegalMoveCode::StatusTransitionInvalid => failure.code("status_transition_invalid"),
    }
}

/// The session as it is now.
fn current(scope: &Scope<'_>, session: &Session, shown: Shown) -> Reply {
    let place = session.place;
    let version = scope
        .ledger
        .account
        .sessions
        .get(place)
        .map_or(session.version, |session| session.version);
    Reply::Session {
        place,
        version,
        shown,
    }
}
