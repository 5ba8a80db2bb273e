//! [`MemoryDedup`]: handled events in memory, for a single process.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use identity_types::{EventId, Timestamp};

use crate::{Claim, Clock, Dedup, Ticket};

/// A [`Dedup`] in the memory of this process: bounded, with expiry.
///
/// What it holds is gone with the process, and several processes do not share it: then use a store of
/// your own, or make the handler itself safe to repeat. When it is full, the events that were handled
/// longest ago are forgotten first; claims never are, and when nothing but claims is left, further events are
/// [in progress](Claim::InProgress), so that they come again.
pub struct MemoryDedup {
    clock: Clock,
    claimed_for: Duration,
    remembered_for: Duration,
    capacity: usize,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    by_event: HashMap<EventId, Entry>,
    /// The same entries by the time of their end; the ticket tells two of one second apart.
    by_end: BTreeMap<(Timestamp, Ticket), EventId>,
    tickets: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    ticket: Ticket,
    done: bool,
    ends: Timestamp,
}

impl MemoryDedup {
    /// Claims end after a minute, handled events are forgotten after four days: longer than Stripe repeats a
    /// delivery. At most 100,000 of both.
    #[must_use]
    pub fn new() -> Self {
        Self {
            clock: Clock::system(),
            claimed_for: Duration::from_secs(60),
            remembered_for: Duration::from_secs(4 * 24 * 3600),
            capacity: 100_000,
            entries: Mutex::default(),
        }
    }

    /// Goes by another clock than this machine's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// When an event whose handler neither completed nor released it may be handled anew. Give handlers a
    /// time-out that is shorter.
    #[must_use]
    pub const fn claimed_for(mut self, duration: Duration) -> Self {
        self.claimed_for = duration;
        self
    }

    /// How long an event is known to be handled.
    #[must_use]
    pub const fn remembered_for(mut self, duration: Duration) -> Self {
        self.remembered_for = duration;
        self
    }

    /// How many events it holds at most; about 200 bytes each.
    #[must_use]
    pub const fn capacity(mut self, events: usize) -> Self {
        self.capacity = events;
        self
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // Both maps change together between calls that cannot panic.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn claim_now(&self, id: &EventId) -> Claim {
        let now = self.clock.now();
        let mut entries = self.entries();
        entries.forget_until(now);
        match entries.by_event.get(id) {
            Some(entry) if entry.done => return Claim::Done,
            Some(_) => return Claim::InProgress,
            None => {}
        }
        if entries.by_event.len() >= self.capacity && !entries.forget_oldest_handled() {
            return Claim::InProgress;
        }
        entries.tickets += 1;
        let ticket = Ticket::new(entries.tickets);
        entries.insert(
            id,
            Entry {
                ticket,
                done: false,
                ends: after(now, self.claimed_for),
            },
        );
        Claim::First(ticket)
    }

    fn complete_now(&self, id: &EventId, ticket: Ticket) {
        let ends = after(self.clock.now(), self.remembered_for);
        let mut entries = self.entries();
        // A claim that has ended and that nobody took up is as good: the event was handled.
        if entries.remove_claim(id, ticket) || !entries.by_event.contains_key(id) {
            let done = true;
            entries.insert(id, Entry { ticket, done, ends });
        }
    }
}

impl Entries {
    fn insert(&mut self, id: &EventId, entry: Entry) {
        self.by_end.insert((entry.ends, entry.ticket), id.clone());
        self.by_event.insert(id.clone(), entry);
    }

    /// True if the claim stood.
    fn remove_claim(&mut self, id: &EventId, ticket: Ticket) -> bool {
        match self.by_event.get(id) {
            Some(entry) if entry.ticket == ticket && !entry.done => {
                self.by_end.remove(&(entry.ends, ticket));
                self.by_event.remove(id);
                true
            }
            _ => false,
        }
    }

    fn forget_until(&mut self, now: Timestamp) {
        while let Some(first) = self.by_end.first_entry() {
            if first.key().0 > now {
                return;
            }
            self.by_event.remove(&first.remove());
        }
    }

    /// False if nothing but claims is here.
    fn forget_oldest_handled(&mut self) -> bool {
        let handled = |id: &EventId| self.by_event.get(id).is_some_and(|entry| entry.done);
        let oldest = self.by_end.iter().find(|(_, id)| handled(id));
        let Some(key) = oldest.map(|(key, _)| *key) else {
            return false;
        };
        if let Some(id) = self.by_end.remove(&key) {
            self.by_event.remove(&id);
        }
        true
    }
}

fn after(now: Timestamp, duration: Duration) -> Timestamp {
    now.saturating_add(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}

impl Dedup for MemoryDedup {
    type Error = Infallible;

    fn claim(&self, id: &EventId) -> impl Future<Output = Result<Claim, Infallible>> + Send {
        ready(Ok(self.claim_now(id)))
    }

    fn complete(
        &self,
        id: &EventId,
        ticket: Ticket,
    ) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.complete_now(id, ticket);
        ready(Ok(()))
    }

    fn release(
        &self,
        id: &EventId,
        ticket: Ticket,
    ) -> impl Future<Output = Result<(), Infallible>> + Send {
        self.entries().remove_claim(id, ticket);
        ready(Ok(()))
    }
}

impl Default for MemoryDedup {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryDedup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryDedup")
            .field("events", &self.entries().by_event.len())
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}
