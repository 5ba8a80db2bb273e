//! [`VerificationSessions`]: the calls on sessions.

use identity_transport::{CallOptions, Error};
use identity_types::{
    CreateVerificationSession, RetrieveVerificationSession, VerificationSession,
    VerificationSessionId,
};

use crate::{Client, Response, execute};

const PATH: &str = "/v1/identity/verification_sessions";

/// Calls on VerificationSessions, from [`Client::verification_sessions`].
#[derive(Clone, Debug)]
pub struct VerificationSessions<'a> {
    client: &'a Client,
    options: CallOptions,
}

impl<'a> VerificationSessions<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self {
            client,
            options: CallOptions::new(),
        }
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
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
        execute::post(self.client, &self.options, PATH, params).await
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
        execute::get(self.client, &self.options, &format!("{PATH}/{id}"), params).await
    }
}
