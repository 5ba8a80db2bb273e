//! [`Ensured`]: one open session per person, however often and from wherever it is asked for.
//!
//! # What can go wrong, and what keeps it from doing so
//!
//! | race | kept off by |
//! |---|---|
//! | two processes find nothing and both create | both make the same idempotency key, so the API runs one create and gives its result to both |
//! | their parameters differ in something (a nonce in the return URL) | the API refuses the second, which looks again and finds the first one's session |
//! | one create still runs | the API says so (409), the stack waits it out, and then this looks again |
//! | a create whose answer was lost | the next `ensure` finds the session, or makes the same key and gets it |
//! | the key gives back a session that was canceled since | what a key gives back is retrieved before it is believed; the key of the next round counts the canceled session |
//! | the list is behind | what it names is retrieved before it is believed |
//! | the API stored a failure under the key | a failure that is given back (`Idempotent-Replayed`) moves all callers to the same next key, after another look |
//!
//! The API keeps keys for a day at least. A process that looked, slept for longer than that and creates
//! then can make a second session; nothing short of a lock of one's own prevents that.

mod key;
mod standing;

use std::time::Duration;

use http::Method;
use identity_transport::Error;
use identity_types::{
    ApiErrorType, CreateVerificationSession, IdempotencyKey, Invalid, VerificationSession,
    VerificationSessionId, VerificationSessionStatus,
};

use crate::verification_sessions::PATH;
use crate::{Response, VerificationSessions, execute};

use self::standing::Standing;

/// How often the state is looked at before another caller's hold-up becomes an error.
const ROUNDS: u32 = 6;
/// Between looks while another caller creates, which takes a second or two.
const PAUSE: Duration = Duration::from_millis(700);

/// What [`ensure`](VerificationSessions::ensure) came to. Each has the session as it is now.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Ensured {
    /// There was none that counts; this one is new. Send the person to its page.
    Created(Response<VerificationSession>),
    /// There was one that requires input. Send the person to its page, which is fresh.
    Reused(Response<VerificationSession>),
    /// Refused: the checks of this one run. Wait for its outcome.
    Processing(Response<VerificationSession>),
    /// Refused: the person is verified by this one.
    Verified(Response<VerificationSession>),
    /// Refused: this one requires input, but was created for other checks than those asked for. Update or
    /// cancel it and ask again.
    Different(Response<VerificationSession>),
}

impl Ensured {
    /// The session, whatever it stands for.
    #[must_use]
    pub const fn session(&self) -> &Response<VerificationSession> {
        match self {
            Self::Created(session)
            | Self::Reused(session)
            | Self::Processing(session)
            | Self::Verified(session)
            | Self::Different(session) => session,
        }
    }

    /// The session that the person can go on with, if it is open to them.
    #[must_use]
    pub const fn open(&self) -> Option<&Response<VerificationSession>> {
        match self {
            Self::Created(session) | Self::Reused(session) => Some(session),
            Self::Processing(_) | Self::Verified(_) | Self::Different(_) => None,
        }
    }
}

impl VerificationSessions<'_> {
    /// Makes sure that there is one open session for the person that `params.client_reference_id` names.
    ///
    /// Of the sessions with this reference, a verified one refuses, else one in processing does; else the
    /// newest that requires input is used again; else (there is none, or all are canceled) one is created.
    /// Callers in any number of processes that ask at the same time get the same session, and a call that
    /// failed is repaired by the next one: no failure needs more than calling again. How, is the table in the
    /// source of this module.
    ///
    /// ```
    /// # use identity_client::{Client, Error};
    /// use identity_client::Ensured;
    /// use identity_types::CreateVerificationSession;
    ///
    /// # async fn example(client: &Client) -> Result<(), Error> {
    /// let params = CreateVerificationSession::document().client_reference_id("user-4211");
    /// let ensured = client.verification_sessions().ensure(&params).await?;
    /// match &ensured {
    ///     Ensured::Created(session) | Ensured::Reused(session) => println!("open: {}", session.id),
    ///     Ensured::Verified(session) => println!("nothing to do: {}", session.id),
    ///     refused => println!("not now: {}", refused.session().status),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`list`](Self::list), [`retrieve`](Self::retrieve) and [`create`](Self::create). Kind
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, without a reference, and with an
    /// idempotency key among the options: the key is what the callers must agree on.
    pub async fn ensure(&self, params: &CreateVerificationSession) -> Result<Ensured, Error> {
        params.validate().map_err(Error::invalid)?;
        let Some(reference) = &params.client_reference_id else {
            let rule = "is required: it says whose session it is";
            return Err(Error::invalid(Invalid::new("client_reference_id", rule)));
        };
        if self.0.options().idempotency_key.is_some() {
            let rule = "must not be given: all callers must make the same one";
            return Err(Error::invalid(Invalid::new("idempotency key", rule)));
        }
        let mut spoilt = 0;
        let mut canceled = None;
        let mut hold_up = None;
        for round in 0..ROUNDS {
            if round > 0 && hold_up.is_some() {
                tokio::time::sleep(PAUSE).await;
            }
            let Standing { known, newest } = self.standing(reference.expose()).await?;
            if let Some(id) = known {
                match judge(self.retrieve(&id).await?, params) {
                    Some(ensured) => return Ok(ensured),
                    // Canceled since it was listed: look again, there may be another one.
                    None => continue,
                }
            }
            let after = canceled.as_ref().or(newest.as_ref());
            let key = key::of(reference.expose(), after, spoilt);
            match self.create_once(params, key).await? {
                Created::New(session) => return Ok(Ensured::Created(*session)),
                Created::Before(id) => match judge(self.retrieve(&id).await?, params) {
                    Some(ensured) => return Ok(ensured),
                    None => canceled = Some(id),
                },
                Created::FailedBefore(error) => {
                    spoilt += 1;
                    hold_up = Some(error);
                }
                Created::Elsewhere(error) => hold_up = Some(error),
            }
        }
        Err(hold_up.unwrap_or_else(unsettled))
    }

    /// The create call under a key that others may use at the same time.
    async fn create_once(
        &self,
        params: &CreateVerificationSession,
        key: IdempotencyKey,
    ) -> Result<Created, Error> {
        let options = self.0.options().clone().idempotency_key(key);
        let request = execute::request(Method::POST, PATH, params, &options)?;
        let answer = self.0.client().transport().call(request).await?;
        let is_replay = execute::is_replay(&answer);
        match execute::read::<VerificationSession>(answer) {
            Ok(session) if is_replay => Ok(Created::Before(session.into_inner().id)),
            Ok(session) => Ok(Created::New(Box::new(session))),
            Err(error) if is_held_elsewhere(&error) => Ok(Created::Elsewhere(error)),
            Err(error) if is_replay => Ok(Created::FailedBefore(error)),
            Err(error) => Err(error),
        }
    }
}

/// What a create under a shared key came to.
enum Created {
    /// The call made it.
    New(Box<Response<VerificationSession>>),
    /// An earlier call with this key made it, who knows when.
    Before(VerificationSessionId),
    /// An earlier call with this key failed, and that is what the key gives from now on.
    FailedBefore(Error),
    /// Another caller has the key: still running, or with other parameters.
    Elsewhere(Error),
}

/// What an existing session means for whoever asks with `params`; `None` for a canceled one.
fn judge(
    session: Response<VerificationSession>,
    params: &CreateVerificationSession,
) -> Option<Ensured> {
    Some(match session.status {
        VerificationSessionStatus::Canceled => return None,
        VerificationSessionStatus::Verified => Ensured::Verified(session),
        VerificationSessionStatus::RequiresInput if standing::serves(&session, params) => {
            Ensured::Reused(session)
        }
        VerificationSessionStatus::RequiresInput => Ensured::Different(session),
        // A status that is newer than this version: not open, as far as anyone can tell.
        _ => Ensured::Processing(session),
    })
}

fn is_held_elsewhere(error: &Error) -> bool {
    error.api_error().is_some_and(|api| {
        api.error_type == ApiErrorType::IdempotencyError
            || api.code.as_deref() == Some("idempotency_key_in_use")
    })
}

/// Sessions were canceled as fast as they were found.
fn unsettled() -> Error {
    let rule = "names sessions that others cancel while this one looks";
    Error::invalid(Invalid::new("client_reference_id", rule))
}
