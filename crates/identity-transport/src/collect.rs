//! [`CollectLayer`]: turns any HTTP service into one that speaks this crate's messages.
//!
//! The wire is hyper's client behind it, and the two seams apply it to what a user's layer answers
//! with. It reads the body to its end, under a cap, so that the attempt's time-out covers the body and
//! the retry layer sees a body that was cut. It does not decompress and does not look at the bytes. The one
//! body that it leaves unread is that of [`Transport::open`](crate::Transport::open).

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http::response::Parts;
use tower_layer::Layer;
use tower_service::Service;

use crate::wire::fault;
use crate::{
    Body, BoxError, CallInfo, Error, ErrorKind, Phase, Request, Response, body_stream, course,
};

/// Applies [`Collect`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_transport::layers::CollectLayer;
/// use identity_transport::{Body, ErrorKind, Request};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new().layer(CollectLayer::new(8)).service_fn(|_: Request| async {
///     Ok::<_, std::io::Error>(http::Response::new(Body::from("more than eight bytes")))
/// });
/// let error = service.oneshot(Request::default()).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::TooLarge);
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CollectLayer {
    max_body: usize,
}

impl CollectLayer {
    /// Bodies of more than `max_body` bytes are an error.
    #[must_use]
    pub const fn new(max_body: usize) -> Self {
        Self { max_body }
    }
}

impl<S> Layer<S> for CollectLayer {
    type Service = Collect<S>;

    fn layer(&self, inner: S) -> Collect<S> {
        Collect {
            inner,
            max_body: self.max_body,
        }
    }
}

/// Reads bodies whole, under a cap, and makes every error an [`Error`].
#[derive(Clone, Debug)]
pub struct Collect<S> {
    inner: S,
    max_body: usize,
}

impl<S, B> Service<Request> for Collect<S>
where
    S: Service<Request, Response = http::Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner
            .poll_ready(cx)
            .map_err(|error| fault::in_head(error.into()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let in_pieces = body_stream::is_wanted(request.extensions());
        let progress = course::progress(request.extensions());
        let answer = self.inner.call(request);
        let max_body = self.max_body;
        Box::pin(async move {
            let (head, body) = answer
                .await
                .map_err(|error| fault::in_head(error.into()))?
                .into_parts();
            if let Some(progress) = progress {
                progress.head_came(head.status);
            }
            if in_pieces && body_stream::can_park(&head) {
                return Ok(body_stream::park(head, body));
            }
            let body = read(body, max_body)
                .await
                .map_err(|unread| read_error(unread, &head))?;
            Ok(Response::from_parts(head, body))
        })
    }
}

/// Why a body could not be read.
pub(crate) enum Unread {
    Cut(BoxError),
    OverCap,
    Stalled(Duration),
}

/// The error of a body that could not be read, below `head`.
pub(crate) fn read_error(unread: Unread, head: &Parts) -> Error {
    let mut error = match unread {
        Unread::Cut(error) => fault::in_body(error),
        Unread::OverCap => Error::new(
            ErrorKind::TooLarge,
            Phase::Answered,
            "the answer's body is over the size cap",
        ),
        Unread::Stalled(patience) => Error::new(
            ErrorKind::Timeout,
            Phase::MaybeSent,
            format!("no more of the answer's body came within {patience:?}"),
        ),
    }
    .with_head(head.status, &head.headers);
    // At the outer seam the layers below have written their part already.
    if let Some(info) = CallInfo::of(&head.extensions) {
        *error.info_mut() = info.clone();
    }
    error
}

async fn read<B>(body: B, cap: usize) -> Result<Body, Unread>
where
    B: http_body::Body,
    B::Error: Into<BoxError>,
{
    let mut body = pin!(body);
    // A body that announces too much is not even begun.
    if body.size_hint().lower() > cap as u64 {
        return Err(Unread::OverCap);
    }
    let mut whole = Gathered::Nothing;
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        // Trailers are no part of the answer.
        let Ok(data) = frame
            .map_err(|error| Unread::Cut(error.into()))?
            .into_data()
        else {
            continue;
        };
        if data.remaining() > cap - whole.len() {
            return Err(Unread::OverCap);
        }
        whole = whole.and(data);
    }
    Ok(whole.into_body())
}

/// The body so far. One frame is the common case, and it is kept without a copy.
enum Gathered {
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Gathered {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(bytes) => bytes.len(),
            Self::Many(bytes) => bytes.len(),
        }
    }

    fn and(self, mut data: impl Buf) -> Self {
        let mut bytes = match self {
            Self::Nothing => return Self::One(data.copy_to_bytes(data.remaining())),
            Self::One(first) => BytesMut::from(first),
            Self::Many(bytes) => bytes,
        };
        bytes.put(data);
        Self::Many(bytes)
    }

    fn into_body(self) -> Body {
        match self {
            Self::Nothing => Body::empty(),
            Self::One(bytes) => bytes.into(),
            Self::Many(bytes) => bytes.freeze().into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io;

    use http_body::Frame;

    use super::*;

    /// Gives its frames one by one and then, perhaps, breaks.
    struct Frames(VecDeque<Result<&'static str, io::Error>>);

    impl http_body::Body for Frames {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
            Poll::Ready(
                self.0.pop_front().map(|frame| {
                    frame.map(|text| Frame::data(Bytes::from_static(text.as_bytes())))
                }),
            )
        }
    }

    async fn collect(
        frames: Vec<Result<&'static str, io::Error>>,
        cap: usize,
    ) -> Result<Body, Unread> {
        read(Frames(frames.into()), cap).await
    }

    #[tokio::test]
    async fn frames_become_one_body_up_to_the_cap() {
        for (frames, cap, whole) in [
            (vec![], 0, Some("")),
            (vec![Ok("abc")], 3, Some("abc")),
            (vec![Ok("abc")], 2, None),
            (vec![Ok("ab"), Ok("cd"), Ok("e")], 5, Some("abcde")),
            (vec![Ok("ab"), Ok("cd"), Ok("e")], 4, None),
        ] {
            let body = collect(frames, cap).await.ok();
            assert_eq!(
                body.as_ref().map(Body::as_bytes),
                whole.map(str::as_bytes),
                "cap {cap}"
            );
        }
    }

    #[tokio::test]
    async fn a_cut_body_is_an_error_with_the_status_and_may_have_taken_effect() {
        let cut = vec![Ok("{"), Err(io::ErrorKind::ConnectionReset.into())];
        let Err(unread) = collect(cut, 100).await else {
            unreachable!("the body is cut")
        };
        let (head, ()) = http::Response::new(()).into_parts();
        let error = read_error(unread, &head);
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::Lost, Phase::MaybeSent)
        );
        assert_eq!(error.status(), Some(http::StatusCode::OK));
    }
}
