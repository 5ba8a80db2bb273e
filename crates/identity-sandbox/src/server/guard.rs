//! What a request passes between the socket and the sandbox: its name, its turn, and the time of its body.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body as HttpBody, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};
use tower_service::Service as _;

use super::activity::Activity;
use super::connection::Edge;
use super::limits::BODY;
use super::stream::Abrupt;
use crate::body::Body;
use crate::date::dated;
use crate::error::Failure;
use crate::fault::Disconnected;
use crate::reply;

/// Who is on the other end of a connection.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) edge: Edge,
    pub(super) activity: Activity,
    pub(super) abrupt: Abrupt,
}

/// Answers a request that may come in, when it is its turn.
pub(super) async fn respond(
    mut caller: Caller,
    request: Request<Incoming>,
) -> Result<Response<Body>, Disconnected> {
    let _busy = caller.activity.begin();
    let (mut parts, body) = request.into_parts();
    let hosts = caller.edge.hosts.as_deref();
    if hosts.is_some_and(|hosts| !hosts.let_in(&parts)) {
        return Ok(dated(misdirected(), caller.edge.service.clock().now()));
    }
    let Ok(_turn) = caller.edge.requests.acquire().await else {
        return Err(Disconnected);
    };
    parts.extensions.insert(caller.abrupt);
    let request = Request::from_parts(parts, Prompt::new(body));
    caller.edge.service.call(request).await
}

/// Names no name: a refusal must not repeat what a stranger sent.
fn misdirected() -> Response<Body> {
    let failure = Failure::invalid(
        "This sandbox was called by a host name that it does not know. Call it by localhost or \
         127.0.0.1, or allow the name where the sandbox is started (--allow-host NAME).",
    );
    let mut answer = Response::new(Body::new(reply::json(&failure.into_body(None))));
    *answer.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    answer.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    answer
}

/// The body of a request, which ends with [`Disconnected`] when it does not come in time.
#[derive(Debug)]
struct Prompt {
    inner: Incoming,
    /// Made when the body first lets somebody wait.
    late: Option<Pin<Box<Sleep>>>,
}

impl Prompt {
    fn new(inner: Incoming) -> Self {
        Self { inner, late: None }
    }
}

impl HttpBody for Prompt {
    type Data = Bytes;
    type Error = Disconnected;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Disconnected>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(|_| Disconnected)));
        }
        let late = self.late.get_or_insert_with(|| Box::pin(sleep(BODY)));
        late.as_mut().poll(cx).map(|()| Some(Err(Disconnected)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
