//! [`ApiKey`]: the secret that authenticates every call.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;
use crate::text::is_visible_ascii;

/// A secret (`sk_…`) or restricted (`rk_…`) API key.
///
/// The only way to make one is to parse it, so that a key which cannot work (empty, publishable,
/// with a line break from a file) is refused before anything is sent. `Debug` shows the mode and
/// never the key; there is no `Display`.
///
/// ```
/// use identity_types::{ApiKey, Mode};
///
/// let key: ApiKey = "sk_test_51abc".parse()?;
/// assert_eq!(key.mode(), Mode::Test);
/// assert_eq!(format!("{key:?}"), "ApiKey(sk_test_…)");
///
/// let error = "pk_test_51abc".parse::<ApiKey>().unwrap_err();
/// assert_eq!(error.to_string(), "api key: must be a secret (sk_) or restricted (rk_) key, not a publishable one");
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/keys>
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApiKey(Box<str>);

/// Which side of Stripe a key belongs to.
///
/// Source: <https://docs.stripe.com/keys>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// `…_live_…`: real people, real bills.
    Live,
    /// The prefix names no mode, as with organisation keys.
    Other,
    /// `…_test_…`: nothing is verified and nothing is billed.
    Test,
}

/// The name that errors give to this input; it is a header, so it has no parameter path.
const PATH: &str = "api key";
/// Stripe's keys have about 110 characters; the cap only keeps a wrong file from being sent.
const MAX_LENGTH: usize = 255;

impl ApiKey {
    /// Reads a key.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the text is empty, longer than 255 characters, holds a blank, a line break or
    /// anything else than visible ASCII, or does not begin with `sk_` or `rk_`. The text is not in it.
    pub fn new(key: impl Into<String>) -> Result<Self, Invalid> {
        let key = key.into();
        check(&key)?;
        Ok(Self(key.into_boxed_str()))
    }

    /// The mode that the key's prefix names.
    #[must_use]
    pub fn mode(&self) -> Mode {
        match self.0.get(2..8) {
            Some("_live_") => Mode::Live,
            Some("_test_") => Mode::Test,
            _ => Mode::Other,
        }
    }

    /// True for a restricted key (`rk_…`).
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.0.starts_with("rk_")
    }

    /// The key itself, for the `Authorization` header.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

fn check(key: &str) -> Result<(), Invalid> {
    let rule = if key.is_empty() {
        "must not be empty"
    } else if key.bytes().any(|byte| byte == b'\n' || byte == b'\r') {
        "must not hold a line break"
    } else if !is_visible_ascii(key) {
        "must be visible ASCII without blanks"
    } else if key.starts_with("pk_") {
        "must be a secret (sk_) or restricted (rk_) key, not a publishable one"
    } else if !(key.starts_with("sk_") || key.starts_with("rk_")) {
        "must begin with sk_ or rk_"
    } else if key.len() > MAX_LENGTH {
        "must be at most 255 characters"
    } else if key.len() <= "sk_".len() || key.ends_with("_test_") || key.ends_with("_live_") {
        "must not end after its prefix"
    } else {
        return Ok(());
    };
    Err(Invalid::new(PATH, rule))
}

impl FromStr for ApiKey {
    type Err = Invalid;

    fn from_str(key: &str) -> Result<Self, Invalid> {
        Self::new(key)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Eight characters are the prefix that names kind and mode; the rest is the secret.
        let prefix = match self.mode() {
            Mode::Live | Mode::Test => &self.0[..8],
            Mode::Other => &self.0[..3],
        };
        write!(f, "ApiKey({prefix}…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn a_key_that_cannot_work_is_refused_by_its_rule() {
        for (text, rule) in [
            ("", "must not be empty"),
            ("sk_test_abc\n", "must not hold a line break"),
            ("sk_test_abc\r\nX: y", "must not hold a line break"),
            (" sk_test_abc", "must be visible ASCII without blanks"),
            ("sk_test_é", "must be visible ASCII without blanks"),
            (
                "pk_test_abc",
                "must be a secret (sk_) or restricted (rk_) key, not a publishable one",
            ),
            ("whsec_abc", "must begin with sk_ or rk_"),
            ("sk_", "must not end after its prefix"),
            ("sk_test_", "must not end after its prefix"),
            ("rk_live_", "must not end after its prefix"),
        ] {
            let error = ApiKey::new(text).unwrap_err();
            assert_eq!(error.rule(), rule, "{text:?}");
        }
        let long = format!("sk_test_{}", "a".repeat(248));
        assert!(ApiKey::new(long).is_err());
    }

    #[test]
    fn the_prefix_names_the_mode() {
        for (text, mode, restricted) in [
            ("sk_test_a", Mode::Test, false),
            ("sk_live_a", Mode::Live, false),
            ("rk_test_a", Mode::Test, true),
            ("sk_org_a", Mode::Other, false),
        ] {
            let key = ApiKey::new(text).unwrap();
            assert_eq!(
                (key.mode(), key.is_restricted()),
                (mode, restricted),
                "{text}"
            );
        }
    }

    #[test]
    fn debug_shows_no_part_of_the_secret() {
        let key = ApiKey::new("rk_live_SECRET").unwrap();
        assert_eq!(format!("{key:?}"), "ApiKey(rk_live_…)");
        let error = ApiKey::new("SECRET").unwrap_err();
        assert!(!error.to_string().contains("SECRET"));
    }
}
