//! [`ContentStream`]: the pieces of a file as an iterator.

use std::io::{self, Write};

use identity_transport::Error;
use identity_types::FileId;

use super::Files;
use super::runtime::Runtime;
use crate::{ContentPiece, Response};

/// The bytes of a file, piece by piece: see [`ContentStream`](crate::ContentStream).
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked"]
pub struct ContentStream<'a> {
    stream: crate::ContentStream,
    runtime: &'a Runtime,
}

impl<'a> Files<'a> {
    /// See [`content_stream`](crate::Files::content_stream).
    ///
    /// # Errors
    ///
    /// As there.
    pub fn content_stream(
        &self,
        id: &FileId,
        at_most: u64,
    ) -> Result<Response<ContentStream<'a>>, Error> {
        let runtime = self.runtime;
        let answer = runtime.wait(self.calls.content_stream(id, at_most))?;
        Ok(answer.map(|stream| ContentStream { stream, runtime }))
    }
}

impl ContentStream<'_> {
    /// Writes all that is left to `sink`; how many bytes there were.
    ///
    /// # Errors
    ///
    /// Those of `sink`; those of the calls, with the [`Error`] inside.
    pub fn write_to(self, sink: &mut impl Write) -> io::Result<u64> {
        let mut written = 0;
        for piece in self {
            let piece = piece.map_err(io::Error::other)?;
            sink.write_all(piece.expose())?;
            written += piece.expose().len() as u64;
        }
        Ok(written)
    }

    /// The `Content-Type` of the answer.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.stream.content_type()
    }
}

impl Iterator for ContentStream<'_> {
    type Item = Result<ContentPiece, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = &mut self.stream;
        self.runtime
            .wait(async { stream.next().await.transpose() })
            .transpose()
    }
}
