//! [`FileContent`]: the bytes of a file.

use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use identity_transport::Body;

/// The bytes of a file. `Debug` shows how many; [`expose`](Self::expose) is the way to them.
#[derive(Clone, PartialEq, Eq)]
pub struct FileContent {
    bytes: Bytes,
    content_type: Option<Box<str>>,
}

impl FileContent {
    pub(super) fn of(answer: &http::Response<Body>) -> Self {
        let content_type = answer.headers().get(CONTENT_TYPE);
        Self {
            bytes: answer.body().clone().into_bytes(),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .map(Into::into),
        }
    }

    /// The bytes themselves: somebody's face, or document.
    #[must_use]
    pub const fn expose(&self) -> &Bytes {
        &self.bytes
    }

    /// The bytes themselves, owned; nothing is copied.
    #[must_use]
    pub fn into_exposed(self) -> Bytes {
        self.bytes
    }

    /// How many bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// True without bytes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The `Content-Type` of the answer, e.g. `image/jpeg`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileContent({} bytes)", self.bytes.len())
    }
}
