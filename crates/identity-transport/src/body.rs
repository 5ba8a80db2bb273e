//! [`Body`]: the one message body of the stack, and the two message types built on it.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// A request as every layer sees it. Per-call options travel in its extensions.
pub type Request = http::Request<Body>;
/// An answer as every layer sees it, whatever its status: the body is whole.
pub type Response = http::Response<Body>;
/// What a layer of somebody else's may fail with.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A whole message body in memory: cheap to clone, so that a retry sends the same bytes.
///
/// It implements [`http_body::Body`], so a request with it can be given to any HTTP service. `Debug`
/// shows the length only: bodies carry what people typed.
///
/// ```
/// use identity_transport::Body;
///
/// let body = Body::from("type=document");
/// assert_eq!(body.as_bytes(), b"type=document");
/// assert_eq!(format!("{body:?}"), "Body(13 bytes)");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Bytes);

impl Body {
    /// A body of no bytes.
    #[must_use]
    pub const fn empty() -> Self {
        Self(Bytes::new())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, shared and not copied.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// How many bytes.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// True for no bytes.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.0.is_empty() {
            return Poll::Ready(None);
        }
        Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.0)))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }
}
