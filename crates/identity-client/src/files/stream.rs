//! [`ContentStream`]: the bytes of a file, piece by piece.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_TYPE;
use identity_transport::{BodyStream, Error};

/// The bytes of a file, piece by piece, under a cap.
///
/// Nothing is read before it is asked for; dropping it ends the download. After an error it is at its end,
/// and what came before is not the whole file.
#[derive(Debug)]
#[must_use = "a stream does nothing until it is polled"]
pub struct ContentStream {
    body: BodyStream,
    content_type: Option<Box<str>>,
}

impl ContentStream {
    pub(super) fn of(body: BodyStream, headers: &http::HeaderMap) -> Self {
        let content_type = headers.get(CONTENT_TYPE);
        Self {
            body,
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .map(Into::into),
        }
    }

    /// The next piece; `None` at the end and after an error. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// [`Lost`](crate::ErrorKind::Lost) when the content is cut, [`TooLarge`](crate::ErrorKind::TooLarge)
    /// over the cap, [`Timeout`](crate::ErrorKind::Timeout) when no piece came within the attempt's time-out.
    pub async fn next(&mut self) -> Option<Result<ContentPiece, Error>> {
        let piece = self.body.next().await?;
        Some(piece.map(ContentPiece))
    }

    /// How many bytes are announced, if any are.
    #[must_use]
    pub fn announced(&self) -> Option<u64> {
        Some(self.body.announced()).filter(|bytes| *bytes > 0)
    }

    /// The `Content-Type` of the answer, e.g. `image/jpeg`.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }
}

impl Stream for ContentStream {
    type Item = Result<ContentPiece, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = self.body.poll_next(cx);
        piece.map(|piece| piece.map(|piece| piece.map(ContentPiece)))
    }
}

/// A piece of a file, of any length but 0. `Debug` shows how long; [`expose`](Self::expose) is the way to the
/// bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentPiece(Bytes);

impl ContentPiece {
    /// The bytes themselves: part of somebody's face, or document.
    #[must_use]
    pub const fn expose(&self) -> &Bytes {
        &self.0
    }

    /// The bytes themselves, owned; nothing is copied.
    #[must_use]
    pub fn into_exposed(self) -> Bytes {
        self.0
    }
}

impl fmt::Debug for ContentPiece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentPiece({} bytes)", self.0.len())
    }
}
