//! [`ListFiles`]: which files to list.

use alloc::string::String;
use alloc::vec::Vec;

use super::FilePurpose;
use crate::page::page_params;
use crate::text::{MAX_TEXT, filled};
use crate::{CreatedFilter, FileId, Invalid};

/// Parameters of `GET /v1/files`. Filters that are set must all match.
///
/// ```
/// use identity_types::{FilePurpose, ListFiles};
///
/// let params = ListFiles::new().purpose(FilePurpose::Selfie).limit(50);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/files/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListFiles {
    /// When the file was uploaded.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub created: Option<CreatedFilter>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<FileId>,
    /// How many files a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    /// What the file is for. The API's list is open.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub purpose: Option<FilePurpose>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<FileId>,
    /// References to show; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListFiles of File by FileId }

impl ListFiles {
    /// Only files uploaded then: a second, a range, or a [`CreatedRange`](crate::CreatedRange).
    #[must_use]
    pub fn created(mut self, created: impl Into<CreatedFilter>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// Only files for this purpose.
    #[must_use]
    pub fn purpose(mut self, purpose: FilePurpose) -> Self {
        self.purpose = Some(purpose);
        self
    }

    fn validate_filters(&self) -> Result<(), Invalid> {
        self.purpose.as_ref().map_or(Ok(()), |purpose| {
            filled("purpose", purpose.as_str(), MAX_TEXT)
        })
    }
}
