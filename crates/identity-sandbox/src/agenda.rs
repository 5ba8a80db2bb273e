//! [`Agenda`]: what becomes due on the sandbox's clock.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use identity_types::Timestamp;

/// A heap of what becomes due, over all accounts. It holds no facts: whoever takes an entry looks at the
/// object again, and an entry whose object has changed its mind is passed over. So entries are never
/// taken back, and follow from the records when a state is restored.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    entries: BinaryHeap<Reverse<Entry>>,
    /// Keeps entries of one second in the order they were made.
    made: u64,
}

/// Something of an account that becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) due: Timestamp,
    number: u64,
    /// The account's number.
    pub(crate) account: usize,
    pub(crate) task: Task,
}

/// What becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// The session at this place has something to do: see [`Session::due`](crate::session::Session::due).
    Session(u64),
}

impl Agenda {
    /// Notes a task.
    pub(crate) fn add(&mut self, due: Timestamp, account: usize, task: Task) {
        self.made += 1;
        self.entries.push(Reverse(Entry {
            due,
            number: self.made,
            account,
            task,
        }));
    }

    /// Takes the first entry that is due by now.
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<Entry> {
        let Reverse(first) = self.entries.peek()?;
        if first.due > now {
            return None;
        }
        self.entries.pop().map(|Reverse(entry)| entry)
    }

    /// When the next entry is due: for whoever waits.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.entries.peek().map(|Reverse(entry)| entry.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_the_order_of_their_time_and_then_of_their_making() {
        let mut agenda = Agenda::default();
        let at = Timestamp::from_secs;
        for (due, place) in [(5, 0), (3, 1), (5, 2), (9, 3)] {
            agenda.add(at(due), 0, Task::Session(place));
        }
        let mut taken = Vec::new();
        while let Some(entry) = agenda.take(at(5)) {
            taken.push(entry.task);
        }
        assert_eq!(taken, [1, 0, 2].map(Task::Session));
        assert_eq!(agenda.next(), Some(at(9)));
    }
}
