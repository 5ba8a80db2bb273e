//! [`EventObject`]: the object in an event, typed by its `object` member.

use alloc::boxed::Box;

use crate::{Extra, Value, VerificationSession};

/// The object that an event is about.
///
/// Source: <https://docs.stripe.com/api/events/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventObject {
    /// `identity.verification_session`
    VerificationSession(Box<VerificationSession>),
    /// Any other object, with all its members.
    Other(Extra),
}

impl EventObject {
    /// The session, if it is one.
    #[must_use]
    pub const fn session(&self) -> Option<&VerificationSession> {
        match self {
            Self::VerificationSession(session) => Some(session),
            Self::Other(_) => None,
        }
    }

    /// What the API calls the object: its `object` member.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::VerificationSession(session) => Some(session.object.as_str()),
            Self::Other(members) => members.get("object").and_then(Value::as_str),
        }
    }
}

impl From<VerificationSession> for EventObject {
    fn from(session: VerificationSession) -> Self {
        Self::VerificationSession(Box::new(session))
    }
}

impl From<Extra> for EventObject {
    fn from(members: Extra) -> Self {
        Self::Other(members)
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::EventObject;
    use crate::wire::Refusal;
    use crate::{ApiObject, Extra, Value, VerificationSession};
    use alloc::boxed::Box;
    use alloc::string::String;
    use alloc::vec::{self, Vec};
    use core::fmt;
    use serde::de::value::MapAccessDeserializer;
    use serde::de::{
        Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor,
    };
    use serde::ser::{Serialize, Serializer};

    impl Serialize for EventObject {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::VerificationSession(session) => session.serialize(serializer),
                Self::Other(members) => members.serialize(serializer),
            }
        }
    }

    impl<'de> Deserialize<'de> for EventObject {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(ByName)
        }
    }

    struct ByName;

    impl<'de> Visitor<'de> for ByName {
        type Value = EventObject;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        /// Keeps members until one names the object; the API writes that one second.
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventObject, A::Error> {
            let mut members: Vec<(String, Value)> = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, Value>()? {
                let is_session =
                    name == "object" && value.as_str() == Some(VerificationSession::OBJECT);
                members.push((name, value));
                if is_session {
                    let whole = KeptThenRest {
                        kept: members.into_iter(),
                        value: None,
                        rest: map,
                    };
                    return VerificationSession::deserialize(MapAccessDeserializer::new(whole))
                        .map(|session| EventObject::VerificationSession(Box::new(session)));
                }
            }
            Ok(EventObject::Other(Extra::from_iter(members)))
        }
    }

    /// The members that were read to find the name, then those that were not read yet.
    struct KeptThenRest<A> {
        kept: vec::IntoIter<(String, Value)>,
        value: Option<Value>,
        rest: A,
    }

    impl<'de, A: MapAccess<'de>> MapAccess<'de> for KeptThenRest<A> {
        type Error = A::Error;

        fn next_key_seed<K: DeserializeSeed<'de>>(
            &mut self,
            seed: K,
        ) -> Result<Option<K::Value>, A::Error> {
            let Some((name, value)) = self.kept.next() else {
                return self.rest.next_key_seed(seed);
            };
            self.value = Some(value);
            seed.deserialize(name.into_deserializer()).map(Some)
        }

        fn next_value_seed<V: DeserializeSeed<'de>>(
            &mut self,
            seed: V,
        ) -> Result<V::Value, A::Error> {
            match self.value.take() {
                Some(value) => seed
                    .deserialize(IntoDeserializer::<Refusal>::into_deserializer(value))
                    .map_err(A::Error::custom),
                None => self.rest.next_value_seed(seed),
            }
        }
    }
}
