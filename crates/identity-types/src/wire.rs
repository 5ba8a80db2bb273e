//! What the `Deserialize` implementations of this crate share.
#![cfg(feature = "serde")]

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::{self, Display};
use core::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Expected, Unexpected, Visitor};

/// Reads a string without keeping it, and turns it into `T`; a failure says the rule, not the text.
pub(crate) fn text<'de, D, T, E>(
    deserializer: D,
    expecting: &'static str,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: Display,
{
    struct Text<F, T, E>(&'static str, F, PhantomData<(T, E)>);

    impl<F: FnOnce(&str) -> Result<T, E>, T, E: Display> Visitor<'_> for Text<F, T, E> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<D: Error>(self, text: &str) -> Result<T, D> {
            (self.1)(text).map_err(D::custom)
        }
    }

    deserializer.deserialize_str(Text(expecting, read, PhantomData))
}

/// Why a value that this crate hands on was refused: what serde says, without the value it would quote.
///
/// Whoever hands a value on reads it with this error, and turns it into the format's own by `custom`.
#[derive(Debug)]
pub(crate) struct Refusal(String);

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for Refusal {}

impl Error for Refusal {
    fn custom<T: Display>(rule: T) -> Self {
        Self(rule.to_string())
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("must be {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self(format!("must be {expected}"))
    }
}
