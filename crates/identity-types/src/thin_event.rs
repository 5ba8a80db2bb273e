//! [`ThinEvent`]: something happened, without the object.

use alloc::string::String;

use crate::{
    ApiObject, EventId, Extra, Invalid, ObjectTag, ThinEventType, Timestamp, VerificationSession,
    VerificationSessionId,
};

/// An event as an event destination of the v2 API delivers it: it names its object and does not hold it.
///
/// What caused it (`reason`) and whatever else the v2 API adds are in [`extra`](Self::extra).
///
/// Source: <https://docs.stripe.com/event-destinations>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ThinEvent {
    /// `evt_…`
    pub id: EventId,
    /// `v2.core.event`
    pub object: ObjectTag<Self>,
    /// What authenticated the change; absent unless it applies.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub context: Option<String>,
    /// When it happened, as the v2 API writes times: RFC 3339 with fractions of a second.
    pub created: String,
    /// False for test mode.
    pub livemode: bool,
    /// The object it happened to.
    pub related_object: Option<RelatedObject>,
    /// What happened.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub event_type: ThinEventType,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl ThinEvent {
    /// An event in test mode about a session: for those who make events, as the sandbox and tests do.
    #[must_use]
    pub fn new(
        id: EventId,
        event_type: ThinEventType,
        session: &VerificationSessionId,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            context: None,
            created: alloc::format!("{created}"),
            livemode: false,
            related_object: Some(RelatedObject::session(session)),
            event_type,
            extra: Extra::new(),
        }
    }

    /// [`created`](Self::created) in whole seconds.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is no time.
    pub fn created_at(&self) -> Result<Timestamp, Invalid> {
        self.created.parse()
    }

    /// The session to retrieve, if the event is about one.
    #[must_use]
    pub fn session_id(&self) -> Option<VerificationSessionId> {
        let related = self.related_object.as_ref()?;
        (related.object_type == VerificationSession::OBJECT)
            .then(|| VerificationSessionId::new(&related.id).ok())
            .flatten()
    }
}

impl ApiObject for ThinEvent {
    const OBJECT: &'static str = "v2.core.event";
}

/// The object that a thin event is about.
///
/// Source: <https://docs.stripe.com/event-destinations>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RelatedObject {
    /// The object's id.
    pub id: String,
    /// What the API calls the object, e.g. `identity.verification_session`.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub object_type: String,
    /// The path to retrieve it. For reading: a client builds its own.
    pub url: String,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl RelatedObject {
    /// A session.
    #[must_use]
    pub fn session(id: &VerificationSessionId) -> Self {
        Self {
            id: id.as_str().into(),
            object_type: VerificationSession::OBJECT.into(),
            url: alloc::format!("/v1/identity/verification_sessions/{id}"),
            extra: Extra::new(),
        }
    }
}
