//! [`Index`]: the order of lists, whole or of one key's objects.

use std::collections::BTreeSet;
use std::ops::Bound;

use identity_types::Timestamp;

/// Where an object stands in a list: by time, then by place.
pub(crate) type Rank = (Timestamp, u64);

/// The objects of each key, in the order of a list. Finding where a page begins takes as long as the
/// logarithm of their number, and each object of the page nothing more.
#[derive(Debug)]
pub(crate) struct Index<K>(BTreeSet<(K, Timestamp, u64)>);

/// A part of a list, between two ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// No older than this.
    pub(crate) from: Bound<Rank>,
    /// No newer than this.
    pub(crate) to: Bound<Rank>,
}

impl Span {
    pub(crate) const ALL: Self = Self {
        from: Bound::Unbounded,
        to: Bound::Unbounded,
    };
}

const FIRST: Rank = (Timestamp::from_secs(i64::MIN), 0);
const LAST: Rank = (Timestamp::from_secs(i64::MAX), u64::MAX);

impl<K: Ord + Clone> Index<K> {
    pub(super) fn insert(&mut self, key: K, (created, place): Rank) {
        self.0.insert((key, created, place));
    }

    pub(super) fn remove(&mut self, key: K, (created, place): Rank) {
        self.0.remove(&(key, created, place));
    }

    /// The places of a key's objects within the span, oldest first.
    pub(crate) fn walk(&self, key: &K, span: Span) -> impl DoubleEndedIterator<Item = u64> {
        let from = match span.from {
            Bound::Unbounded => (FIRST, false),
            Bound::Included(rank) => (rank, false),
            Bound::Excluded(rank) => (rank, true),
        };
        let to = match span.to {
            Bound::Unbounded => (LAST, false),
            Bound::Included(rank) => (rank, false),
            Bound::Excluded(rank) => (rank, true),
        };
        // The set panics over a range that ends before it begins.
        let some = from.0 < to.0 || (from.0 == to.0 && !from.1 && !to.1);
        let bound = |((created, place), excluded): (Rank, bool)| {
            let entry = (key.clone(), created, place);
            if excluded {
                Bound::Excluded(entry)
            } else {
                Bound::Included(entry)
            }
        };
        some.then(|| self.0.range((bound(from), bound(to))))
            .into_iter()
            .flatten()
            .map(|(_, _, place)| *place)
    }
}

impl<K: Ord> FromIterator<(K, Rank)> for Index<K> {
    fn from_iter<I: IntoIterator<Item = (K, Rank)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        Self(
            entries
                .map(|(key, (created, place))| (key, created, place))
                .collect(),
        )
    }
}

impl<K> Default for Index<K> {
    fn default() -> Self {
        Self(BTreeSet::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64, place: u64) -> Rank {
        (Timestamp::from_secs(seconds), place)
    }

    #[test]
    fn a_span_is_walked_from_both_ends_and_an_impossible_one_is_empty() {
        let mut index = Index::default();
        for (key, rank) in [
            ("a", at(5, 0)),
            ("b", at(5, 1)),
            ("a", at(5, 2)),
            ("a", at(4, 3)),
        ] {
            index.insert(key, rank);
        }
        let walk = |key: &'static str, from, to| {
            let span = Span { from, to };
            index.walk(&key, span).collect::<Vec<_>>()
        };
        assert_eq!(walk("a", Bound::Unbounded, Bound::Unbounded), [3, 0, 2]);
        assert_eq!(walk("a", Bound::Excluded(at(5, 0)), Bound::Unbounded), [2]);
        assert_eq!(walk("a", Bound::Unbounded, Bound::Excluded(at(5, 0))), [3]);
        assert_eq!(
            walk("b", Bound::Included(at(5, 0)), Bound::Included(at(5, 9))),
            [1]
        );
        for (from, to) in [
            (Bound::Excluded(at(5, 0)), Bound::Excluded(at(5, 0))),
            (Bound::Included(at(6, 0)), Bound::Included(at(5, 0))),
        ] {
            assert!(walk("a", from, to).is_empty());
        }
        assert_eq!(index.walk(&"a", Span::ALL).next_back(), Some(2));
    }
}
