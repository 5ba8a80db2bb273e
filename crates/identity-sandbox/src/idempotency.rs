//! Idempotency keys: unknown → running → stored, and unknown again after 24 hours.
//!
//! Only what began to be carried out is stored. A call that is refused before that (a wrong key, an
//! unknown parameter) leaves its key as if it had never been used.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use http::StatusCode;
use identity_types::{Personal, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::{Failure, excerpt};
use crate::reply::Reply;

/// How long a result is kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;
/// The most characters of a key.
const MAX_KEY: usize = 255;

/// A key and its result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct KeyRecord {
    pub(crate) key: Personal<Arc<str>>,
    pub(crate) stored: Timestamp,
    #[serde(with = "crate::wide")]
    pub(crate) fingerprint: u128,
    /// The number of the request.
    pub(crate) request: u64,
    pub(crate) reply: Reply,
}

/// The keys of one account.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    entries: HashMap<Arc<str>, Entry>,
    /// The stored keys by age, oldest first, so that dropping them takes no search.
    by_age: VecDeque<(Timestamp, Arc<str>)>,
}

#[derive(Debug)]
enum Entry {
    Running,
    Stored {
        fingerprint: u128,
        request: u64,
        reply: Reply,
    },
}

/// What to do with a call that brings a key.
#[derive(Debug)]
pub(crate) enum Begin {
    /// Carry it out, then put a [`KeyRecord`] or [`release`](Keys::release) the key.
    Run,
    /// Give the stored result of that request again.
    Replay(Reply, u64),
}

impl Keys {
    /// Looks a key up and, if it is new, marks it as running.
    pub(crate) fn begin(&mut self, key: &Arc<str>, fingerprint: u128) -> Result<Begin, Failure> {
        match self.entries.get(key) {
            None => {
                self.entries.insert(Arc::clone(key), Entry::Running);
                Ok(Begin::Run)
            }
            Some(Entry::Running) => Err(in_use(key)),
            Some(Entry::Stored {
                fingerprint: first,
                request,
                reply,
            }) if *first == fingerprint => Ok(Begin::Replay(reply.clone(), *request)),
            Some(Entry::Stored { .. }) => Err(mismatch(key)),
        }
    }

    /// Stores a result.
    pub(crate) fn put(&mut self, record: KeyRecord) {
        let key = record.key.into_exposed();
        let entry = Entry::Stored {
            fingerprint: record.fingerprint,
            request: record.request,
            reply: record.reply,
        };
        self.entries.insert(Arc::clone(&key), entry);
        self.by_age.push_back((record.stored, key));
    }

    /// Forgets a running call that was refused before it was carried out.
    pub(crate) fn release(&mut self, key: &str) {
        if let Some(Entry::Running) = self.entries.get(key) {
            self.entries.remove(key);
        }
    }

    /// Takes the oldest key away if it has had its day, with what was stored under it.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Option<(Personal<Arc<str>>, Option<Reply>)> {
        let (stored, _) = self.by_age.front()?;
        if now < stored.saturating_add(KEPT) {
            return None;
        }
        let (_, key) = self.by_age.pop_front()?;
        let reply = match self.entries.remove(&key) {
            Some(Entry::Stored { reply, .. }) => Some(reply),
            _ => None,
        };
        Some((Personal::new(key), reply))
    }

    /// The stored results, oldest first.
    pub(crate) fn records(&self) -> impl Iterator<Item = KeyRecord> {
        self.by_age.iter().filter_map(|(stored, key)| {
            let Entry::Stored {
                fingerprint,
                request,
                reply,
            } = self.entries.get(key)?
            else {
                return None;
            };
            Some(KeyRecord {
                key: Personal::new(Arc::clone(key)),
                stored: *stored,
                fingerprint: *fingerprint,
                request: *request,
                reply: reply.clone(),
            })
        })
    }
}

/// Refuses a key that the API would not take.
pub(crate) fn check_length(key: &str) -> Result<(), Failure> {
    if key.chars().count() > MAX_KEY {
        return Err(Failure::invalid(
            "Idempotency keys can be up to 255 characters long.",
        ));
    }
    Ok(())
}

fn in_use(key: &str) -> Failure {
    Failure::invalid(format!(
        "There is currently another in-progress request using this Idempotent Key (that probably means you \
         submitted twice, and the other request is still going through): {}. Please try again later.",
        excerpt(key)
    ))
    .status(StatusCode::CONFLICT)
    .code("idempotency_key_in_use")
}

fn mismatch(key: &str) -> Failure {
    Failure::idempotency(format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. \
         Try using a key other than '{}' if you meant to execute a different request.",
        excerpt(key)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_790_000_000);

    fn store(keys: &mut Keys, key: &Arc<str>, text: &'static str, stored: Timestamp) {
        keys.put(KeyRecord {
            key: Personal::new(Arc::clone(key)),
            stored,
            fingerprint: 1,
            request: 0,
            reply: Reply::json(&text),
        });
    }

    fn replayed(begin: Result<Begin, Failure>) -> String {
        match begin.unwrap() {
            Begin::Replay(reply, _) => format!("{reply:?}"),
            Begin::Run => "run".to_owned(),
        }
    }

    fn shown(text: &'static str) -> String {
        format!("{:?}", Reply::json(&text))
    }

    #[test]
    fn a_key_goes_from_unknown_to_running_to_stored() {
        let (mut keys, k) = (Keys::default(), Arc::from("k"));
        assert_eq!(replayed(keys.begin(&k, 1)), "run");
        let failure = keys.begin(&k, 1).unwrap_err();
        assert_eq!(failure.status, StatusCode::CONFLICT);
        // While it runs nobody knows whether the other call is the same.
        assert_eq!(keys.begin(&k, 2).unwrap_err().status, StatusCode::CONFLICT);
        store(&mut keys, &k, "first", START);
        assert_eq!(replayed(keys.begin(&k, 1)), shown("first"));
        assert_eq!(keys.begin(&k, 2).unwrap_err(), mismatch("k"));
        // Releasing is for running calls only.
        keys.release("k");
        assert_eq!(replayed(keys.begin(&k, 1)), shown("first"));
        assert_eq!(keys.records().count(), 1);
    }

    #[test]
    fn a_refused_call_leaves_its_key_unused() {
        let (mut keys, k) = (Keys::default(), Arc::from("k"));
        assert_eq!(replayed(keys.begin(&k, 1)), "run");
        keys.release("k");
        assert_eq!(replayed(keys.begin(&k, 2)), "run");
    }

    #[test]
    fn a_result_is_forgotten_after_a_day_and_not_before() {
        let mut keys = Keys::default();
        let (a, b) = (Arc::from("a"), Arc::from("b"));
        store(&mut keys, &a, "first", START);
        store(&mut keys, &b, "first", START.saturating_add(10));
        assert!(keys.expire(START.saturating_add(KEPT - 1)).is_none());
        let day = START.saturating_add(KEPT);
        assert_eq!(keys.expire(day).unwrap().0.expose(), &a);
        assert!(keys.expire(day).is_none());
        assert_eq!(replayed(keys.begin(&a, 2)), "run");
        assert_eq!(replayed(keys.begin(&b, 1)), shown("first"));
        assert_eq!((keys.entries.len(), keys.by_age.len()), (2, 1));
    }
}
