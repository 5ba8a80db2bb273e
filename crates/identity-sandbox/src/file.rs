//! [`File`]: a file as the sandbox keeps it, and how it is shown.

use bytes::Bytes;
use identity_types::{
    DocumentType, File as Object, FileLink, FilePurpose, Hidden, List, Personal, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::files::{self, picture};
use crate::state::{AccountState, Span};

/// How many links a file shows.
const LINKS: usize = 10;

/// What the sandbox knows of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct File {
    /// Its number among the account's files.
    pub(crate) place: u64,
    pub(crate) created: Timestamp,
    pub(crate) purpose: FilePurpose,
    pub(crate) filename: Option<Personal<Box<str>>>,
    pub(crate) title: Option<Personal<Box<str>>>,
    pub(crate) content: Content,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Content {
    /// A picture that is drawn when it is asked for.
    Drawn(Drawing),
    /// What a caller uploaded.
    Uploaded(Personal<Bytes>),
    /// Removed by a redaction; the size it had.
    Removed(u64),
}

/// A picture of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Drawing {
    Front(DocumentType),
    Back(DocumentType),
    Selfie,
}

impl File {
    /// The file without its content, which a redaction removes.
    pub(crate) fn removed(&self) -> Self {
        Self {
            filename: None,
            title: None,
            content: Content::Removed(self.size()),
            ..self.clone()
        }
    }

    /// A picture of an attempt.
    pub(crate) fn drawn(
        place: u64,
        drawing: Drawing,
        purpose: FilePurpose,
        created: Timestamp,
    ) -> Self {
        Self {
            place,
            created,
            purpose,
            filename: None,
            title: None,
            content: Content::Drawn(drawing),
        }
    }

    /// The content; nothing once it is removed.
    pub(crate) fn bytes(&self) -> Option<Bytes> {
        match &self.content {
            Content::Drawn(drawing) => Some(picture::png(drawing)),
            Content::Uploaded(bytes) => Some(bytes.expose().clone()),
            Content::Removed(_) => None,
        }
    }

    /// In bytes.
    pub(crate) fn size(&self) -> u64 {
        match &self.content {
            Content::Removed(size) => *size,
            Content::Drawn(_) | Content::Uploaded(_) => {
                self.bytes().map_or(0, |bytes| bytes.len() as u64)
            }
        }
    }

    /// Whether it is a picture of a verification, which needs the permission for sensitive results.
    pub(crate) fn is_of_a_person(&self) -> bool {
        matches!(
            self.purpose,
            FilePurpose::IdentityDocumentDownloadable | FilePurpose::Selfie
        )
    }

    /// What kind of content it is, by its first bytes.
    pub(crate) fn media_type(&self) -> &'static str {
        self.kind()
            .map_or("application/octet-stream", |(_, media_type)| media_type)
    }

    fn kind(&self) -> Option<(&'static str, &'static str)> {
        const KINDS: [(&[u8], &str, &str); 4] = [
            (b"\x89PNG", "png", "image/png"),
            (b"\xff\xd8\xff", "jpg", "image/jpeg"),
            (b"%PDF", "pdf", "application/pdf"),
            (b"GIF8", "gif", "image/gif"),
        ];
        let bytes = self.bytes()?;
        KINDS
            .into_iter()
            .find(|(start, ..)| bytes.starts_with(start))
            .map(|(_, name, media_type)| (name, media_type))
    }

    /// The file as the API shows it, with the links to it.
    pub(crate) fn show(&self, account: &AccountState, base_url: &str, now: Timestamp) -> Object {
        let id = account.names.file(self.place);
        let size = i64::try_from(self.size()).unwrap_or(i64::MAX);
        let url = files::contents_url(base_url, &id);
        let mut object = Object::new(id, self.purpose.clone(), size, self.created);
        let text = |text: &Option<Personal<Box<str>>>| {
            text.as_ref()
                .map(|text| Personal::new(String::from(&**text.expose())))
        };
        object.filename = text(&self.filename);
        object.title = text(&self.title);
        object.file_type = self.kind().map(|(name, _)| name.to_owned());
        object.url = Some(url);
        object.links = Hidden::Present(self.links(account, base_url, now));
        object
    }

    /// The newest links to it.
    fn links(&self, account: &AccountState, base_url: &str, now: Timestamp) -> List<FileLink> {
        let places = account.links_by_file.walk(&self.place, Span::ALL).rev();
        let mut links: Vec<_> = places
            .filter_map(|place| account.file_links.get(place))
            .take(LINKS + 1)
            .map(|link| link.show(account, base_url, now, false))
            .collect();
        let has_more = links.len() > LINKS;
        links.truncate(LINKS);
        let url = format!("/v1/file_links?file={}", account.names.file(self.place));
        let mut list = List::new(links, url);
        list.has_more = has_more;
        list
    }
}
