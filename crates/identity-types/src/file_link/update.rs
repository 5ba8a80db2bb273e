//! [`UpdateFileLink`]: ending a link, or letting it live on.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expand::validate_expand;
use crate::{Clearable, Invalid, Metadata, Timestamp};

/// Parameters of `POST /v1/file_links/{link}`. What is not set is left as it is; an expired link cannot be
/// changed.
///
/// ```
/// use identity_types::{FileLinkExpiry, UpdateFileLink};
///
/// let params = UpdateFileLink::new().expires_at(FileLinkExpiry::Now);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/file_links/update>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct UpdateFileLink {
    /// When the link stops to work.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub expires_at: Option<FileLinkExpiry>,
    /// The caller's own pairs to merge into the link's; `Clear` removes all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// References to show in the response, e.g. `file`; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

/// When a link stops to work.
///
/// Source: <https://docs.stripe.com/api/file_links/update>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the API takes a time, a word, or nothing"
)]
pub enum FileLinkExpiry {
    /// Then: a time in the future.
    At(Timestamp),
    /// `now`: at once.
    Now,
    /// The empty string: takes the end away that was set.
    Never,
}

impl From<Timestamp> for FileLinkExpiry {
    fn from(time: Timestamp) -> Self {
        Self::At(time)
    }
}

impl UpdateFileLink {
    /// Changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The link stops to work then.
    #[must_use]
    pub fn expires_at(mut self, expiry: impl Into<FileLinkExpiry>) -> Self {
        self.expires_at = Some(expiry.into());
        self
    }

    /// Merges pairs into the link's; an empty value removes its key ([`Metadata::unset`]).
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(Clearable::Set(metadata));
        self
    }

    /// Removes all pairs: sends `metadata=`.
    #[must_use]
    pub fn clear_metadata(mut self) -> Self {
        self.metadata = Some(Clearable::Clear);
        self
    }

    /// Asks for one more reference in the response.
    #[must_use]
    pub fn expand(mut self, path: impl Into<String>) -> Self {
        self.expand.push(path.into());
        self
    }

    /// Checks every documented limit.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for the first parameter that breaks its rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        if let Some(Clearable::Set(metadata)) = &self.metadata {
            metadata.validate()?;
        }
        validate_expand(&self.expand)
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::FileLinkExpiry;
    use crate::Timestamp;
    use core::fmt;
    use serde::de::{Deserialize, Deserializer, Error, Visitor};
    use serde::ser::{Serialize, Serializer};

    const NOW: &str = "now";

    impl Serialize for FileLinkExpiry {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::At(time) => time.serialize(serializer),
                Self::Now => serializer.serialize_str(NOW),
                Self::Never => serializer.serialize_str(""),
            }
        }
    }

    impl<'de> Deserialize<'de> for FileLinkExpiry {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(TimeOrWord)
        }
    }

    struct TimeOrWord;

    impl Visitor<'_> for TimeOrWord {
        type Value = FileLinkExpiry;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unix seconds, now, or the empty string")
        }

        fn visit_i64<E: Error>(self, seconds: i64) -> Result<FileLinkExpiry, E> {
            Ok(FileLinkExpiry::At(Timestamp::from_secs(seconds)))
        }

        fn visit_u64<E: Error>(self, seconds: u64) -> Result<FileLinkExpiry, E> {
            let seconds = i64::try_from(seconds).map_err(|_| E::custom("is out of range"))?;
            self.visit_i64(seconds)
        }

        /// A form has no numbers: there they arrive as text.
        fn visit_str<E: Error>(self, text: &str) -> Result<FileLinkExpiry, E> {
            match text {
                "" => Ok(FileLinkExpiry::Never),
                NOW => Ok(FileLinkExpiry::Now),
                _ => text
                    .parse()
                    .map_err(|_| E::custom("must be unix seconds, now, or the empty string"))
                    .and_then(|seconds| self.visit_i64(seconds)),
            }
        }
    }
}
