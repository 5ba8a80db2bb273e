//! [`FileLink`]: a file's content without an API key, for a while.

mod create;
mod list;
mod update;

pub use create::CreateFileLink;
pub use list::ListFileLinks;
pub use update::{FileLinkExpiry, UpdateFileLink};

use crate::expandable::HasId;
use crate::{
    ApiObject, Expandable, Extra, File, FileId, FileLinkId, FileLinkUrl, Metadata, ObjectTag,
    Timestamp,
};

/// A FileLink as the API returns it.
///
/// Source: <https://docs.stripe.com/api/file_links/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FileLink {
    /// `link_…`
    pub id: FileLinkId,
    /// `file_link`
    pub object: ObjectTag<Self>,
    /// When the link was created.
    pub created: Timestamp,
    /// True once the link no longer works.
    pub expired: bool,
    /// When the link stops to work.
    pub expires_at: Option<Timestamp>,
    /// The file behind it.
    pub file: Expandable<FileId, File>,
    /// False for test mode.
    pub livemode: bool,
    /// The caller's own pairs.
    pub metadata: Metadata,
    /// Where the content is, for whoever has the address.
    pub url: Option<FileLinkUrl>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl FileLink {
    /// A link in test mode with nothing optional set: for those who make links, as the sandbox and tests
    /// do.
    #[must_use]
    pub const fn new(id: FileLinkId, file: FileId, created: Timestamp) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            created,
            expired: false,
            expires_at: None,
            file: Expandable::Id(file),
            livemode: false,
            metadata: Metadata::new(),
            url: None,
            extra: Extra::new(),
        }
    }
}

impl ApiObject for FileLink {
    const OBJECT: &'static str = "file_link";
}

impl HasId<FileLinkId> for FileLink {
    fn id(&self) -> &FileLinkId {
        &self.id
    }
}
