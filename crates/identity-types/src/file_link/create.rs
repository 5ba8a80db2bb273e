//! [`CreateFileLink`]: making a file's content reachable.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expand::validate_expand;
use crate::{Clearable, FileId, Invalid, Metadata, Timestamp};

/// Parameters of `POST /v1/file_links`.
///
/// A link to an image of a verification must expire within 30 seconds, and the key that asks for it must be
/// a restricted one; the API refuses all else, and this crate has no clock to check it with.
///
/// ```
/// use identity_types::{CreateFileLink, FileId, Timestamp};
///
/// let now = Timestamp::from_secs(1_790_000_000);
/// let params = CreateFileLink::new(FileId::new("file_1")?).expires_at(now.saturating_add(30));
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/file_links/create>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CreateFileLink {
    /// The file to link to.
    pub file: FileId,
    /// When the link stops to work: a time in the future. Left out, it does not.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub expires_at: Option<Timestamp>,
    /// The caller's own pairs; `Clear` sends `metadata=`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// References to show in the response, e.g. `file`; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl CreateFileLink {
    /// A link to this file.
    #[must_use]
    pub const fn new(file: FileId) -> Self {
        Self {
            file,
            expires_at: None,
            metadata: None,
            expand: Vec::new(),
        }
    }

    /// The link stops to work then.
    #[must_use]
    pub const fn expires_at(mut self, time: Timestamp) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// Sets the caller's own pairs.
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(Clearable::Set(metadata));
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
