//! `announce`: a new event to the endpoints that want it.

use std::sync::Arc;

use identity_types::{EventType, Timestamp};

use super::delivery::{Attempt, AttemptResult, DeliveryRecord, EndpointRef};
use super::rules::Mishap;
use crate::event::EventRecord;
use crate::settings::seconds;
use crate::state::{Ledger, Record};

/// Takes a new event, which is in its store already, under the lock that made it.
pub(crate) fn announce(ledger: &mut Ledger<'_>, event: u64) {
    let Some(record) = ledger.account.events.get(event).cloned() else {
        return;
    };
    let endpoints = ledger.listeners(&record.event_type);
    let mut pending = 0;
    for endpoint in endpoints {
        let delivery = delivery(ledger, &record, endpoint);
        pending += u32::from(!delivery.taken);
        ledger.put(Record::Delivery(Arc::new(delivery)));
    }
    if pending > 0 {
        let mut record = EventRecord::clone(&record);
        record.pending_webhooks = pending;
        ledger.put(Record::Event(Arc::new(record)));
    }
}

/// A new delivery, as the rules have it.
fn delivery(ledger: &mut Ledger<'_>, event: &EventRecord, endpoint: EndpointRef) -> DeliveryRecord {
    let place = ledger.account.deliveries.next();
    let mishap = ledger.mishap(&event.event_type, endpoint, place);
    let mut delivery = DeliveryRecord::first(place, event.place, endpoint, ledger.now);
    match mishap {
        None => {}
        Some(Mishap::Duplicate(copies)) => delivery.copies = copies.min(Mishap::MOST_COPIES),
        Some(Mishap::Delay(delay)) => {
            delivery.due = Some(ledger.now.saturating_add(seconds(delay)));
        }
        Some(Mishap::Drop) => lose(&mut delivery, ledger.now),
        Some(Mishap::Hold) => {
            delivery.held = true;
            delivery.due = None;
        }
    }
    delivery
}

fn lose(delivery: &mut DeliveryRecord, now: Timestamp) {
    delivery.due = None;
    delivery.taken = true;
    delivery.attempts.push(Attempt {
        sent: now,
        result: AttemptResult::Dropped,
    });
}

impl Ledger<'_> {
    /// The endpoints that want an event of this account: its own, and of its platform those for connected
    /// accounts.
    fn listeners(&self, event_type: &EventType) -> Vec<EndpointRef> {
        let own = self
            .account
            .live_endpoints()
            .filter(|endpoint| !endpoint.connect);
        let own = own.map(|endpoint| (self.account.account(), endpoint));
        let platforms = self
            .platform_endpoints
            .iter()
            .map(|(account, endpoint)| (*account, endpoint));
        own.chain(platforms)
            .filter(|(_, endpoint)| endpoint.wants(event_type))
            .map(|(account, endpoint)| EndpointRef {
                account,
                place: endpoint.place,
            })
            .collect()
    }
}
