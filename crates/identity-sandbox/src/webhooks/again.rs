//! `send_again`: an event to an endpoint once more, or for the first time.

use std::sync::Arc;

use super::delivery::{DeliveryRecord, EndpointRef};
use crate::event::EventRecord;
use crate::state::{Ledger, Record};

impl Ledger<'_> {
    /// Makes the delivery of an event of this account to an endpoint due now, as if it were new.
    pub(crate) fn send_again(&mut self, event: &EventRecord, to: EndpointRef) {
        let deliveries = &self.account.deliveries;
        let former = deliveries
            .of_event(event.place)
            .find(|delivery| delivery.endpoint == to)
            .map(|delivery| delivery.anew(self.now));
        let place = deliveries.next();
        let first = || DeliveryRecord::first(place, event.place, to, self.now);
        let record = former.unwrap_or_else(first);
        if record.place == place {
            let mut event = event.clone();
            event.pending_webhooks += 1;
            self.put(Record::Event(Arc::new(event)));
        }
        self.put(Record::Delivery(Arc::new(record)));
    }
}
