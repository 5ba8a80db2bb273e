//! [`VerificationSessions`]: the calls on sessions.

use identity_transport::{CallOptions, Error};
use identity_types::{
    CancelVerificationSession, CreateVerificationSession, List, ListVerificationSessions,
    RedactVerificationSession, RetrieveVerificationSession, UpdateVerificationSession,
    VerificationSession, VerificationSessionId,
};

use crate::calls::Calls;
use crate::paginate::{Items, Pages};
use crate::{Client, Response};

pub(crate) const PATH: &str = "/v1/identity/verification_sessions";

/// Calls on VerificationSessions, from [`Client::verification_sessions`].
#[derive(Clone, Debug)]
pub struct VerificationSessions<'a>(pub(crate) Calls<'a>);

impl<'a> VerificationSessions<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Creates a session: `POST /v1/identity/verification_sessions`.
    ///
    /// The call carries an idempotency key, the caller's or a fresh one, in every attempt: however often
    /// the connection breaks, one session is created and paid for. If the call fails in the end, repeat it
    /// later with [`Error::idempotency_key`] to get the session that may exist.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a documented
    /// limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when no answer came.
    pub async fn create(
        &self,
        params: &CreateVerificationSession,
    ) -> Result<Response<VerificationSession>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(PATH, params).await
    }

    /// Retrieves a session: `GET /v1/identity/verification_sessions/{id}`.
    ///
    /// While the session requires input, the answer has a usable `client_secret` and `url`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is no such session for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(
        &self,
        id: &VerificationSessionId,
    ) -> Result<Response<VerificationSession>, Error> {
        self.retrieve_with(id, &RetrieveVerificationSession::new())
            .await
    }

    /// Retrieves a session with hidden fields shown, e.g. `verified_outputs`.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand` that
    /// breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &VerificationSessionId,
        params: &RetrieveVerificationSession,
    ) -> Result<Response<VerificationSession>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(at(id), params).await
    }

    /// Changes a session that still requires input: `POST /v1/identity/verification_sessions/{id}`. What is
    /// not set stays as it is.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a documented
    /// limit; [`Api`](crate::ErrorKind::Api) when the API refuses, as it does in every other state; the
    /// transport's kinds when no answer came.
    pub async fn update(
        &self,
        id: &VerificationSessionId,
        params: &UpdateVerificationSession,
    ) -> Result<Response<VerificationSession>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(at(id), params).await
    }

    /// Calls a session off for good: `POST /v1/identity/verification_sessions/{id}/cancel`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) when the session is being processed or is verified; the transport's
    /// kinds when no answer came.
    pub async fn cancel(
        &self,
        id: &VerificationSessionId,
    ) -> Result<Response<VerificationSession>, Error> {
        self.cancel_with(id, &CancelVerificationSession::new())
            .await
    }

    /// [`cancel`](Self::cancel) with hidden fields shown in the answer.
    ///
    /// # Errors
    ///
    /// As [`cancel`](Self::cancel), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand` that
    /// breaks a limit.
    pub async fn cancel_with(
        &self,
        id: &VerificationSessionId,
        params: &CancelVerificationSession,
    ) -> Result<Response<VerificationSession>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(format!("{}/cancel", at(id)), params).await
    }

    /// Asks for the removal of all personal data: `POST /v1/identity/verification_sessions/{id}/redact`.
    ///
    /// It cannot be undone, takes up to four days, and covers the reports, the images, and the events and
    /// request logs too. A session that requires input is canceled by it. To see it through, use
    /// [`redact_and_wait`](Self::redact_and_wait).
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) when the session is being processed; the transport's kinds when no
    /// answer came.
    pub async fn redact(
        &self,
        id: &VerificationSessionId,
    ) -> Result<Response<VerificationSession>, Error> {
        self.redact_with(id, &RedactVerificationSession::new())
            .await
    }

    /// [`redact`](Self::redact) with references shown in the answer.
    ///
    /// # Errors
    ///
    /// As [`redact`](Self::redact), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand` that
    /// breaks a limit.
    pub async fn redact_with(
        &self,
        id: &VerificationSessionId,
        params: &RedactVerificationSession,
    ) -> Result<Response<VerificationSession>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(format!("{}/redact", at(id)), params).await
    }

    /// One page of sessions, newest first: `GET /v1/identity/verification_sessions`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a documented
    /// limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when no answer came.
    pub async fn list(
        &self,
        params: &ListVerificationSessions,
    ) -> Result<Response<List<VerificationSession>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListVerificationSessions) -> Pages<ListVerificationSessions> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListVerificationSessions) -> Items<ListVerificationSessions> {
        self.pages(params).items()
    }
}

fn at(id: &VerificationSessionId) -> String {
    format!("{PATH}/{id}")
}
