//! [`Expandable`]: a reference that the API can replace with the object.

/// An id, or the object itself where the path was named in `expand`.
///
/// ```
/// use identity_types::{Expandable, VerificationReport, VerificationReportId};
///
/// let id = VerificationReportId::new("vr_1")?;
/// let report: Expandable<VerificationReportId, VerificationReport> = Expandable::Id(id.clone());
/// assert_eq!(report.id(), &id);
/// assert!(report.object().is_none());
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/expanding_objects>
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a reference is expanded or not")]
pub enum Expandable<Id, Object> {
    /// Not expanded.
    Id(Id),
    /// Expanded.
    Object(alloc::boxed::Box<Object>),
}

/// An object that can stand where its id stands.
pub trait HasId<Id> {
    /// The object's own id.
    fn id(&self) -> &Id;
}

impl<Id, Object: HasId<Id>> Expandable<Id, Object> {
    /// The id, expanded or not.
    pub fn id(&self) -> &Id {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.id(),
        }
    }

    /// The object, if it was expanded.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::Expandable;
    use alloc::boxed::Box;
    use core::fmt;
    use core::marker::PhantomData;
    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
    use serde::ser::{Serialize, Serializer};

    impl<Id: Serialize, Object: Serialize> Serialize for Expandable<Id, Object> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Id(id) => id.serialize(serializer),
                Self::Object(object) => object.serialize(serializer),
            }
        }
    }

    impl<'de, Id: Deserialize<'de>, Object: Deserialize<'de>> Deserialize<'de>
        for Expandable<Id, Object>
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(IdOrObject(PhantomData))
        }
    }

    struct IdOrObject<Id, Object>(PhantomData<(Id, Object)>);

    impl<'de, Id: Deserialize<'de>, Object: Deserialize<'de>> Visitor<'de> for IdOrObject<Id, Object> {
        type Value = Expandable<Id, Object>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an id or an object")
        }

        fn visit_str<E: Error>(self, id: &str) -> Result<Self::Value, E> {
            Id::deserialize(id.into_deserializer()).map(Expandable::Id)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Object::deserialize(MapAccessDeserializer::new(map))
                .map(|object| Expandable::Object(Box::new(object)))
        }
    }
}
