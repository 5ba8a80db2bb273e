//! [`Webhooks`]: what a test sees of webhooks, and what it can do to them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use identity_types::{EventId, Timestamp, WebhookEndpoint, WebhookEndpointId, WebhookSecret};

use super::delivery::{DeliveryAttempt, EndpointRef};
use super::overview::DeliveryOverview;
use super::rules::DeliveryRule;
use super::{deliver, endpoint::EndpointRecord};
use crate::event::{Cause, EventRecord};
use crate::ids::Kind;
use crate::sandbox::Shared;
use crate::settings::seconds;
use crate::state::{Record, State};

/// The longest that a former secret still signs: 24 hours, as in the Dashboard.
const LONGEST_OVERLAP: Duration = Duration::from_secs(24 * 60 * 60);

/// The webhooks of a sandbox; from [`Sandbox::webhooks`](crate::Sandbox::webhooks).
///
/// Endpoints are made by the API (`POST /v1/webhook_endpoints`). A server delivers by itself; without one, or to
/// wait for it, [`settle`](Self::settle) does.
#[derive(Clone)]
pub struct Webhooks {
    shared: Arc<Shared>,
}

/// Why a control call did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// No account has this endpoint.
    NoSuchEndpoint,
    /// No account has this event, or it is older than 30 days.
    NoSuchEvent,
    /// The endpoint is not to get this account's events.
    OtherAccount,
    /// A former secret signs for 24 hours at most.
    OverlapTooLong,
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSuchEndpoint => "there is no such webhook endpoint",
            Self::NoSuchEvent => "there is no such event, or it is older than 30 days",
            Self::OtherAccount => "the endpoint belongs to another account than the event",
            Self::OverlapTooLong => "a former secret can stay valid for 24 hours at most",
        })
    }
}

impl std::error::Error for WebhookError {}

impl Webhooks {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Delivers everything that is due on the sandbox's clock, what becomes due by that too, and returns when
    /// every answer is in. No test has to sleep.
    ///
    /// A delivery that fails is due again later, on that clock: advance it and settle again.
    ///
    /// It needs a tokio runtime with I/O and time.
    pub async fn settle(&self) {
        deliver::settle(&self.shared).await;
    }

    /// Every endpoint of every account, oldest first within an account; without their secrets.
    #[must_use]
    pub fn endpoints(&self) -> Vec<WebhookEndpoint> {
        let state = self.shared.state();
        state
            .accounts()
            .iter()
            .flat_map(|account| {
                account
                    .live_endpoints()
                    .map(|each| each.show(account.names))
            })
            .collect()
    }

    /// Every attempt to deliver, in the order of their time; of one second, in the order of their making.
    #[must_use]
    pub fn attempts(&self) -> Vec<DeliveryAttempt> {
        let deliveries = self.deliveries().into_iter();
        let mut attempts: Vec<_> = deliveries.flat_map(|delivery| delivery.attempts).collect();
        attempts.sort_by_key(|attempt| attempt.sent);
        attempts
    }

    /// Every delivery with its attempts, those that wait for their first too; oldest first within an account.
    #[must_use]
    pub fn deliveries(&self) -> Vec<DeliveryOverview> {
        let state = self.shared.state();
        let accounts = state.accounts().iter();
        accounts
            .flat_map(|account| account.deliveries.iter().map(move |each| (account, each)))
            .filter_map(|(account, each)| DeliveryOverview::of(&state, account, each))
            .collect()
    }

    /// When the next delivery is due that waits for the clock; `None`: none waits, or it is due now.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let now = self.shared.clock.now();
        let next = self.shared.state().outbox.next_due();
        next.filter(|due| *due > now)
    }

    /// Gives an endpoint a new secret; the former one signs too, for as long as `overlap` and at most 24 hours.
    /// Meanwhile deliveries have a `v1` for each.
    ///
    /// # Errors
    ///
    /// [`WebhookError`] when there is no such endpoint, or the overlap is too long.
    pub fn roll_secret(
        &self,
        endpoint: &WebhookEndpointId,
        overlap: Duration,
    ) -> Result<WebhookSecret, WebhookError> {
        if overlap > LONGEST_OVERLAP {
            return Err(WebhookError::OverlapTooLong);
        }
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let (account, record) = find_endpoint(&state, endpoint)?;
        let rolled = record.rolled(now, now.saturating_add(seconds(overlap)));
        let mut ledger = state.open(account, &self.shared.settings, now, Cause::default());
        let secret = rolled.secret(ledger.account.names);
        ledger.put(Record::Endpoint(Arc::new(rolled)));
        Ok(secret)
    }

    /// Sends an event to an endpoint once more, or for the first time: it is due now, and tried again like a new
    /// one if that fails.
    ///
    /// # Errors
    ///
    /// [`WebhookError`] when there is no such event or endpoint, or they belong to different accounts.
    pub fn resend(
        &self,
        event: &EventId,
        endpoint: &WebhookEndpointId,
    ) -> Result<(), WebhookError> {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let (account, event) = find_event(&state, event)?;
        let to = reachable_endpoint(&state, account, endpoint)?;
        state
            .open(account, &self.shared.settings, now, Cause::default())
            .send_again(&event, to);
        Ok(())
    }

    /// As [`resend`](Self::resend), to every endpoint that was told of the event and still gets events. Gives
    /// how many.
    ///
    /// # Errors
    ///
    /// [`WebhookError`] when there is no such event.
    pub fn resend_to_all(&self, event: &EventId) -> Result<usize, WebhookError> {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let (number, event) = find_event(&state, event)?;
        let told: Vec<EndpointRef> = state
            .account(number)
            .into_iter()
            .flat_map(|account| account.deliveries.of_event(event.place))
            .map(|delivery| delivery.endpoint)
            .filter(|to| state.endpoint(*to).is_some_and(|(_, each)| !each.disabled))
            .collect();
        let mut ledger = state.open(number, &self.shared.settings, now, Cause::default());
        for to in &told {
            ledger.send_again(&event, *to);
        }
        Ok(told.len())
    }

    /// Adds a rule for what goes wrong on the way; see [`DeliveryRule`].
    pub fn add_rule(&self, rule: DeliveryRule) {
        self.shared.state().rules.add(rule);
    }

    /// The rules, in the order in which they are tried.
    #[must_use]
    pub fn rules(&self) -> Vec<DeliveryRule> {
        self.shared.state().rules.list().to_vec()
    }

    /// Takes all rules away. What is held stays held.
    pub fn clear_rules(&self) {
        self.shared.state().rules.clear();
    }

    /// From now on deliveries that are due together go in an order that the sandbox's seed decides, or in their
    /// own again.
    pub fn shuffle(&self, on: bool) {
        let mut state = self.shared.state();
        let seed = on.then(|| state.seed());
        state.outbox.shuffle(seed);
    }

    /// Lets go what [`Mishap::Hold`](crate::Mishap::Hold) holds: it is due now. Gives how many.
    #[expect(clippy::must_use_candidate, reason = "the count is a by-product")]
    pub fn release(&self) -> usize {
        let now = self.shared.clock.now();
        let mut state = self.shared.state();
        let held: Vec<_> = state
            .accounts()
            .iter()
            .enumerate()
            .flat_map(|(number, account)| account.deliveries.iter().map(move |each| (number, each)))
            .filter(|(_, delivery)| delivery.held)
            .map(|(number, delivery)| (number, delivery.anew(now)))
            .collect();
        let count = held.len();
        for (number, delivery) in held {
            state
                .open(number, &self.shared.settings, now, Cause::default())
                .put(Record::Delivery(Arc::new(delivery)));
        }
        count
    }
}

fn find_endpoint(
    state: &State,
    id: &WebhookEndpointId,
) -> Result<(usize, EndpointRecord), WebhookError> {
    let found = state
        .accounts()
        .iter()
        .enumerate()
        .find_map(|(number, account)| {
            let place = account.names.place(Kind::Endpoint, id.as_str())?;
            let endpoint = account.endpoint(place)?;
            Some((number, EndpointRecord::clone(endpoint)))
        });
    found.ok_or(WebhookError::NoSuchEndpoint)
}

fn find_event(state: &State, id: &EventId) -> Result<(usize, EventRecord), WebhookError> {
    let found = state
        .accounts()
        .iter()
        .enumerate()
        .find_map(|(number, account)| {
            let place = account.names.place(Kind::Event, id.as_str())?;
            let event = account.events.get(place)?;
            Some((number, EventRecord::clone(event)))
        });
    found.ok_or(WebhookError::NoSuchEvent)
}

/// The endpoint, if it may get the events of the account with this number.
fn reachable_endpoint(
    state: &State,
    account: usize,
    id: &WebhookEndpointId,
) -> Result<EndpointRef, WebhookError> {
    let (owner, endpoint) = find_endpoint(state, id)?;
    let (Some(owner), Some(account)) = (state.account(owner), state.account(account)) else {
        return Err(WebhookError::NoSuchEndpoint);
    };
    let own = owner.account() == account.account() && !endpoint.connect;
    let of_platform = account
        .connected
        .as_ref()
        .map(|connected| connected.platform)
        == Some(owner.account())
        && endpoint.connect;
    if !(own || of_platform) {
        return Err(WebhookError::OtherAccount);
    }
    Ok(EndpointRef {
        account: owner.account(),
        place: endpoint.place,
    })
}

impl fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhooks")
    }
}
