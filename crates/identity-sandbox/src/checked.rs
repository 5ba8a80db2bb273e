//! Reading with a rule on top of a shape: what breaks the rule is told while the reader still stands at it, so that
//! the mistake has its own place and not that of what is around it.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// An object of the shape `W`, as far as `T` takes it.
pub(crate) fn object<'de, D, W, T>(deserializer: D, expecting: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    W: Deserialize<'de>,
    T: TryFrom<W, Error: Display>,
{
    struct Object<W, T>(&'static str, PhantomData<(W, T)>);

    impl<'de, W: Deserialize<'de>, T: TryFrom<W, Error: Display>> Visitor<'de> for Object<W, T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            let shape = W::deserialize(MapAccessDeserializer::new(map))?;
            T::try_from(shape).map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_map(Object(expecting, PhantomData))
}

/// A text, as far as `T` can be made of it.
pub(crate) fn text<'de, D, T>(deserializer: D, expecting: &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    struct Text<T>(&'static str, PhantomData<T>);

    impl<T: FromStr<Err: Display>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(expecting, PhantomData))
}

/// A text, or else the thing that the text would have named.
pub(crate) fn text_or<'de, D, T>(
    deserializer: D,
    expecting: &'static str,
) -> Result<TextOr<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Either<T>(&'static str, PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Either<T> {
        type Value = TextOr<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<TextOr<T>, E> {
            Ok(TextOr::Text(text.to_owned()))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextOr<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Other)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<TextOr<T>, A::Error> {
            T::deserialize(SeqAccessDeserializer::new(items)).map(TextOr::Other)
        }
    }

    deserializer.deserialize_any(Either(expecting, PhantomData))
}

/// See [`text_or`].
pub(crate) enum TextOr<T> {
    Text(String),
    Other(T),
}
