//! [`BodyStream`]: the body of an answer piece by piece, for what is too large to hold.
//!
//! The one way past the rule that bodies are read whole, and a narrow one. [`Transport::open`] marks the
//! request; [`Collect`](crate::layers::Collect) then leaves the body of a success unread and puts it beside
//! the answer, in its extensions. So every layer, the user's too, sees the one message type: keys, deadline,
//! retries, limits and logs end with the head, and what follows is bounded here, by a cap and a time-out
//! between two pieces.
//!
//! [`Transport::open`]: crate::Transport::open

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::header::CONTENT_ENCODING;
use http::response::Parts;
use http::{Extensions, HeaderMap};
use http_body::{Body as _, Frame};
use tokio::time::Sleep;

use crate::collect::{Unread, read_error};
use crate::{Body, BoxError, Error, Request, Response};

/// How [`Transport::open`](crate::Transport::open) was answered.
#[derive(Debug)]
pub enum Opened {
    /// A success; its body follows piece by piece.
    Body(http::Response<BodyStream>),
    /// Any other status; its body is whole.
    Refused(Response),
}

impl Opened {
    pub(crate) fn of(
        mut answer: Response,
        at_most: u64,
        patience: Duration,
    ) -> Result<Self, Error> {
        if !answer.status().is_success() {
            return Ok(Self::Refused(answer));
        }
        let pieces = answer.extensions_mut().remove::<Parked>();
        let (head, body) = answer.into_parts();
        // What a layer answered by itself, or had to read whole, is one piece.
        let pieces = pieces.and_then(Parked::take).unwrap_or_else(|| boxed(body));
        let stream = BodyStream::new(pieces, &head, at_most, patience);
        if stream.announced() > at_most {
            return Err(stream.fault(Unread::OverCap));
        }
        Ok(Self::Body(http::Response::from_parts(head, stream)))
    }
}

/// In the extensions of a request whose body is wanted in pieces.
#[derive(Clone, Copy)]
struct Wanted;

/// Asks for the body of the answer in pieces.
pub(crate) fn want(request: &mut Request) {
    request.extensions_mut().insert(Wanted);
}

/// True for a request that [`want`] marked.
pub(crate) fn is_wanted(extensions: &Extensions) -> bool {
    extensions.get::<Wanted>().is_some()
}

/// True for an answer whose body can stay unread: a success, not encoded (a layer that decodes must read
/// it), and not at a seam above one whose body is beside it already.
pub(crate) fn can_park(head: &Parts) -> bool {
    head.status.is_success()
        && !is_encoded(&head.headers)
        && head.extensions.get::<Parked>().is_none()
}

fn is_encoded(headers: &HeaderMap) -> bool {
    let encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings
        .into_iter()
        .any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// Puts an unread body beside its answer.
pub(crate) fn park<B>(mut head: Parts, body: B) -> Response
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    let parked = Parked(Arc::new(Mutex::new(Some(boxed(body)))));
    head.extensions.insert(parked);
    Response::from_parts(head, Body::empty())
}

type Pieces = Pin<Box<dyn http_body::Body<Data = Bytes, Error = BoxError> + Send>>;

/// An unread body in the extensions of its answer; who takes it first has it.
#[derive(Clone)]
struct Parked(Arc<Mutex<Option<Pieces>>>);

impl Parked {
    fn take(self) -> Option<Pieces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

fn boxed<B>(body: B) -> Pieces
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    Box::pin(InBytes(Box::pin(body)))
}

/// Any body, with its data as `Bytes` and its error boxed.
struct InBytes<B>(Pin<Box<B>>);

impl<B: http_body::Body> http_body::Body for InBytes<B>
where
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let frame = ready!(self.0.as_mut().poll_frame(cx));
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(Into::into)?;
            Ok(frame.map_data(|mut data| data.copy_to_bytes(data.remaining())))
        }))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

/// The body of an answer, piece by piece, under a cap.
///
/// Each piece must come within the attempt's time-out after the one before it was asked for. It ends after
/// the first error. Dropping it ends the answer; nothing more is read. It implements [`http_body::Body`].
#[must_use = "nothing is read unless it is asked for"]
pub struct BodyStream {
    pieces: Option<Pieces>,
    /// For the errors.
    head: Box<Parts>,
    left: u64,
    patience: Duration,
    stall: Option<Pin<Box<Sleep>>>,
}

impl BodyStream {
    fn new(pieces: Pieces, head: &Parts, at_most: u64, patience: Duration) -> Self {
        Self {
            pieces: Some(pieces),
            head: Box::new(head.clone()),
            left: at_most,
            patience,
            stall: None,
        }
    }

    /// The next piece; `None` at the end and after an error. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// [`Lost`](crate::ErrorKind::Lost) when the body is cut, [`TooLarge`](crate::ErrorKind::TooLarge) over the cap,
    /// [`Timeout`](crate::ErrorKind::Timeout) when no piece came in time.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// [`next`](Self::next) for hand-written futures and streams.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let piece = ready!(self.poll_piece(cx));
        self.stall = None;
        let piece = piece.and_then(|bytes| match bytes {
            Some(bytes) => self.count(bytes).map(Some),
            None => Ok(None),
        });
        if !matches!(piece, Ok(Some(_))) {
            self.pieces = None;
        }
        Poll::Ready(piece.map_err(|unread| self.fault(unread)).transpose())
    }

    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Unread>> {
        let Some(pieces) = &mut self.pieces else {
            return Poll::Ready(Ok(None));
        };
        while let Poll::Ready(frame) = pieces.as_mut().poll_frame(cx) {
            match frame.transpose().map_err(Unread::Cut)? {
                None => return Poll::Ready(Ok(None)),
                // Trailers are no part of the answer, and an empty piece is none.
                Some(frame) => match frame.into_data() {
                    Ok(bytes) if !bytes.is_empty() => return Poll::Ready(Ok(Some(bytes))),
                    _ => {}
                },
            }
        }
        let stall = self
            .stall
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(self.patience)));
        ready!(stall.as_mut().poll(cx));
        Poll::Ready(Err(Unread::Stalled(self.patience)))
    }

    fn count(&mut self, bytes: Bytes) -> Result<Bytes, Unread> {
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => {
                self.left = left;
                Ok(bytes)
            }
            None => Err(Unread::OverCap),
        }
    }

    /// How many bytes are announced at least; 0 when nothing is.
    #[must_use]
    pub fn announced(&self) -> u64 {
        let pieces = self.pieces.as_ref();
        pieces.map_or(0, |pieces| pieces.size_hint().lower())
    }

    fn fault(&self, unread: Unread) -> Error {
        read_error(unread, &self.head)
    }
}

impl http_body::Body for BodyStream {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let piece = ready!(self.poll_next(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("announced", &self.announced())
            .finish_non_exhaustive()
    }
}
