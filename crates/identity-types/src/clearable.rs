//! [`Clearable`]: setting a value and clearing it are two different requests.

/// A parameter that the API can also clear.
///
/// In `Option<Clearable<T>>`, `None` leaves the value alone, `Set` replaces it, and `Clear` sends the
/// empty string, by which the API unsets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is no third thing to do with a value"
)]
pub enum Clearable<T> {
    /// Sends the value.
    Set(T),
    /// Sends the empty string: unset what is there.
    Clear,
}

impl<T> Clearable<T> {
    /// The value, unless it is to be cleared.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Clear => None,
        }
    }
}

impl<T> From<T> for Clearable<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::Clearable;
    use crate::wire::Refusal;
    use core::fmt;
    use core::marker::PhantomData;
    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, Serializer};

    impl<T: Serialize> Serialize for Clearable<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Set(value) => value.serialize(serializer),
                Self::Clear => serializer.serialize_str(""),
            }
        }
    }

    /// By this name `identity-form` knows a type that takes an object or a text, so that `metadata[0]=x`
    /// is the key `0` and no list. Other formats do not look at it.
    const AS_SENT: &str = "identity_form::AsSent";

    /// The empty string clears, and so does `null` where the format has it; all else is the value. Nothing
    /// that the API can clear is a list.
    impl<'de, T: Deserialize<'de>> Deserialize<'de> for Clearable<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_newtype_struct(AS_SENT, ClearOrValue(PhantomData))
        }
    }

    struct ClearOrValue<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ClearOrValue<T> {
        type Value = Clearable<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value, or the empty string to clear it")
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(
            self,
            deserializer: D,
        ) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Clearable::Clear)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            if text.is_empty() {
                return Ok(Clearable::Clear);
            }
            set(text)
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
            set(number)
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            set(number)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Clearable::Set)
        }
    }

    /// Hands one scalar on to the value's own type.
    fn set<'de, T: Deserialize<'de>, E: Error>(
        scalar: impl IntoDeserializer<'de, Refusal>,
    ) -> Result<Clearable<T>, E> {
        T::deserialize(scalar.into_deserializer())
            .map(Clearable::Set)
            .map_err(E::custom)
    }
}
