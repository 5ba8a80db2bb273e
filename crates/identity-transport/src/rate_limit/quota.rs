//! [`RateLimit`]: how many requests a second, by key mode or by choice.

use std::num::NonZeroU32;

use identity_types::{ApiKey, Mode};

/// How many requests a second the transport sends at most.
///
/// It counts attempts, not calls, and all clones of a transport together. Zero cannot be said:
/// [`off`](Self::off) is something else.
///
/// ```
/// use identity_transport::RateLimit;
///
/// assert_eq!(RateLimit::for_key(&"sk_test_1".parse()?), RateLimit::per_second(25.try_into()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit(Option<NonZeroU32>);

/// What the API documents for sandboxes and test mode.
const TEST: NonZeroU32 = NonZeroU32::new(25).expect("25 is not 0");
/// What the API documents for live mode.
const LIVE: NonZeroU32 = NonZeroU32::new(100).expect("100 is not 0");

impl RateLimit {
    /// At most `rate` requests in a second.
    #[must_use]
    pub const fn per_second(rate: NonZeroU32) -> Self {
        Self(Some(rate))
    }

    /// No limit of the transport's own.
    #[must_use]
    pub const fn off() -> Self {
        Self(None)
    }

    /// What the API documents for the mode of `key`: 25 a second for test keys, 100 for live ones. A
    /// key whose mode is unknown gets the live limit.
    #[must_use]
    pub fn for_key(key: &ApiKey) -> Self {
        match key.mode() {
            Mode::Test => Self::per_second(TEST),
            _ => Self::per_second(LIVE),
        }
    }

    pub(crate) const fn rate(self) -> Option<NonZeroU32> {
        self.0
    }
}
