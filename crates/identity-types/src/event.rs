//! [`Event`]: something happened, and how the object looked then.

mod list;
mod object;

pub use list::ListEvents;
pub use object::EventObject;

use alloc::string::String;

use crate::expandable::HasId;
use crate::{
    AccountId, ApiObject, EventId, EventType, Extra, ObjectTag, Personal, RequestId, Timestamp,
    VerificationSession,
};

/// An Event as the API returns it and as a webhook delivers it.
///
/// Deliveries come in any order and more than once: [`id`](Self::id) tells doubles apart, and a retrieve of
/// the session tells what holds now.
///
/// Source: <https://docs.stripe.com/api/events/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Event {
    /// `evt_…`
    pub id: EventId,
    /// `event`
    pub object: ObjectTag<Self>,
    /// The connected account it happened in; absent when it was one's own.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub account: Option<AccountId>,
    /// The API version that `data` was written in; it never changes.
    pub api_version: Option<String>,
    /// What authenticated the change; absent unless it applies.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub context: Option<String>,
    /// When it happened.
    pub created: Timestamp,
    /// The object it happened to.
    pub data: EventData,
    /// False for test mode.
    pub livemode: bool,
    /// How many webhook endpoints have not taken the event yet.
    pub pending_webhooks: i64,
    /// The call that caused it; its parts are `null` when no call did.
    pub request: Option<EventRequest>,
    /// What happened.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub event_type: EventType,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl Event {
    /// An event in test mode that no call caused and nobody waits for: for those who make events, as the
    /// sandbox and tests do.
    #[must_use]
    pub const fn new(
        id: EventId,
        event_type: EventType,
        object: EventObject,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            account: None,
            api_version: None,
            context: None,
            created,
            data: EventData::new(object),
            livemode: false,
            pending_webhooks: 0,
            request: None,
            event_type,
            extra: Extra::new(),
        }
    }

    /// The session as it looked then, if the event is about one. It has no hidden fields: neither
    /// `verified_outputs` nor `provided_details`.
    #[must_use]
    pub const fn session(&self) -> Option<&VerificationSession> {
        self.data.object.session()
    }
}

impl ApiObject for Event {
    const OBJECT: &'static str = "event";
}

impl HasId<EventId> for Event {
    fn id(&self) -> &EventId {
        &self.id
    }
}

/// What an event is about.
///
/// Source: <https://docs.stripe.com/api/events/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EventData {
    /// The object as it looked when the event happened.
    pub object: EventObject,
    /// The former values of what changed. Only `*.updated` events have it, and Identity has none of those.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub previous_attributes: Option<Extra>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl EventData {
    /// An object without former values.
    #[must_use]
    pub const fn new(object: EventObject) -> Self {
        Self {
            object,
            previous_attributes: None,
            extra: Extra::new(),
        }
    }
}

/// The call that caused an event.
///
/// Source: <https://docs.stripe.com/api/events/object>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EventRequest {
    /// `req_…`; `null` when no call caused the event.
    pub id: Option<RequestId>,
    /// The idempotency key of that call. Callers build keys from their users' ids, so it is masked.
    pub idempotency_key: Option<Personal<String>>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl EventRequest {
    /// No call.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}
