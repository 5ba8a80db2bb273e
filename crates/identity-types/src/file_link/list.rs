//! [`ListFileLinks`]: which links to list.

use alloc::string::String;
use alloc::vec::Vec;

use crate::page::page_params;
use crate::{CreatedFilter, FileId, FileLinkId, Invalid};

/// Parameters of `GET /v1/file_links`. Filters that are set must all match.
///
/// ```
/// use identity_types::{FileId, ListFileLinks};
///
/// let params = ListFileLinks::new().file(FileId::new("file_1")?).expired(false);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/file_links/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListFileLinks {
    /// When the link was created.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub created: Option<CreatedFilter>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<FileLinkId>,
    /// True: only links that no longer work. False: only the others.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub expired: Option<bool>,
    /// The file behind the link.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub file: Option<FileId>,
    /// How many links a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<FileLinkId>,
    /// References to show, e.g. `data.file`; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListFileLinks of FileLink by FileLinkId }

impl ListFileLinks {
    /// Only links created then: a second, a range, or a [`CreatedRange`](crate::CreatedRange).
    #[must_use]
    pub fn created(mut self, created: impl Into<CreatedFilter>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// Only links that no longer work, or only the others.
    #[must_use]
    pub const fn expired(mut self, expired: bool) -> Self {
        self.expired = Some(expired);
        self
    }

    /// Only links to this file.
    #[must_use]
    pub fn file(mut self, file: FileId) -> Self {
        self.file = Some(file);
        self
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "its types leave nothing to check"
    )]
    const fn validate_filters(&self) -> Result<(), Invalid> {
        Ok(())
    }
}
