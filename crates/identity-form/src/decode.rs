//! The decoder: what official SDKs, curl and this crate send, to any type that can be deserialized.

use serde::de::DeserializeOwned;

use crate::encode::MAX_DEPTH;
use crate::tree::Tree;

mod deserializer;
mod error;
pub(crate) mod parse;
mod scalar;

pub use self::error::{DecodeError, DecodeErrorKind};

/// Deeper than this no limit can be set, because trees are walked by recursion.
const DEEPEST: usize = 128;

/// The name of a newtype in which `deserialize_any` tells the [shape](crate::Shape) that was sent.
///
/// `a[0]=x` may be a list of one item, or an object with the name `0`. A reader that asks for neither is
/// told the first. A type that takes an object or a text (an empty one to clear it, say) asks for the second:
///
/// ```
/// use std::collections::BTreeMap;
///
/// use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
///
/// #[derive(Debug, PartialEq)]
/// enum Clearable {
///     Set(BTreeMap<String, String>),
///     Clear,
/// }
///
/// impl<'de> Deserialize<'de> for Clearable {
///     fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         deserializer.deserialize_newtype_struct(identity_form::AS_SENT, ObjectOrEmpty)
///     }
/// }
///
/// struct ObjectOrEmpty;
///
/// impl<'de> Visitor<'de> for ObjectOrEmpty {
///     type Value = Clearable;
///
///     fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         f.write_str("an object, or the empty string")
///     }
///
///     fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Clearable, D::Error> {
///         inner.deserialize_any(self)
///     }
///
///     fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Clearable, A::Error> {
///         Deserialize::deserialize(MapAccessDeserializer::new(map)).map(Clearable::Set)
///     }
///
///     fn visit_str<E: Error>(self, text: &str) -> Result<Clearable, E> {
///         if text.is_empty() { Ok(Clearable::Clear) } else { Err(E::custom("neither")) }
///     }
/// }
///
/// let read = identity_form::from_str::<BTreeMap<String, Clearable>>("a=&b[0]=x")?;
/// assert_eq!(read["a"], Clearable::Clear);
/// assert_eq!(read["b"], Clearable::Set(BTreeMap::from([("0".into(), "x".into())])));
/// # Ok::<_, identity_form::DecodeError>(())
/// ```
///
/// Other formats do not look at the name of a newtype, so such a type is read from JSON as well. A crate
/// that does not depend on this one may write the name out.
pub const AS_SENT: &str = "identity_form::AsSent";

/// How much a form may demand of its reader.
///
/// ```
/// use identity_form::{DecodeErrorKind, Limits};
///
/// let limits = Limits::new().max_pairs(1);
/// let refused = identity_form::from_str_with::<std::collections::BTreeMap<String, String>>(&limits, "a=1&b=2");
/// assert_eq!(refused.map_err(|error| error.kind()), Err(DecodeErrorKind::TooManyPairs));
/// ```
#[derive(Clone, Debug)]
pub struct Limits {
    pub(crate) depth: usize,
    pub(crate) pairs: usize,
    pub(crate) bytes: usize,
}

impl Limits {
    /// Names 64 deep, 20,000 pairs, 1 MiB.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            depth: MAX_DEPTH,
            pairs: 20_000,
            bytes: 1 << 20,
        }
    }

    /// How deep names may nest: `a[b][c]` is three deep. More than 128 counts as 128.
    #[must_use]
    pub const fn max_depth(mut self, names: usize) -> Self {
        self.depth = if names < DEEPEST { names } else { DEEPEST };
        self
    }

    /// How many pairs that are not empty a form may have.
    #[must_use]
    pub const fn max_pairs(mut self, pairs: usize) -> Self {
        self.pairs = pairs;
        self
    }

    /// How many bytes a form may have.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

/// Decodes a form under the [default limits](Limits::new).
///
/// ```
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Retrieve {
///     expand: Vec<String>,
///     live: Option<bool>,
/// }
///
/// let retrieve: Retrieve = identity_form::from_str("expand[]=a&live=true")?;
/// assert_eq!((retrieve.expand, retrieve.live), (vec![String::from("a")], Some(true)));
///
/// let error = identity_form::from_str::<Retrieve>("expand=a&live=yes").err().expect("no boolean");
/// assert_eq!(error.to_string(), "live: must be true or false");
/// # Ok::<_, identity_form::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the form is malformed, or does not fit the type: see [`DecodeErrorKind`].
pub fn from_str<T>(form: &str) -> Result<T, DecodeError>
where
    T: DeserializeOwned,
{
    from_str_with(&Limits::new(), form)
}

/// Decodes a form under limits of your own.
///
/// # Errors
///
/// As [`from_str`].
pub fn from_str_with<T>(limits: &Limits, form: &str) -> Result<T, DecodeError>
where
    T: DeserializeOwned,
{
    Tree::parse_with(limits, form)?.deserialize()
}

/// Decodes a form of bytes that may not be UTF-8, under the [default limits](Limits::new).
///
/// # Errors
///
/// As [`from_str`], and when the bytes are not UTF-8.
pub fn from_bytes<T>(form: &[u8]) -> Result<T, DecodeError>
where
    T: DeserializeOwned,
{
    from_bytes_with(&Limits::new(), form)
}

/// Decodes a form of bytes that may not be UTF-8, under limits of your own.
///
/// # Errors
///
/// As [`from_bytes`].
pub fn from_bytes_with<T>(limits: &Limits, form: &[u8]) -> Result<T, DecodeError>
where
    T: DeserializeOwned,
{
    Tree::parse_bytes(limits, form)?.deserialize()
}

#[cfg(test)]
mod tests;
