//! The loop below every wait.

use identity_transport::Error;
use identity_types::{VerificationSession, VerificationSessionId};

use super::Waited;
use super::pace::Clockwork;
use crate::calls::Calls;
use crate::{Response, VerificationSessions};

/// What a look at the session says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    Reached,
    Settled,
    Again,
}

/// Retrieves the session until `look` is content or time is up.
pub(crate) async fn watch(
    sessions: &VerificationSessions<'_>,
    id: &VerificationSessionId,
    clockwork: &Clockwork<'_>,
    look: impl Fn(&VerificationSession) -> Look,
) -> Result<Waited, Error> {
    let mut seen = None;
    let mut round = 0;
    loop {
        let missed = match retrieve(sessions, id, clockwork).await {
            Ok(session) => match look(&session) {
                Look::Reached => return Ok(Waited::Reached(session)),
                Look::Settled => return Ok(Waited::Settled(session)),
                Look::Again => {
                    seen = Some(session);
                    None
                }
            },
            // It may pass; an earlier look still counts.
            Err(error) if error.is_retryable() => Some(error),
            Err(error) => return Err(error),
        };
        let asked = missed.as_ref().and_then(Error::retry_after);
        if !clockwork.pause(round, asked.unwrap_or_default()).await {
            return match (seen, missed) {
                (None, Some(error)) => Err(error),
                (Some(session), _) => Ok(Waited::TimedOut(session)),
                (None, None) => unreachable!("a look that missed nothing has seen the session"),
            };
        }
        round = round.saturating_add(1);
    }
}

/// One look, which time ends too.
async fn retrieve(
    sessions: &VerificationSessions<'_>,
    id: &VerificationSessionId,
    clockwork: &Clockwork<'_>,
) -> Result<Response<VerificationSession>, Error> {
    let mut options = sessions.0.options().clone();
    let left = clockwork.left();
    if !left.is_zero() {
        options.timeout = Some(options.timeout.map_or(left, |timeout| timeout.min(left)));
    }
    VerificationSessions(Calls::with(sessions.0.client(), options))
        .retrieve(id)
        .await
}
