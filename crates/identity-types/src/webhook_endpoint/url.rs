//! [`WebhookUrl`]: where an endpoint listens.

use alloc::boxed::Box;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;
use crate::text::http_url;

/// An absolute `http` or `https` URL.
///
/// Only the shape that no server could accept is refused here; the API decides on the rest (live mode takes
/// `https` only). `Debug` masks it: callers put tokens into such addresses.
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/object>
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WebhookUrl(Box<str>);

impl WebhookUrl {
    /// Reads a URL.
    ///
    /// # Errors
    ///
    /// [`Invalid`] without a scheme of `http` or `https`, without a host, or with a blank or a control
    /// character in it. The text is not in the error.
    pub fn new(url: &str) -> Result<Self, Invalid> {
        http_url("url", url)?;
        Ok(Self(url.into()))
    }

    /// The URL itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for WebhookUrl {
    type Err = Invalid;

    fn from_str(url: &str) -> Result<Self, Invalid> {
        Self::new(url)
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookUrl([url])")
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for WebhookUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for WebhookUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, "a URL", Self::new)
    }
}
