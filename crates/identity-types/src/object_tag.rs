//! [`ObjectTag`]: the `object` member, which says what a JSON object is.

use core::fmt;
use core::marker::PhantomData;

/// What the API calls a kind of object.
pub trait ApiObject {
    /// The value of the `object` member.
    const OBJECT: &'static str;
}

/// The `object` member of a `T`: always [`T::OBJECT`](ApiObject::OBJECT).
///
/// Decoding fails on another value, so that a deleted stub or an object of another kind is never
/// taken for a `T`.
pub struct ObjectTag<T>(PhantomData<fn() -> T>);

impl<T> ObjectTag<T> {
    /// The one value.
    pub const NEW: Self = Self(PhantomData);
}

impl<T: ApiObject> ObjectTag<T> {
    /// The value, e.g. `identity.verification_session`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        T::OBJECT
    }
}

impl<T> Default for ObjectTag<T> {
    fn default() -> Self {
        Self::NEW
    }
}

impl<T> Clone for ObjectTag<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ObjectTag<T> {}

impl<T> PartialEq for ObjectTag<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for ObjectTag<T> {}

impl<T: ApiObject> fmt::Debug for ObjectTag<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::OBJECT)
    }
}

#[cfg(feature = "serde")]
impl<T: ApiObject> serde::Serialize for ObjectTag<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(T::OBJECT)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: ApiObject> serde::Deserialize<'de> for ObjectTag<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::wire::text(deserializer, "the name of an object", |text| {
            if text == T::OBJECT {
                Ok(Self::NEW)
            } else {
                Err(alloc::format!("must be the object {}", T::OBJECT))
            }
        })
    }
}
