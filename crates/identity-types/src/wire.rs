//! What the `Deserialize` implementations of this crate share.
#![cfg(feature = "serde")]

use core::fmt::{self, Display};
use core::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Visitor};

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
