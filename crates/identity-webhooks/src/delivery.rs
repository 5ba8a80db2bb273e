//! [`Delivery`]: the event that a delivery holds, whole or thin.

use identity_types::{
    ApiObject, Event, EventId, EventType, ThinEvent, VerificationSession, VerificationSessionId,
    from_json,
};

use crate::parse::ParseError;

/// The event in a delivery. Deliveries come in any order and more than once.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Delivery {
    /// `object: event`, as webhook endpoints get it: with the object as it looked when the event happened.
    Event(Box<Event>),
    /// `object: v2.core.event`, as event destinations of the v2 API get it: with the object's id only.
    Thin(Box<ThinEvent>),
}

impl Delivery {
    /// Reads a body. Verify it first; [`Verifier::construct_event`](crate::Verifier::construct_event) does both.
    ///
    /// # Errors
    ///
    /// [`ParseError`] when it is neither kind of event. What this version does not know (other members, other
    /// types of events, other objects) is kept and is no error.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let Named { object } = from_json(body)?;
        match object.as_str() {
            Event::OBJECT => Ok(Self::Event(from_json(body).map(Box::new)?)),
            ThinEvent::OBJECT => Ok(Self::Thin(from_json(body).map(Box::new)?)),
            _ => Err(ParseError::new("object", "must be event or v2.core.event")),
        }
    }

    /// `evt_…`: the same each time the event is delivered, so doubles are told apart by it.
    #[must_use]
    pub const fn id(&self) -> &EventId {
        match self {
            Self::Event(event) => &event.id,
            Self::Thin(event) => &event.id,
        }
    }

    /// What happened, by its name in the v1 API for a thin event too.
    #[must_use]
    pub fn event_type(&self) -> EventType {
        match self {
            Self::Event(event) => event.event_type.clone(),
            Self::Thin(event) => event.event_type.as_v1(),
        }
    }

    /// False for test mode.
    #[must_use]
    pub const fn livemode(&self) -> bool {
        match self {
            Self::Event(event) => event.livemode,
            Self::Thin(event) => event.livemode,
        }
    }

    /// What happened to which session.
    ///
    /// ```
    /// use identity_types::{Event, EventObject, EventType, Timestamp, VerificationSession, VerificationType};
    /// use identity_webhooks::{Delivery, IdentityEvent};
    ///
    /// # let created = Timestamp::from_secs(1_790_000_000);
    /// # let session = VerificationSession::new("vs_1".parse()?, VerificationType::Document, created);
    /// # let event = Event::new("evt_1".parse()?, EventType::Created, EventObject::from(session), created);
    /// # let delivery = Delivery::Event(Box::new(event));
    /// // No wildcard: the compiler names the event that a handler forgets.
    /// let todo = match delivery.identity() {
    ///     IdentityEvent::Verified(session) => format!("let the owner of {} in", session.id),
    ///     IdentityEvent::RequiresInput(session) => format!("offer another try of {}", session.id),
    ///     IdentityEvent::Canceled(session) => format!("forget {}", session.id),
    ///     IdentityEvent::Redacted(session) => format!("drop what was copied from {}", session.id),
    ///     IdentityEvent::Created(_) | IdentityEvent::Processing(_) => String::from("wait"),
    ///     IdentityEvent::Other(_) => String::from("not ours"),
    /// };
    /// assert_eq!(todo, "wait");
    /// # Ok::<(), identity_types::Invalid>(())
    /// ```
    #[must_use]
    pub fn identity(&self) -> IdentityEvent<'_> {
        let event_type = self.event_type();
        let Some(session) = self.session() else {
            return IdentityEvent::Other(event_type);
        };
        match event_type {
            EventType::Canceled => IdentityEvent::Canceled(session),
            EventType::Created => IdentityEvent::Created(session),
            EventType::Processing => IdentityEvent::Processing(session),
            EventType::Redacted => IdentityEvent::Redacted(session),
            EventType::RequiresInput => IdentityEvent::RequiresInput(session),
            EventType::Verified => IdentityEvent::Verified(session),
            other => IdentityEvent::Other(other),
        }
    }

    fn session(&self) -> Option<SessionRef<'_>> {
        match self {
            Self::Event(event) => event.session().map(|session| SessionRef {
                id: session.id.clone(),
                snapshot: Some(session),
            }),
            Self::Thin(event) => event
                .session_id()
                .map(|id| SessionRef { id, snapshot: None }),
        }
    }
}

/// The one member that tells the kinds of events apart.
#[derive(serde::Deserialize)]
struct Named {
    object: String,
}

/// What happened to a session.
///
/// Exhaustive on purpose: a `match` over it without a wildcard handles all six events, or does not compile.
#[derive(Clone, Debug, PartialEq)]
pub enum IdentityEvent<'a> {
    /// A session was created.
    Created(SessionRef<'a>),
    /// The person has submitted; the checks run.
    Processing(SessionRef<'a>),
    /// Every check passed.
    Verified(SessionRef<'a>),
    /// A check failed; the session waits for the person again.
    RequiresInput(SessionRef<'a>),
    /// A session was called off, or redacted while it still waited for the person.
    Canceled(SessionRef<'a>),
    /// The removal of personal data is done. An endpoint must name this event: `*` leaves it out.
    Redacted(SessionRef<'a>),
    /// Any other event, by its type.
    Other(EventType),
}

/// The session that an event is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SessionRef<'a> {
    /// `vs_…`
    pub id: VerificationSessionId,
    /// The session as it looked when the event happened, without hidden fields; a thin event has none. It may
    /// be old by now: see [`Known::advice`](crate::Known::advice).
    pub snapshot: Option<&'a VerificationSession>,
}
