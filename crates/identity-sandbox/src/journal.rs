//! [`Journal`]: which requests came, and what they were answered. By default without anything that a
//! caller typed.

mod entry;
mod query;

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use self::entry::seen;
pub use self::entry::{JournalEntry, RawExchange};
pub use self::query::JournalQuery;

/// How many entries are kept if nothing else is said.
const CAPACITY: usize = 1000;

/// The last requests to the API; from [`Sandbox::journal`](crate::Sandbox::journal).
///
/// An entry says which call it was, by which account, and how it ended. The masked journal, which is the
/// default, has no key, no secret and no value that a caller sent: of ids those that the sandbox gave out,
/// of parameters the names that the API knows. Control calls and the verification page are not in it.
#[derive(Debug)]
pub struct Journal {
    capacity: usize,
    raw: bool,
    ring: Mutex<Ring>,
}

#[derive(Debug, Default)]
struct Ring {
    count: u64,
    entries: VecDeque<JournalEntry>,
}

impl Journal {
    pub(crate) fn new(capacity: Option<usize>, raw: bool) -> Self {
        Self {
            capacity: capacity.unwrap_or(CAPACITY),
            raw,
            ring: Mutex::default(),
        }
    }

    /// The entries that a query is about, oldest first: of many, the newest.
    #[must_use]
    pub fn entries(&self, query: &JournalQuery) -> Vec<JournalEntry> {
        let ring = self.ring();
        let found = ring
            .entries
            .iter()
            .rev()
            .filter(|entry| query.matches(entry));
        let mut found: Vec<_> = found.take(query.most()).cloned().collect();
        found.reverse();
        found
    }

    /// Forgets all entries; numbers go on.
    pub fn clear(&self) {
        self.ring().entries.clear();
    }

    /// Whether entries are kept as they were sent.
    pub(crate) fn is_raw(&self) -> bool {
        self.raw
    }

    pub(crate) fn is_off(&self) -> bool {
        self.capacity == 0
    }

    pub(crate) fn record(&self, mut entry: JournalEntry) {
        let mut ring = self.ring();
        ring.count += 1;
        entry.number = ring.count;
        if ring.entries.len() >= self.capacity {
            ring.entries.pop_front();
        }
        ring.entries.push_back(entry);
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        // Entries come and go whole.
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
