//! [`DeliveryOverview`]: where the deliveries stand.

use identity_types::{EventId, EventType, Timestamp, WebhookEndpointId};
use serde::Serialize;

use super::delivery::{DeliveryAttempt, DeliveryRecord};
use crate::state::{AccountState, State};

/// One event on its way to one endpoint, as [`Webhooks::deliveries`](crate::Webhooks::deliveries) tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DeliveryOverview {
    /// `evt_…`
    pub event: EventId,
    /// What happened.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// `we_…`
    pub endpoint: WebhookEndpointId,
    /// Whether the endpoint has taken it, or a rule lost it.
    pub delivered: bool,
    /// Whether a rule holds it.
    pub held: bool,
    /// When the next attempt is due; `None`: none is.
    pub next_attempt: Option<Timestamp>,
    /// The attempts that were made, oldest first.
    pub attempts: Vec<DeliveryAttempt>,
}

impl DeliveryOverview {
    /// `None`: its event or the account of its endpoint is gone.
    pub(super) fn of(
        state: &State,
        account: &AccountState,
        delivery: &DeliveryRecord,
    ) -> Option<Self> {
        let event = account.events.get(delivery.event)?;
        let owner = state.account_of(delivery.endpoint.account)?;
        let mut overview = Self {
            event: account.names.event(event.place),
            event_type: event.event_type.clone(),
            endpoint: owner.names.endpoint(delivery.endpoint.place),
            delivered: delivery.taken,
            held: delivery.held,
            next_attempt: delivery.due,
            attempts: Vec::new(),
        };
        overview.attempts = overview.attempts_of(delivery);
        Some(overview)
    }

    fn attempts_of(&self, delivery: &DeliveryRecord) -> Vec<DeliveryAttempt> {
        let last = delivery.attempts.len();
        (1..)
            .zip(&delivery.attempts)
            .map(|(number, attempt)| DeliveryAttempt {
                event: self.event.clone(),
                event_type: self.event_type.clone(),
                endpoint: self.endpoint.clone(),
                attempt: number,
                sent: attempt.sent,
                result: attempt.result.clone(),
                next_attempt: delivery.due.filter(|_| number as usize == last),
            })
            .collect()
    }
}
