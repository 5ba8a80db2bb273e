//! [`EventRecord`]: an event as the sandbox keeps it, and how it is shown.

use std::sync::Arc;

use identity_types::{Event, EventObject, EventRequest, EventType, Personal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::session::{Lens, Shown};
use crate::state::AccountState;
use crate::version;

/// How long events are kept, in seconds.
pub(crate) const KEPT: i64 = 30 * 24 * 60 * 60;

/// What the sandbox knows of an event: which version of which session it tells of, and no copy of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventRecord {
    /// Its number among the account's events.
    pub(crate) place: u64,
    pub(crate) created: Timestamp,
    pub(crate) event_type: EventType,
    pub(crate) session: u64,
    pub(crate) version: u32,
    pub(crate) cause: Cause,
    /// Whether it shows the secrets that the session had.
    pub(crate) shows_secrets: bool,
    /// How many endpoints have not taken it yet.
    pub(crate) pending_webhooks: u32,
}

/// The call that changes something; nothing of it for what happens by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// The number of the request.
    pub(crate) request: Option<u64>,
    /// Its idempotency key.
    pub(crate) key: Option<Personal<Arc<str>>>,
}

impl EventRecord {
    /// The event as the API shows it; nothing if its session is unknown.
    pub(crate) fn show(&self, account: &AccountState, base_url: &str) -> Option<Event> {
        let session = account.sessions.version(self.session, self.version)?;
        let lens = Lens {
            account,
            base_url,
            shown: Shown::NONE,
        };
        let mut object = session.show(lens);
        if !self.shows_secrets {
            object.client_secret = None;
            object.url = None;
        }
        let object = EventObject::from(object);
        let id = account.names.event(self.place);
        let mut event = Event::new(id, self.event_type.clone(), object, self.created);
        event.account = account
            .connected
            .as_ref()
            .map(|connected| connected.id.clone());
        event.api_version = Some(version::DEFAULT.to_owned());
        event.pending_webhooks = i64::from(self.pending_webhooks);
        let mut request = EventRequest::new();
        request.id = self.cause.request.map(|place| account.names.request(place));
        request.idempotency_key = self
            .cause
            .key
            .as_ref()
            .map(|key| Personal::new(String::from(&**key.expose())));
        event.request = Some(request);
        Some(event)
    }
}
