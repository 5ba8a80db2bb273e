//! [`WebhookEndpoints`]: the calls on WebhookEndpoints.

use identity_transport::{CallOptions, Error};
use identity_types::{
    CreateWebhookEndpoint, DeletedObject, List, ListWebhookEndpoints, RetrieveWebhookEndpoint,
    UpdateWebhookEndpoint, WebhookEndpoint, WebhookEndpointId,
};

use crate::calls::Calls;
use crate::paginate::{Items, Pages};
use crate::{Client, Response};

const PATH: &str = "/v1/webhook_endpoints";

/// Calls on WebhookEndpoints, from [`Client::webhook_endpoints`].
#[derive(Clone, Debug)]
pub struct WebhookEndpoints<'a>(Calls<'a>);

impl<'a> WebhookEndpoints<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Creates an endpoint: `POST /v1/webhook_endpoints`.
    ///
    /// Only this answer has the `secret` that deliveries are signed with.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn create(
        &self,
        params: &CreateWebhookEndpoint,
    ) -> Result<Response<WebhookEndpoint>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(PATH, params).await
    }

    /// Retrieves an endpoint: `GET /v1/webhook_endpoints/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(
        &self,
        id: &WebhookEndpointId,
    ) -> Result<Response<WebhookEndpoint>, Error> {
        self.retrieve_with(id, &RetrieveWebhookEndpoint::new())
            .await
    }

    /// Retrieves an endpoint with hidden fields or references shown.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand`
    /// that breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &WebhookEndpointId,
        params: &RetrieveWebhookEndpoint,
    ) -> Result<Response<WebhookEndpoint>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(format!("{PATH}/{id}"), params).await
    }

    /// Changes an endpoint: `POST /v1/webhook_endpoints/{id}`. What is not set stays as it is.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn update(
        &self,
        id: &WebhookEndpointId,
        params: &UpdateWebhookEndpoint,
    ) -> Result<Response<WebhookEndpoint>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.post(format!("{PATH}/{id}"), params).await
    }

    /// One page of endpoints, newest first: `GET /v1/webhook_endpoints`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn list(
        &self,
        params: &ListWebhookEndpoints,
    ) -> Result<Response<List<WebhookEndpoint>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListWebhookEndpoints) -> Pages<ListWebhookEndpoints> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListWebhookEndpoints) -> Items<ListWebhookEndpoints> {
        self.pages(params).items()
    }

    /// Deletes an endpoint: `DELETE /v1/webhook_endpoints/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id (any more); the
    /// transport's kinds when no answer came.
    pub async fn delete(&self, id: &WebhookEndpointId) -> Result<Response<DeletedObject>, Error> {
        self.0.delete(format!("{PATH}/{id}"), &()).await
    }
}
