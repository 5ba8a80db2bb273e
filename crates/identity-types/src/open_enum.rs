//! [`open_enum!`]: wire enums that keep values they do not know.

/// Declares an enum over the strings of the API, with a variant for every other string.
///
/// The API widens its enums without a new version, so an unknown value is data and no failure.
///
/// ```text
/// open_enum! {
///     /// Doc.
///     pub enum Status { /// Doc. Canceled = "canceled", /// Doc. Verified = "verified" }
/// }
/// // gives: Status::{Canceled, Verified, Unknown(Box<str>)}, KNOWN, as_str, is_known, From<&str>, Display, serde
/// ```
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$vmeta:meta])* $variant:ident = $text:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$vmeta])* $variant, )+
            /// A value that this version does not know, kept as it came.
            Unknown(alloc::boxed::Box<str>),
        }

        impl $name {
            /// Every value that this version knows, in the API's order.
            pub const KNOWN: &'static [&'static str] = &[$($text),+];

            /// The value as the API writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Unknown(text) => text,
                }
            }

            /// False for [`Unknown`](Self::Unknown).
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $( $text => Self::$variant, )+
                    _ => Self::Unknown(text.into()),
                }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::wire::text(deserializer, "a string", |text| Ok::<_, &str>(Self::from(text)))
            }
        }
    };
}

pub(crate) use open_enum;
