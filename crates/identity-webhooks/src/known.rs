//! [`Known`]: whether an event tells something new, when events come in any order and more than once.

use identity_types::{EventType, Timestamp, VerificationSession, VerificationSessionStatus};

use crate::{Delivery, IdentityEvent};

/// What is known of a session: the three facts to store next to its id.
///
/// Events overtake each other and come twice; writing each one's status down as it comes loses a `verified`
/// to an older `processing` that arrives later. [`advice`](Self::advice) says what an event is worth.
///
/// ```
/// use identity_types::{Event, EventObject, EventType, Timestamp, VerificationSession, VerificationType};
/// use identity_webhooks::{Advice, Delivery, Known};
///
/// # let created = Timestamp::from_secs(1_790_000_000);
/// # let session = VerificationSession::new("vs_1".parse()?, VerificationType::Document, created);
/// # let event = |name, seconds| {
/// #     let object = EventObject::from(session.clone());
/// #     Delivery::Event(Box::new(Event::new("evt_1".parse().unwrap(), name, object, created.saturating_add(seconds))))
/// # };
/// # let (processing, verified) = (event(EventType::Processing, 60), event(EventType::Verified, 61));
/// // `verified` comes first and is taken; `processing`, which is older, is not.
/// let Advice::Take(known) = Known::advice(None, &verified) else { unreachable!() };
/// assert_eq!(Known::advice(Some(&known), &processing), Advice::Ignore);
/// # Ok::<(), identity_types::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The status.
    pub status: VerificationSessionStatus,
    /// When it was so: the event's `created`, or the time of the retrieve.
    pub as_of: Timestamp,
    /// Whether its personal data is gone.
    pub redacted: bool,
}

/// What to do with an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It is news: store this, and act on it.
    Take(Known),
    /// It is old: what is known stands.
    Ignore,
    /// It cannot be told from here. Retrieve the session and store [`Known::retrieved`].
    Retrieve,
}

impl Known {
    /// What a session says that was retrieved at `now`. A retrieve is always right.
    #[must_use]
    pub fn retrieved(session: &VerificationSession, now: Timestamp) -> Self {
        Self {
            status: session.status.clone(),
            as_of: now,
            redacted: session.redaction.is_some(),
        }
    }

    /// Holds an event against what is known of its session; `None` is nothing yet.
    ///
    /// A pure function. `verified` and `canceled` are final, whenever the news of them comes; between the
    /// other states the later event wins; within one second nobody can tell, so the session is to be retrieved.
    /// Events that are not about a session are ignored.
    #[must_use]
    pub fn advice(known: Option<&Self>, delivery: &Delivery) -> Advice {
        match (told(delivery), known) {
            (Told::Nothing, _) => Advice::Ignore,
            (Told::Unclear, _) => Advice::Retrieve,
            (Told::State(told), None) => Advice::Take(told),
            (Told::State(told), Some(known)) => known.weigh(told),
        }
    }

    fn weigh(&self, told: Self) -> Advice {
        let news = !self.redacted && told.redacted;
        match (self.is_final(), told.is_final()) {
            (true, true) if self.status != told.status => Advice::Retrieve,
            (true, true) if news => Advice::Take(told),
            (true, _) => Advice::Ignore,
            (false, true) => Advice::Take(told),
            (false, false) if told.as_of > self.as_of => Advice::Take(told),
            (false, false) if told.as_of == self.as_of && told.status != self.status => {
                Advice::Retrieve
            }
            (false, false) => Advice::Ignore,
        }
    }

    const fn is_final(&self) -> bool {
        matches!(
            self.status,
            VerificationSessionStatus::Verified | VerificationSessionStatus::Canceled
        )
    }
}

/// What an event says on its own.
enum Told {
    Nothing,
    Unclear,
    State(Known),
}

fn told(delivery: &Delivery) -> Told {
    let status = match delivery.identity() {
        IdentityEvent::Other(_) => return Told::Nothing,
        IdentityEvent::Created(_) | IdentityEvent::RequiresInput(_) => {
            VerificationSessionStatus::RequiresInput
        }
        IdentityEvent::Processing(_) => VerificationSessionStatus::Processing,
        IdentityEvent::Verified(_) => VerificationSessionStatus::Verified,
        IdentityEvent::Canceled(_) => VerificationSessionStatus::Canceled,
        // Its name does not tell what the session had come to; its snapshot does.
        IdentityEvent::Redacted(session) => match session.snapshot {
            Some(session) => session.status.clone(),
            None => return Told::Unclear,
        },
    };
    let Some(as_of) = time(delivery) else {
        return Told::Unclear;
    };
    Told::State(Known {
        status,
        as_of,
        redacted: delivery.event_type() == EventType::Redacted,
    })
}

fn time(delivery: &Delivery) -> Option<Timestamp> {
    match delivery {
        Delivery::Event(event) => Some(event.created),
        Delivery::Thin(event) => event.created_at().ok(),
    }
}
