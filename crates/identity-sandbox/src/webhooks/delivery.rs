//! [`DeliveryRecord`]: one event on its way to one endpoint, with all its attempts.

use identity_types::{EventId, EventType, Timestamp, WebhookEndpointId};
use serde::{Deserialize, Serialize};

use super::schedule::{RetrySchedule, Verdict, judge};
use crate::auth::Account;

/// How many attempts are remembered; those before are forgotten.
const REMEMBERED: usize = 50;

/// An endpoint, of any account: that of a platform gets the events of its connected accounts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct EndpointRef {
    pub(crate) account: Account,
    pub(crate) place: u64,
}

/// One event on its way to one endpoint. It belongs to the account of the event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DeliveryRecord {
    /// Its number among the account's deliveries.
    pub(crate) place: u64,
    /// The event's place.
    pub(crate) event: u64,
    pub(crate) endpoint: EndpointRef,
    /// When the next attempt is to be made.
    pub(crate) due: Option<Timestamp>,
    /// Waits until it is let go.
    pub(crate) held: bool,
    /// Whether the endpoint has taken the event.
    pub(crate) taken: bool,
    /// How many times it is sent again after it was taken.
    pub(crate) copies: u32,
    /// How many attempts were made since it was announced or sent anew.
    pub(crate) made: u32,
    pub(crate) attempts: Vec<Attempt>,
}

/// An attempt that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Attempt {
    pub(crate) sent: Timestamp,
    pub(crate) result: AttemptResult,
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AttemptResult {
    /// The endpoint answered with this status.
    Status(u16),
    /// There was no answer; why, in words that hold nothing of the delivery.
    Failed(Box<str>),
    /// It was not sent: a [`DeliveryRule`](crate::DeliveryRule) lost it on the way, and the sandbox took it for
    /// delivered.
    Dropped,
}

impl AttemptResult {
    /// True when the event counts as delivered: any 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        match self {
            Self::Status(status) => *status >= 200 && *status < 300,
            Self::Failed(_) => false,
            Self::Dropped => true,
        }
    }
}

/// One attempt to deliver an event, as [`Webhooks::attempts`](crate::Webhooks::attempts) tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// `evt_…`
    pub event: EventId,
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// `we_…`
    pub endpoint: WebhookEndpointId,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// When it was made, on the sandbox's clock.
    pub sent: Timestamp,
    /// What came of it.
    pub result: AttemptResult,
    /// When the next attempt is due; only the last attempt of a delivery that goes on has it.
    pub next_attempt: Option<Timestamp>,
}

impl DeliveryRecord {
    /// A delivery that is due and nothing else.
    pub(crate) const fn first(
        place: u64,
        event: u64,
        endpoint: EndpointRef,
        due: Timestamp,
    ) -> Self {
        Self {
            place,
            event,
            endpoint,
            due: Some(due),
            held: false,
            taken: false,
            copies: 0,
            made: 0,
            attempts: Vec::new(),
        }
    }

    /// The record after an attempt, and whether the endpoint has taken the event with it for the first time.
    ///
    /// The next attempt counts from when this one was due: a clock that jumps three days ahead makes all of
    /// them due, as if the time had passed.
    pub(crate) fn after(
        &self,
        sent: Timestamp,
        result: AttemptResult,
        schedule: &RetrySchedule,
    ) -> (Self, bool) {
        let mut record = self.clone();
        record.made += 1;
        let verdict = judge(&result, schedule, record.made);
        record.remember(Attempt { sent, result });
        let newly_taken = verdict == Verdict::Taken && !self.taken;
        match verdict {
            Verdict::Taken => {
                record.taken = true;
                record.made = 0;
                record.due = self.copies.checked_sub(1).map(|_| sent);
                record.copies = self.copies.saturating_sub(1);
            }
            Verdict::Again(wait) => {
                let due = self.due.unwrap_or(sent);
                record.due = Some(due.saturating_add(crate::settings::seconds(wait)));
            }
            Verdict::GivenUp => record.due = None,
        }
        (record, newly_taken)
    }

    /// The record of a delivery whose endpoint is gone or switched off: nothing more is sent.
    pub(crate) fn called_off(&self) -> Self {
        Self {
            due: None,
            held: false,
            copies: 0,
            ..self.clone()
        }
    }

    /// The record of a delivery that is made anew.
    pub(crate) fn anew(&self, now: Timestamp) -> Self {
        Self {
            due: Some(now),
            held: false,
            made: 0,
            ..self.clone()
        }
    }

    fn remember(&mut self, attempt: Attempt) {
        if self.attempts.len() >= REMEMBERED {
            self.attempts.remove(0);
        }
        self.attempts.push(attempt);
    }
}
