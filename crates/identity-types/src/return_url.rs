//! [`ReturnUrl`]: where a person goes after the verification page.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;
use crate::text::http_url;

/// An absolute `http` or `https` URL, of any length.
///
/// Only the shape that no server could accept is refused here; the API decides on the rest. It documents no
/// length, and has been seen to refuse more than 2048 characters. `Debug` masks the URL: such URLs carry
/// the caller's own tokens.
///
/// ```
/// use identity_types::ReturnUrl;
///
/// assert!(ReturnUrl::new("https://example.com/done?user=4").is_ok());
/// let error = ReturnUrl::new("example.com/done").unwrap_err();
/// assert_eq!(error.to_string(), "return_url: must begin with https:// or http://");
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ReturnUrl(Box<str>);

impl ReturnUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`Invalid`] without a scheme of `http` or `https`, without a host, or with a blank or a control
    /// character in it. The text is not in the error.
    pub fn new(url: &str) -> Result<Self, Invalid> {
        http_url("return_url", url)?;
        Ok(Self(url.into()))
    }

    /// The URL itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReturnUrl {
    type Err = Invalid;

    fn from_str(url: &str) -> Result<Self, Invalid> {
        Self::new(url)
    }
}

impl fmt::Debug for ReturnUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnUrl([url])")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ReturnUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ReturnUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, "a URL", Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_server_could_take_is_refused() {
        for url in [
            "",
            "/done",
            "ftp://h",
            "https://",
            "https:///x",
            "http://?x",
            "https:// h",
            "https://h\r\nX: y",
            "javascript:alert(1)",
            "https://:80",
        ] {
            assert!(ReturnUrl::new(url).is_err(), "{url:?}");
        }
        for url in [
            "https://h",
            "HTTP://h:1/x?y#z",
            "https://[::1]/",
            "https://exämple.com/ü",
        ] {
            assert!(ReturnUrl::new(url).is_ok(), "{url:?}");
        }
    }
}
