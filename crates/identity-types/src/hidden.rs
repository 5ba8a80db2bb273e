//! [`Hidden`]: a field that a response leaves out unless it was asked for.

/// A field that comes only when it is named in `expand`.
///
/// "Not asked for" and "asked for and empty" are different answers: the first says nothing about
/// the person.
///
/// ```
/// use identity_types::Hidden;
///
/// let hidden: Hidden<u8> = Hidden::default();
/// assert!(hidden.is_not_expanded());
/// assert_eq!(Hidden::Present(7).present(), Some(&7));
/// assert_eq!(Hidden::<u8>::Null.present(), None);
/// ```
///
/// Source: <https://docs.stripe.com/api/expanding_objects>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "JSON has no fourth kind of absence"
)]
pub enum Hidden<T> {
    /// The response has no such member: it was not named in `expand`.
    #[default]
    NotExpanded,
    /// The member is there, and there is no value.
    Null,
    /// The value.
    Present(T),
}

impl<T> Hidden<T> {
    /// The value, if it was asked for and there is one.
    pub const fn present(&self) -> Option<&T> {
        match self {
            Self::Present(value) => Some(value),
            Self::NotExpanded | Self::Null => None,
        }
    }

    /// True when the field was not asked for.
    pub const fn is_not_expanded(&self) -> bool {
        matches!(self, Self::NotExpanded)
    }
}

impl<T> From<Option<T>> for Hidden<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Present)
    }
}

/// Goes with `#[serde(default, skip_serializing_if = "Hidden::is_not_expanded")]`: a missing member is
/// the default, and only what is there reaches this code.
#[cfg(feature = "serde")]
impl<T: serde::Serialize> serde::Serialize for Hidden<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.present().serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Hidden<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}
