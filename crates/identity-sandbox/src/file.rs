//! [`File`]: a file as the sandbox keeps it.

use bytes::Bytes;
use identity_types::{DocumentType, FilePurpose, Personal, Timestamp};
use serde::{Deserialize, Serialize};

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

    /// In bytes.
    pub(crate) fn size(&self) -> u64 {
        match &self.content {
            Content::Drawn(_) => 0,
            Content::Uploaded(bytes) => bytes.expose().len() as u64,
            Content::Removed(size) => *size,
        }
    }

    /// A picture of an attempt.
    pub(crate) fn drawn(place: u64, drawing: Drawing, created: Timestamp) -> Self {
        let purpose = match drawing {
            Drawing::Front(_) | Drawing::Back(_) => FilePurpose::IdentityDocumentDownloadable,
            Drawing::Selfie => FilePurpose::Selfie,
        };
        Self {
            place,
            created,
            purpose,
            filename: None,
            title: None,
            content: Content::Drawn(drawing),
        }
    }
}
