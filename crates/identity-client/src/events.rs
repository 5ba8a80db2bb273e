//! [`Events`]: the calls on Events.

use identity_transport::{CallOptions, Error};
use identity_types::{Event, EventId, List, ListEvents, RetrieveEvent};

use crate::calls::Calls;
use crate::paginate::{Items, Pages};
use crate::{Client, Response};

const PATH: &str = "/v1/events";

/// Calls on Events, from [`Client::events`].
#[derive(Clone, Debug)]
pub struct Events<'a>(Calls<'a>);

impl<'a> Events<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self(Calls::new(client))
    }

    /// The same calls with options of their own. An idempotency key among them belongs to one call.
    #[must_use]
    pub fn with_options(self, options: CallOptions) -> Self {
        Self(Calls::with(self.0.client(), options))
    }

    /// Retrieves an event of the last 30 days: `GET /v1/events/{id}`.
    ///
    /// # Errors
    ///
    /// [`Api`](crate::ErrorKind::Api) with status 404 when there is none of that id for this key; the
    /// transport's kinds when no answer came.
    pub async fn retrieve(&self, id: &EventId) -> Result<Response<Event>, Error> {
        self.retrieve_with(id, &RetrieveEvent::new()).await
    }

    /// Retrieves an event of the last 30 days with hidden fields or references shown.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve), and [`Invalid`](crate::ErrorKind::Invalid) for a path of `expand`
    /// that breaks a limit.
    pub async fn retrieve_with(
        &self,
        id: &EventId,
        params: &RetrieveEvent,
    ) -> Result<Response<Event>, Error> {
        params.validate().map_err(Error::invalid)?;
        self.0.get(format!("{PATH}/{id}"), params).await
    }

    /// One page of events of the last 30 days, newest first: `GET /v1/events`.
    ///
    /// # Errors
    ///
    /// [`Invalid`](crate::ErrorKind::Invalid), before anything is sent, when a parameter breaks a
    /// documented limit; [`Api`](crate::ErrorKind::Api) when the API refuses; the transport's kinds when
    /// no answer came.
    pub async fn list(&self, params: &ListEvents) -> Result<Response<List<Event>>, Error> {
        self.0.list(PATH, params).await
    }

    /// Every page from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn pages(&self, params: ListEvents) -> Pages<ListEvents> {
        self.0.pages(PATH, params)
    }

    /// Every item from the cursor of `params` on, as a stream. Nothing is sent before it is polled.
    pub fn items(&self, params: ListEvents) -> Items<ListEvents> {
        self.pages(params).items()
    }
}
