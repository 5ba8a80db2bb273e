//! Idempotency keys: unknown → running → stored, and unknown again after 24 hours.
//!
//! Only what began to be carried out is stored. A call that is refused before that (a wrong key, an
//! unknown parameter) leaves its key as if it had never been used.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use http::StatusCode;
use identity_types::Timestamp;

use crate::body::Body;
use crate::error::{Failure, excerpt};

/// How long a result is kept, in seconds.
const KEPT: i64 = 24 * 60 * 60;
/// The most characters of a key.
const MAX_KEY: usize = 255;

/// What a call was answered with: all that a replay repeats.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) status: StatusCode,
    pub(crate) body: Body,
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
    Stored { fingerprint: u128, result: Stored },
}

/// What to do with a call that brings a key.
#[derive(Debug)]
pub(crate) enum Begin {
    /// Carry it out, then [`Keys::finish`] or [`Keys::release`].
    Run,
    /// Give the stored result again.
    Replay(Stored),
}

impl Keys {
    /// Looks a key up and, if it is new, marks it as running.
    pub(crate) fn begin(
        &mut self,
        key: &str,
        fingerprint: u128,
        now: Timestamp,
    ) -> Result<Begin, Failure> {
        self.drop_expired(now);
        match self.entries.get(key) {
            None => {
                self.entries.insert(key.into(), Entry::Running);
                Ok(Begin::Run)
            }
            Some(Entry::Running) => Err(in_use(key)),
            Some(Entry::Stored {
                fingerprint: first,
                result,
            }) if *first == fingerprint => Ok(Begin::Replay(result.clone())),
            Some(Entry::Stored { .. }) => Err(mismatch(key)),
        }
    }

    /// Stores the result of a running call.
    pub(crate) fn finish(&mut self, key: &str, fingerprint: u128, result: Stored, now: Timestamp) {
        let key: Arc<str> = key.into();
        let entry = Entry::Stored {
            fingerprint,
            result,
        };
        self.entries.insert(Arc::clone(&key), entry);
        self.by_age.push_back((now, key));
    }

    /// Forgets a running call that was refused before it was carried out.
    pub(crate) fn release(&mut self, key: &str) {
        if let Some(Entry::Running) = self.entries.get(key) {
            self.entries.remove(key);
        }
    }

    fn drop_expired(&mut self, now: Timestamp) {
        while let Some((stored, key)) = self.by_age.front() {
            if now < stored.saturating_add(KEPT) {
                return;
            }
            self.entries.remove(key);
            self.by_age.pop_front();
        }
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

    fn result(text: &'static str) -> Stored {
        Stored {
            status: StatusCode::OK,
            body: Body::new(text),
        }
    }

    fn replayed(begin: Result<Begin, Failure>) -> String {
        match begin.unwrap() {
            Begin::Replay(stored) => String::from_utf8(stored.body.into_bytes().into()).unwrap(),
            Begin::Run => "run".to_owned(),
        }
    }

    #[test]
    fn a_key_goes_from_unknown_to_running_to_stored() {
        let mut keys = Keys::default();
        assert_eq!(replayed(keys.begin("k", 1, START)), "run");
        let failure = keys.begin("k", 1, START).unwrap_err();
        assert_eq!(failure.status, StatusCode::CONFLICT);
        // While it runs nobody knows whether the other call is the same.
        assert_eq!(
            keys.begin("k", 2, START).unwrap_err().status,
            StatusCode::CONFLICT
        );
        keys.finish("k", 1, result("first"), START);
        assert_eq!(replayed(keys.begin("k", 1, START)), "first");
        assert_eq!(keys.begin("k", 2, START).unwrap_err(), mismatch("k"));
        // Releasing is for running calls only.
        keys.release("k");
        assert_eq!(replayed(keys.begin("k", 1, START)), "first");
    }

    #[test]
    fn a_refused_call_leaves_its_key_unused() {
        let mut keys = Keys::default();
        assert_eq!(replayed(keys.begin("k", 1, START)), "run");
        keys.release("k");
        assert_eq!(replayed(keys.begin("k", 2, START)), "run");
    }

    #[test]
    fn a_result_is_forgotten_after_a_day_and_not_before() {
        let mut keys = Keys::default();
        for (age, key) in [(0, "a"), (10, "b")] {
            let at = START.saturating_add(age);
            assert_eq!(replayed(keys.begin(key, 1, at)), "run");
            keys.finish(key, 1, result("first"), at);
        }
        let almost = START.saturating_add(KEPT - 1);
        assert_eq!(replayed(keys.begin("a", 1, almost)), "first");
        let day = START.saturating_add(KEPT);
        assert_eq!(replayed(keys.begin("a", 2, day)), "run");
        assert_eq!(replayed(keys.begin("b", 1, day)), "first");
        assert_eq!((keys.entries.len(), keys.by_age.len()), (2, 1));
    }
}
