//! [`Store`]: objects by their place.

use std::collections::VecDeque;
use std::sync::Arc;

/// Objects of one kind, each at the place that its id stands for. Objects are immutable: a change puts
/// a new one in the old one's place.
#[derive(Debug)]
pub(crate) struct Store<T> {
    /// The place of the first slot; those before it have been forgotten.
    first: u64,
    slots: VecDeque<Option<Arc<T>>>,
}

impl<T> Store<T> {
    /// The object at a place.
    pub(crate) fn get(&self, place: u64) -> Option<&Arc<T>> {
        let slot = usize::try_from(place.checked_sub(self.first)?).ok()?;
        self.slots.get(slot)?.as_ref()
    }

    /// Where the next new object goes.
    pub(crate) fn next(&self) -> u64 {
        self.first + self.slots.len() as u64
    }

    /// All objects, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.slots.iter().flatten()
    }

    /// Puts an object, and gives back the one that it replaces.
    pub(super) fn put(&mut self, place: u64, object: Arc<T>) -> Option<Arc<T>> {
        if self.slots.is_empty() {
            self.first = place;
        }
        // Below the first: forgotten before, and not to come back.
        let slot = usize::try_from(place.checked_sub(self.first)?).ok()?;
        while self.slots.len() <= slot {
            self.slots.push_back(None);
        }
        self.slots[slot].replace(object)
    }

    /// Takes an object away; its place is not given to another.
    pub(super) fn remove(&mut self, place: u64) -> Option<Arc<T>> {
        let slot = usize::try_from(place.checked_sub(self.first)?).ok()?;
        self.slots.get_mut(slot)?.take()
    }

    /// The oldest object, with its place.
    pub(crate) fn oldest(&self) -> Option<(u64, &Arc<T>)> {
        let slot = self.slots.iter().position(Option::is_some)?;
        Some((self.first + slot as u64, self.slots[slot].as_ref()?))
    }

    /// Forgets the oldest places for good, up to and with this one.
    pub(super) fn forget_through(&mut self, place: u64) {
        while self.first <= place && self.slots.pop_front().is_some() {
            self.first += 1;
        }
    }
}

impl<T> Default for Store<T> {
    fn default() -> Self {
        Self {
            first: 0,
            slots: VecDeque::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_when_others_go() {
        let mut store = Store::default();
        for place in 0..4 {
            assert_eq!(store.next(), place);
            assert!(store.put(place, Arc::new(place)).is_none());
        }
        assert_eq!(store.remove(1).as_deref(), Some(&1));
        store.forget_through(0);
        assert_eq!(store.oldest().map(|(place, _)| place), Some(2));
        assert_eq!(store.get(0).or_else(|| store.get(1)), None);
        assert_eq!(store.next(), 4);
        assert_eq!(store.put(2, Arc::new(9)).as_deref(), Some(&2));
        assert_eq!(
            store.iter().map(|object| **object).collect::<Vec<_>>(),
            [9, 3]
        );
        store.forget_through(3);
        assert_eq!(store.next(), 4);
    }
}
