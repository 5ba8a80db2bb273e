//! [`EphemeralKeys`]: the calls on ephemeral keys.

use identity_transport::{CallOptions, Error};
use identity_types::{CreateEphemeralKey, DeleteEphemeralKey, EphemeralKey, EphemeralKeyId};

use crate::calls::Calls;
use crate::{Client, Response};

const PATH: &str = "/v1/ephemeral_keys";

/// Calls on ephemeral keys, from [`Client::ephemeral_keys`].
#[derive(Clone, Debug)]
pub struct EphemeralKeys<'a>(Calls<'a>);

impl<'a> EphemeralKeys<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Creates a key that opens one session in a native mobile SDK: `POST /v1/ephemeral_keys`.
    ///
    /// `api_version` is the one that the mobile SDK sent: the key works with that version only, so there is no
    /// default, and a version among the options does not count.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn create(
        &self,
        params: &CreateEphemeralKey,
        api_version: &str,
    ) -> Result<Response<EphemeralKey>, Error> {
        params.validate().map_err(Error::invalid)?;
        let options = self.0.options().clone().api_version(api_version);
        Calls::with(self.0.client(), options)
            .post(PATH, params)
            .await
    }

    /// Ends a key before its time: `DELETE /v1/ephemeral_keys/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id (any more); the
    /// transport's kinds when no answer came.
    pub async fn delete(&self, id: &EphemeralKeyId) -> Result<Response<EphemeralKey>, Error> {
        self.delete_with(id, &DeleteEphemeralKey::new()).await
    }

    /// Ends a key, with references shown in the answer.
    ///
    /// # Errors
    ///
    /// As [`delete`](Self::delete), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand` that
    /// breaks a limit.
    pub async fn delete_with(
        &self,
        id: &EphemeralKeyId,
        params: &DeleteEphemeralKey,
    ) -> Result<Response<EphemeralKey>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.delete(format!("{PATH}/{id}"), params).await
    }
}
