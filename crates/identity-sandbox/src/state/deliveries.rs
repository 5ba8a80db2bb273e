//! [`Deliveries`]: deliveries by their place and by their event.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Store;
use crate::webhooks::DeliveryRecord;

/// The deliveries of an account's events.
#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    all: Store<DeliveryRecord>,
    /// Event and delivery.
    by_event: BTreeSet<(u64, u64)>,
}

impl Deliveries {
    /// The delivery at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Arc<DeliveryRecord>> {
        self.all.get(place)
    }

    /// Where the next new delivery goes.
    pub(crate) fn next(&self) -> u64 {
        self.all.next()
    }

    /// All deliveries, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<DeliveryRecord>> {
        self.all.iter()
    }

    /// The deliveries of an event, oldest first.
    pub(crate) fn of_event(&self, event: u64) -> impl Iterator<Item = &Arc<DeliveryRecord>> {
        let places = self.by_event.range((event, 0)..=(event, u64::MAX));
        places.filter_map(|(_, place)| self.get(*place))
    }

    /// Puts a delivery, and gives back the one that it replaces.
    pub(super) fn put(&mut self, delivery: Arc<DeliveryRecord>) -> Option<Arc<DeliveryRecord>> {
        self.by_event.insert((delivery.event, delivery.place));
        self.all.put(delivery.place, delivery)
    }

    /// Takes the deliveries of an event away.
    pub(super) fn forget(&mut self, event: u64) -> Vec<Arc<DeliveryRecord>> {
        let gone: Vec<_> = self.of_event(event).map(Arc::clone).collect();
        for delivery in &gone {
            self.by_event.remove(&(event, delivery.place));
            self.all.remove(delivery.place);
        }
        // Places are not given again, so those before the oldest are of no use.
        let oldest = self.all.oldest().map(|(place, _)| place);
        if let Some(before) = oldest.unwrap_or_else(|| self.next()).checked_sub(1) {
            self.all.forget_through(before);
        }
        gone
    }
}
