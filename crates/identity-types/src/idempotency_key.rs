//! [`IdempotencyKey`]: what makes a repeated POST the same call.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;
use crate::text::is_visible_ascii;

/// An `Idempotency-Key`: one call, however often it is sent.
///
/// 1 to 255 visible ASCII characters. The API stores the first result under the key for at least 24
/// hours and gives it again to every repeat, so a repeated create makes no second session. A key
/// belongs to one call with one set of parameters.
///
/// ```
/// use identity_types::IdempotencyKey;
///
/// let key: IdempotencyKey = "signup-4211".parse()?;
/// assert_eq!(key.as_str(), "signup-4211");
/// assert!("two words".parse::<IdempotencyKey>().is_err());
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/idempotent_requests>
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(Box<str>);

/// The header's name stands for the path: the key is no parameter.
const PATH: &str = "idempotency key";

const DIGITS: &[u8; 16] = b"0123456789abcdef";
/// Where the digits of each byte begin in a UUID.
const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

impl IdempotencyKey {
    /// The most characters that the API takes.
    pub const MAX_LENGTH: usize = 255;

    /// Reads a key of the caller's.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when it is empty, has more than 255 characters, or holds anything else than visible
    /// ASCII (blanks at the ends are trimmed by some servers and not by others, so none is allowed).
    pub fn new(key: impl Into<String>) -> Result<Self, Invalid> {
        let key = key.into();
        let rule = if key.is_empty() {
            "must not be empty"
        } else if !is_visible_ascii(&key) {
            "must be visible ASCII without blanks"
        } else if key.len() > Self::MAX_LENGTH {
            "must be at most 255 characters"
        } else {
            return Ok(Self(key.into_boxed_str()));
        };
        Err(Invalid::new(PATH, rule))
    }

    /// A UUID of version 4 from 16 random bytes; the caller brings the randomness.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "digits and dashes are always text"
    )]
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let mut text = [b'-'; 36];
        for (byte, place) in bytes.iter().zip(PLACES) {
            text[place] = DIGITS[usize::from(byte >> 4)];
            text[place + 1] = DIGITS[usize::from(byte & 0x0f)];
        }
        let text = core::str::from_utf8(&text).expect("digits and dashes are ASCII");
        Self(text.into())
    }

    /// The key as it stands in the header. It is no secret, but whoever has it and the API key can
    /// read the stored result.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = Invalid;

    fn from_str(key: &str) -> Result<Self, Invalid> {
        Self::new(key)
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Callers build keys from their users' ids: the length is enough to debug with.
        write!(f, "IdempotencyKey({} characters)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callers_key_is_checked() {
        for text in ["", " a", "a ", "a\r\nb", "é", &"a".repeat(256)] {
            assert!(IdempotencyKey::new(text).is_err(), "{text:?}");
        }
        assert!(IdempotencyKey::new("a".repeat(255)).is_ok());
    }

    #[test]
    fn random_bytes_become_a_version_4_uuid() {
        let key = IdempotencyKey::from_random([0xff; 16]);
        assert_eq!(key.as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let key = IdempotencyKey::from_random([0; 16]);
        assert_eq!(key.as_str(), "00000000-0000-4000-8000-000000000000");
    }
}
