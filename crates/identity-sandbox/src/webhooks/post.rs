//! From a delivery that is due to the letter that is sent, and from its answer back into the state.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::sign;

use super::delivery::{AttemptResult, DeliveryRecord, EndpointRef};
use super::endpoint::EndpointRecord;
use super::outbox::Parcel;
use super::send::Letter;
use crate::event::{Cause, EventRecord};
use crate::settings::Settings;
use crate::state::{AccountState, Record, State};

/// What Stripe's sender calls itself.
const USER_AGENT: &str = "Stripe/1.0 (+https://stripe.com/docs/webhooks)";
/// What the decoy of test mode is signed with: nobody's secret.
const DECOY: &str = "decoy";

/// A delivery that is on its way.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) errand: Errand,
    pub(crate) letter: Letter,
}

/// What a delivery on its way was taken as. After a reset or a restore the same account and place can be
/// another delivery's; the epoch tells them apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Errand {
    endpoint: EndpointRef,
    parcel: Parcel,
    epoch: u64,
}

impl State {
    /// Takes the next delivery that is due. Those whose endpoint is gone or switched off are called off on the
    /// way. The caller answers for it with [`answered`](Self::answered) or [`put_back`](Self::put_back).
    pub(crate) fn next_job(
        &mut self,
        settings: &Settings,
        now: Timestamp,
        signed: Timestamp,
    ) -> Option<Job> {
        while let Some((endpoint, parcel)) = self.outbox.take(now) {
            match self.letter(endpoint, parcel, now, signed) {
                Some(letter) => {
                    let epoch = self.outbox.epoch();
                    return Some(Job {
                        errand: Errand {
                            endpoint,
                            parcel,
                            epoch,
                        },
                        letter,
                    });
                }
                None => self.call_off(settings, endpoint, parcel, now),
            }
        }
        None
    }

    /// What comes of an attempt. Of one that was begun before a reset or a restore, nothing does.
    pub(crate) fn answered(
        &mut self,
        settings: &Settings,
        now: Timestamp,
        errand: Errand,
        result: AttemptResult,
    ) {
        if errand.epoch != self.outbox.epoch() {
            return;
        }
        let Errand {
            endpoint, parcel, ..
        } = errand;
        if let Some(record) = self.delivery(parcel) {
            let (record, newly_taken) = record.after(now, result, &settings.retry_schedule);
            self.put_delivery(settings, parcel.account, record, now);
            if newly_taken {
                self.one_less_pending(settings, parcel, now);
            }
        }
        self.outbox.finish(endpoint);
    }

    /// Leaves a delivery as it was, for nobody has sent it to its end.
    pub(crate) fn put_back(&mut self, errand: Errand) {
        if errand.epoch == self.outbox.epoch() {
            self.outbox.finish(errand.endpoint);
        }
    }

    fn letter(
        &self,
        endpoint: EndpointRef,
        parcel: Parcel,
        now: Timestamp,
        signed: Timestamp,
    ) -> Option<Letter> {
        let account = self.account(parcel.account)?;
        let event = account.events.get(self.delivery(parcel)?.event)?;
        let (owner, to) = self.endpoint(endpoint)?;
        if to.disabled {
            return None;
        }
        let body = body(account, event, to, &self.base_url)?;
        let secrets = to.secrets(owner.names, now);
        Some(Letter {
            url: to.url.expose().clone(),
            headers: headers(&body, signed, &secrets),
            body,
        })
    }

    fn call_off(
        &mut self,
        settings: &Settings,
        endpoint: EndpointRef,
        parcel: Parcel,
        now: Timestamp,
    ) {
        if let Some(record) = self.delivery(parcel) {
            let (taken, record) = (record.taken, record.called_off());
            self.put_delivery(settings, parcel.account, record, now);
            if !taken {
                self.one_less_pending(settings, parcel, now);
            }
        }
        self.outbox.finish(endpoint);
    }

    fn put_delivery(
        &mut self,
        settings: &Settings,
        account: usize,
        record: DeliveryRecord,
        now: Timestamp,
    ) {
        self.open(account, settings, now, Cause::default())
            .put(Record::Delivery(Arc::new(record)));
    }

    fn one_less_pending(&mut self, settings: &Settings, parcel: Parcel, now: Timestamp) {
        let event = self.delivery(parcel).map(|delivery| delivery.event);
        let account = self.account(parcel.account);
        let Some(event) = account.and_then(|account| account.events.get(event?)) else {
            return;
        };
        let mut event = EventRecord::clone(event);
        event.pending_webhooks = event.pending_webhooks.saturating_sub(1);
        self.open(parcel.account, settings, now, Cause::default())
            .put(Record::Event(Arc::new(event)));
    }

    /// The delivery, as it is now.
    pub(super) fn delivery(&self, parcel: Parcel) -> Option<&DeliveryRecord> {
        let account = self.account(parcel.account)?;
        account.deliveries.get(parcel.place).map(Arc::as_ref)
    }

    /// The endpoint and the account that it belongs to.
    pub(super) fn endpoint(
        &self,
        endpoint: EndpointRef,
    ) -> Option<(&AccountState, &EndpointRecord)> {
        let owner = self.account_of(endpoint.account)?;
        Some((owner, owner.endpoint(endpoint.place)?))
    }
}

/// The event, printed as the API prints it.
fn body(
    account: &AccountState,
    event: &EventRecord,
    to: &EndpointRecord,
    base_url: &str,
) -> Option<Bytes> {
    let mut event = event.show(account, base_url)?;
    if to.api_version.is_some() {
        event.api_version.clone_from(&to.api_version);
    }
    let text = serde_json::to_vec_pretty(&event)
        .expect("the models have text keys only, and a vector takes every byte");
    Some(text.into())
}

fn headers(body: &Bytes, signed: Timestamp, secrets: &[WebhookSecret]) -> HeaderMap {
    let mut signature = sign(body, signed, secrets);
    let decoy = sign(body, signed, [&WebhookSecret::new(DECOY)]);
    if let Some((_, decoy)) = decoy.split_once(",v1=") {
        signature.push_str(",v0=");
        signature.push_str(decoy);
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
    if let Ok(signature) = HeaderValue::from_str(&signature) {
        headers.insert("stripe-signature", signature);
    }
    headers
}
