//! [`Outbox`]: which delivery goes next.

use std::collections::{BTreeMap, BTreeSet};

use identity_types::Timestamp;
use tokio::sync::watch;

use super::delivery::EndpointRef;
use crate::ids::mix;

/// The deliveries that are to be made, a lane for each endpoint. An endpoint gets one delivery at a time, in the
/// order of their time and then of their making; a slow endpoint keeps no other one waiting.
#[derive(Debug)]
pub(crate) struct Outbox {
    lanes: BTreeMap<EndpointRef, Lane>,
    /// The seed of the order in which deliveries go that are due together; without one, by time.
    shuffle: Option<u64>,
    /// Grows with each reset and restore: what was taken before is not this outbox's any more.
    epoch: u64,
    /// Wakes whoever delivers.
    changed: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Lane {
    waiting: BTreeSet<(Timestamp, Parcel)>,
    /// The one that is being sent.
    sending: Option<Parcel>,
}

/// A delivery by its account's number and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Parcel {
    pub(crate) place: u64,
    pub(crate) account: usize,
}

impl Outbox {
    /// An empty one, in the usual order, that wakes the same ones, and does so now: what they wait for may never
    /// come.
    pub(crate) fn emptied(&self) -> Self {
        self.wake();
        Self {
            lanes: BTreeMap::new(),
            shuffle: None,
            epoch: self.epoch + 1,
            changed: self.changed.clone(),
        }
    }

    /// Puts a delivery in, moves it, or takes it out: from when it was due to when it is.
    pub(crate) fn set(
        &mut self,
        endpoint: EndpointRef,
        parcel: Parcel,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) {
        let lane = self.lanes.entry(endpoint).or_default();
        if let Some(due) = from {
            lane.waiting.remove(&(due, parcel));
        }
        if let Some(due) = to {
            lane.waiting.insert((due, parcel));
        }
        if lane.waiting.is_empty() && lane.sending.is_none() {
            self.lanes.remove(&endpoint);
        }
        self.wake();
    }

    /// Which of the outboxes that followed each other this is.
    pub(crate) const fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Takes a delivery that is due, of an endpoint that is free. It stays in its lane until it is
    /// [finished](Self::finish).
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<(EndpointRef, Parcel)> {
        let shuffle = self.shuffle;
        self.lanes
            .iter_mut()
            .filter(|(_, lane)| lane.sending.is_none())
            .find_map(|(endpoint, lane)| {
                let parcel = lane.first(now, shuffle)?;
                lane.sending = Some(parcel);
                Some((*endpoint, parcel))
            })
    }

    /// Frees the endpoint, after what was sent to it has been [moved](Self::set) or taken out.
    pub(crate) fn finish(&mut self, endpoint: EndpointRef) {
        if let Some(lane) = self.lanes.get_mut(&endpoint) {
            lane.sending = None;
            if lane.waiting.is_empty() {
                self.lanes.remove(&endpoint);
            }
        }
        self.wake();
    }

    /// When the next delivery of a free endpoint is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.lanes
            .values()
            .filter(|lane| lane.sending.is_none())
            .filter_map(|lane| lane.waiting.first().map(|(due, _)| *due))
            .min()
    }

    /// Wakes whoever delivers, to look at the clock again.
    pub(crate) fn wake(&self) {
        self.changed.send_replace(());
    }

    /// True when nothing is due and nothing is on its way.
    pub(crate) fn is_settled(&self, now: Timestamp) -> bool {
        let settled = |lane: &Lane| {
            lane.sending.is_none() && lane.waiting.first().is_none_or(|(due, _)| *due > now)
        };
        self.lanes.values().all(settled)
    }

    /// From now on what is due together goes in an order that follows from the seed; `None`: in its own.
    pub(crate) fn shuffle(&mut self, seed: Option<u64>) {
        self.shuffle = seed;
    }

    /// Told of every change.
    pub(crate) fn subscribe(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

impl Lane {
    fn first(&self, now: Timestamp, shuffle: Option<u64>) -> Option<Parcel> {
        let mut due = self.waiting.iter().take_while(|(due, _)| *due <= now);
        let Some(seed) = shuffle else {
            return due.next().map(|(_, parcel)| *parcel);
        };
        due.map(|(_, parcel)| *parcel)
            .min_by_key(|parcel| mix(seed ^ mix(parcel.place) ^ parcel.account as u64))
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            lanes: BTreeMap::new(),
            shuffle: None,
            epoch: 0,
            changed: watch::Sender::new(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    fn lane(place: u64) -> EndpointRef {
        EndpointRef {
            account: serde_json::from_str("\"0\"").unwrap(),
            place,
        }
    }

    fn parcel(place: u64) -> Parcel {
        Parcel { place, account: 0 }
    }

    fn taken(outbox: &mut Outbox, now: i64) -> Vec<u64> {
        let mut order = Vec::new();
        while let Some((endpoint, parcel)) = outbox.take(at(now)) {
            order.push(parcel.place);
            // It has arrived: it is not due any more.
            let due = at(i64::try_from(parcel.place % 10).unwrap());
            outbox.set(endpoint, parcel, Some(due), None);
            outbox.finish(endpoint);
        }
        order
    }

    /// Each parcel is due at the last digit of its place.
    fn filled() -> Outbox {
        let mut outbox = Outbox::default();
        for place in [11, 10, 5, 21, 31, 2] {
            let due = at(i64::try_from(place % 10).unwrap());
            outbox.set(lane(0), parcel(place), None, Some(due));
        }
        outbox
    }

    #[test]
    fn a_lane_goes_by_time_and_then_by_making() {
        let mut outbox = filled();
        assert_eq!(outbox.next_due(), Some(at(0)));
        assert_eq!(taken(&mut outbox, 2), [10, 11, 21, 31, 2]);
        assert!(outbox.is_settled(at(2)) && !outbox.is_settled(at(5)));
        assert_eq!(outbox.next_due(), Some(at(5)));
        assert_eq!(taken(&mut outbox, 5), [5]);
        assert!(outbox.lanes.is_empty());
    }

    #[test]
    fn a_shuffled_lane_goes_as_the_seed_says_and_misses_nothing() {
        let order = |seed| {
            let mut outbox = filled();
            outbox.shuffle(Some(seed));
            taken(&mut outbox, 9)
        };
        assert_eq!(order(1), order(1));
        assert!((0..20).any(|seed| order(seed) != order(1)));
        let mut sorted = order(1);
        sorted.sort_unstable();
        assert_eq!(sorted, [2, 5, 10, 11, 21, 31]);
        // A reset ends it.
        let mut shuffled = filled();
        shuffled.shuffle(Some(1));
        assert_eq!(shuffled.emptied().shuffle, None);
    }

    #[test]
    fn a_busy_endpoint_waits_and_others_do_not() {
        let mut outbox = Outbox::default();
        for (endpoint, place) in [(0, 1), (0, 2), (1, 3)] {
            outbox.set(lane(endpoint), parcel(place), None, Some(at(0)));
        }
        assert_eq!(outbox.take(at(0)), Some((lane(0), parcel(1))));
        assert_eq!(outbox.take(at(0)), Some((lane(1), parcel(3))));
        assert_eq!(outbox.take(at(0)), None);
        assert!(!outbox.is_settled(at(0)));
        // Put back as it was: it goes again, before the one behind it.
        outbox.finish(lane(0));
        assert_eq!(outbox.take(at(0)), Some((lane(0), parcel(1))));
    }

    #[test]
    fn every_change_wakes_whoever_delivers() {
        let mut outbox = Outbox::default();
        let mut changed = outbox.subscribe();
        outbox.set(lane(0), parcel(1), None, Some(at(0)));
        assert!(changed.has_changed().unwrap());
        changed.mark_unchanged();
        outbox.finish(lane(0));
        assert!(changed.has_changed().unwrap());
    }
}
