//! Waiting for a session to change, by looking again and again.
//!
//! A webhook tells sooner and costs no calls; waiting is for the moment when the person is back before the
//! webhook is, for scripts, and for tests.

mod pace;
mod watch;

use identity_transport::Error;
use identity_types::{VerificationSession, VerificationSessionId, VerificationSessionStatus};

use crate::{Response, VerificationSessions};

pub use self::pace::Wait;
pub(crate) use self::watch::{Look, watch};

/// How a wait ended. Each has the session as it was last seen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Waited {
    /// What was waited for is there.
    Reached(Response<VerificationSession>),
    /// It cannot come any more: the session is `verified` or `canceled`, for good.
    Settled(Response<VerificationSession>),
    /// Time is up; it may still come.
    TimedOut(Response<VerificationSession>),
}

impl Waited {
    /// The session as it was last seen.
    #[must_use]
    pub const fn session(&self) -> &Response<VerificationSession> {
        match self {
            Self::Reached(session) | Self::Settled(session) | Self::TimedOut(session) => session,
        }
    }

    /// The session as it was last seen, owned.
    #[must_use]
    pub fn into_session(self) -> Response<VerificationSession> {
        match self {
            Self::Reached(session) | Self::Settled(session) | Self::TimedOut(session) => session,
        }
    }

    /// True when what was waited for is there.
    #[must_use]
    pub const fn is_reached(&self) -> bool {
        matches!(self, Self::Reached(_))
    }
}

impl VerificationSessions<'_> {
    /// Looks at a session until it stands in one of `states`.
    ///
    /// The first look is at once. A session that requires input does so before an attempt and after a
    /// failed one: to tell these apart, use [`wait_for_outcome`](Self::wait_for_outcome).
    ///
    /// ```
    /// # use identity_client::{Client, Error};
    /// use identity_client::{Wait, Waited};
    /// use identity_types::{VerificationSessionId, VerificationSessionStatus};
    /// use std::time::Duration;
    ///
    /// # async fn example(client: &Client, id: &VerificationSessionId) -> Result<(), Error> {
    /// let states = [VerificationSessionStatus::Verified];
    /// let wait = Wait::at_most(Duration::from_secs(120));
    /// match client.verification_sessions().wait_until(id, &states, &wait).await? {
    ///     Waited::Reached(session) => println!("{} is verified", session.id),
    ///     Waited::Settled(session) => println!("{} never will be", session.id),
    ///     other => println!("still {}", other.session().status),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// What a retrieve fails with for good, e.g. an unknown id. A failure that may pass is waited out, and is
    /// returned only if no look succeeded before time was up.
    pub async fn wait_until(
        &self,
        id: &VerificationSessionId,
        states: &[VerificationSessionStatus],
        wait: &Wait,
    ) -> Result<Waited, Error> {
        let look = |session: &VerificationSession| {
            if states.contains(&session.status) {
                Look::Reached
            } else if is_final(session) {
                Look::Settled
            } else {
                Look::Again
            }
        };
        watch(self, id, &wait.begin(), look).await
    }

    /// Looks at a session until an attempt that `before` does not know has an outcome: it is verified,
    /// canceled, or requires input again with another error or report than before.
    ///
    /// Call it when the person is back from the page, with the session as it was when they were sent there.
    /// They come back before the checks have ended, often before they have begun; a plain look would take
    /// the state of before, or the failure of the last attempt, for the outcome of this one.
    ///
    /// # Errors
    ///
    /// As [`wait_until`](Self::wait_until).
    pub async fn wait_for_outcome(
        &self,
        before: &VerificationSession,
        wait: &Wait,
    ) -> Result<Waited, Error> {
        let look = |session: &VerificationSession| {
            let failed = session.status == VerificationSessionStatus::RequiresInput
                && (session.last_error.is_some() || session.last_verification_report.is_some())
                && failure(session) != failure(before);
            if failed || is_final(session) {
                Look::Reached
            } else {
                Look::Again
            }
        };
        watch(self, &before.id, &wait.begin(), look).await
    }
}

/// What tells one failed attempt from another: its code and its report.
fn failure(session: &VerificationSession) -> (Option<&str>, Option<&str>) {
    let code = session
        .last_error
        .as_ref()
        .and_then(|error| error.code.as_ref());
    let report = session.last_verification_report.as_ref();
    (
        code.map(identity_types::LastErrorCode::as_str),
        report.map(|report| report.id().as_str()),
    )
}

const fn is_final(session: &VerificationSession) -> bool {
    matches!(
        session.status,
        VerificationSessionStatus::Verified | VerificationSessionStatus::Canceled
    )
}
