//! The key that all callers agree on without talking to each other.

use std::fmt::Write;

use identity_types::{IdempotencyKey, VerificationSessionId};
use ring::digest::{Context, SHA256};

/// Changes when what the key is made of does, so that versions never share one by accident.
const DOMAIN: &[u8] = b"identity-client ensure 1";

/// The key for the session that follows `after` (the newest one so far) under `reference`.
///
/// A digest, since the reference may name a person and may be longer than a key: the API shows keys in
/// events. Canceling a session makes it the newest, so the next generation has another key. `spoilt` counts
/// the keys of this generation whose stored result is a failure.
pub(super) fn of(
    reference: &str,
    after: Option<&VerificationSessionId>,
    spoilt: u32,
) -> IdempotencyKey {
    let mut digest = Context::new(&SHA256);
    for part in [
        DOMAIN,
        reference.as_bytes(),
        after.map_or("", VerificationSessionId::as_str).as_bytes(),
        &spoilt.to_be_bytes(),
    ] {
        // Lengths first, so that no two lists of parts are the same bytes.
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    let mut key = String::from("ensure-");
    for byte in digest.finish().as_ref() {
        write!(key, "{byte:02x}").expect("writing into a string does not fail");
    }
    IdempotencyKey::new(key).expect("71 letters, digits and a dash are a key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_key_in_every_process() {
        // Written down: another value would mean that two versions of this crate make two sessions.
        let key = of("user-4211", None, 0);
        assert_eq!(
            key.as_str(),
            "ensure-dd4bda5b62862270930e105b5cfc9e8908cee9ef4545dcd7a8d22c3f13e64938"
        );
    }

    #[test]
    fn every_part_makes_another_key_and_none_shows() {
        let (one, two) = ("vs_1".parse().unwrap(), "vs_2".parse().unwrap());
        let keys = [
            of("user", None, 0),
            of("use", None, 0),
            of("user", Some(&one), 0),
            of("user", Some(&two), 0),
            of("user", None, 1),
            of("uservs_1", None, 0),
        ];
        for (index, key) in keys.iter().enumerate() {
            assert!(!key.as_str().contains("user"));
            assert!(!keys[..index].contains(key), "{index}");
        }
    }
}
