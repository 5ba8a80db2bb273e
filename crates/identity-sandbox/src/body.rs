//! [`Body`]: what the sandbox answers with, whole and in memory.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::fault::Disconnected;

/// The body of a response: at most one frame, and cheap to clone.
///
/// It ends with [`Disconnected`], or never, only where a [`Fault`](crate::Fault) asks for that.
#[derive(Clone, Debug, Default)]
pub struct Body {
    bytes: Bytes,
    /// Bytes that are announced and do not come.
    missing: u64,
    end: End,
}

/// What comes after the bytes.
#[derive(Clone, Copy, Debug, Default)]
enum End {
    #[default]
    Orderly,
    /// Nothing yet: whoever sends this body on shall first send what there is of it.
    Breaking,
    /// The connection breaks.
    Broken,
    /// Nothing, for ever.
    Stalled,
}

impl Body {
    pub(crate) fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self {
            bytes,
            ..Self::default()
        }
    }

    /// The first half of this body, and then a broken connection.
    pub(crate) fn truncated(self) -> Self {
        self.halved(End::Breaking)
    }

    /// The first half of this body, and then nothing, for ever.
    pub(crate) fn stalled(self) -> Self {
        self.halved(End::Stalled)
    }

    fn halved(mut self, end: End) -> Self {
        let all = self.bytes.len();
        self.bytes.truncate(all / 2);
        // An empty body, as that of HEAD, has nothing to lose.
        if all > 0 {
            self.missing = (all - self.bytes.len()) as u64;
            self.end = end;
        }
        self
    }

    /// The bytes; what [`http_body::Body`] would give frame by frame.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The bytes, without a copy.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        let bytes = std::mem::take(&mut self.bytes);
        if !bytes.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Orderly => Poll::Ready(None),
            End::Breaking => {
                self.end = End::Broken;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            End::Broken => {
                *self = Self::default();
                Poll::Ready(Some(Err(Disconnected)))
            }
            // Nobody wakes this task: it ends with its connection, or with its caller's patience.
            End::Stalled => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty() && matches!(self.end, End::Orderly)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64 + self.missing)
    }
}
