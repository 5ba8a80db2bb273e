//! Where keys and jitter come from: the operating system, or a source that a test brings.

use identity_types::IdempotencyKey;
use rustls::crypto::SecureRandom;

use crate::Error;

/// Makes the key of a POST that came without one.
///
/// Any `Fn() -> IdempotencyKey` is one. A key must never come twice: two calls with one key are one
/// call to the API.
pub trait KeySource: Send + Sync {
    /// A key that was not given out before.
    ///
    /// # Errors
    ///
    /// [`Error::config`] when there is no randomness.
    fn key(&self) -> Result<IdempotencyKey, Error>;
}

impl<F: Fn() -> IdempotencyKey + Send + Sync> KeySource for F {
    fn key(&self) -> Result<IdempotencyKey, Error> {
        Ok(self())
    }
}

/// Draws the jitter of a backoff.
///
/// Any `Fn() -> u64` is one. The draw is uniform over all of `u64`: 0 is no wait, `u64::MAX` the
/// longest.
pub trait Jitter: Send + Sync {
    /// A fresh draw.
    fn draw(&self) -> u64;
}

impl<F: Fn() -> u64 + Send + Sync> Jitter for F {
    fn draw(&self) -> u64 {
        self()
    }
}

/// The operating system's randomness, by way of the TLS provider, which brings it along anyway.
#[derive(Clone, Copy)]
pub(crate) struct OsRandom(&'static dyn SecureRandom);

impl OsRandom {
    pub(crate) fn new() -> Self {
        Self(rustls::crypto::ring::default_provider().secure_random)
    }

    fn bytes<const N: usize>(self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes).ok().map(|()| bytes)
    }
}

impl KeySource for OsRandom {
    fn key(&self) -> Result<IdempotencyKey, Error> {
        self.bytes()
            .map(IdempotencyKey::from_random)
            .ok_or_else(|| Error::config("the operating system gives no randomness"))
    }
}

impl Jitter for OsRandom {
    fn draw(&self) -> u64 {
        // Without randomness the whole wait is the kind choice.
        self.bytes().map_or(u64::MAX, u64::from_ne_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_are_two_keys() {
        let source = OsRandom::new();
        assert_ne!(source.key().unwrap(), source.key().unwrap());
        assert_ne!(source.draw(), source.draw());
    }
}
