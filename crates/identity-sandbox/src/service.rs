//! [`SandboxService`]: the sandbox as a tower service, without a socket.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{BufMut, BytesMut};
use http::{Request, Response};
use http_body::Body as HttpBody;
use tower_service::Service;

use crate::body::Body;
use crate::clock::Clock;
use crate::control;
use crate::date::dated;
use crate::document;
use crate::edge;
use crate::exchange::Payload;
use crate::fault::Disconnected;
use crate::page;
use crate::sandbox::Shared;

/// The most bytes of a request's body.
const MAX_BODY: usize = 1 << 20;
/// The same of a control call, which may bring a whole snapshot.
const MAX_CONTROL_BODY: usize = 64 << 20;

/// The API as a service over any request body; from [`Sandbox::service`](crate::Sandbox::service).
///
/// It routes on the path alone, so it can stand where `https://api.stripe.com` is called. Clones share
/// the sandbox. Its only error is [`Disconnected`], for a connection that a fault closes; whatever is
/// wrong with a request is a response.
#[derive(Clone)]
pub struct SandboxService {
    shared: Arc<Shared>,
}

impl SandboxService {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// The sandbox's clock, for answers that are made before a request comes here.
    pub(crate) fn clock(&self) -> &Clock {
        &self.shared.clock
    }
}

impl<B> Service<Request<B>> for SandboxService
where
    B: HttpBody + Send + 'static,
    B::Data: Send,
    B::Error: Send,
{
    type Response = Response<Body>;
    type Error = Disconnected;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Disconnected>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> ResponseFuture {
        let shared = Arc::clone(&self.shared);
        ResponseFuture(Box::pin(async move {
            let answer = answer(&shared, request).await?;
            Ok(dated(answer, shared.clock.now()))
        }))
    }
}

async fn answer<B: HttpBody>(
    shared: &Arc<Shared>,
    request: Request<B>,
) -> Result<Response<Body>, Disconnected> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    if path == document::PATH {
        return Ok(document::answer(&parts.method));
    }
    let control = control::owns(path);
    if control && let Err(refusal) = control::admit(shared, &parts) {
        return Ok(refusal.into_response());
    }
    let is_page = path.starts_with(page::PREFIX);
    let most = if control { MAX_CONTROL_BODY } else { MAX_BODY };
    let payload = collect(body, most).await?;
    if control {
        return Ok(control::respond(shared, &parts, &payload).await);
    }
    if is_page {
        let page = page::answer(shared, &parts, &payload);
        return Ok(saved(shared, page).await);
    }
    edge::respond(shared, &parts, &payload).await
}

/// The page, once what was chosen on it is in the file.
async fn saved(shared: &Shared, page: Response<Body>) -> Response<Body> {
    match shared.saved().await {
        Ok(()) => page,
        Err(error) => control::Refusal::unsaved(&error).into_response(),
    }
}

/// Reads a body up to the cap.
async fn collect<B: HttpBody>(body: B, most: usize) -> Result<Payload, Disconnected> {
    let mut body = pin!(body);
    let mut bytes = BytesMut::new();
    while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        // Whoever stops sending reads no answer either.
        let frame = frame.map_err(|_| Disconnected)?;
        if let Ok(data) = frame.into_data() {
            bytes.put(data);
        }
        if bytes.len() > most {
            return Ok(Payload::TooLarge { most });
        }
    }
    Ok(Payload::Whole(bytes.freeze()))
}

/// The answer on its way. Dropping it before its body has arrived leaves the sandbox as it was.
pub struct ResponseFuture(
    Pin<Box<dyn Future<Output = Result<Response<Body>, Disconnected>> + Send>>,
);

impl Future for ResponseFuture {
    type Output = Result<Response<Body>, Disconnected>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for SandboxService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SandboxService")
    }
}

impl fmt::Debug for ResponseFuture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseFuture")
    }
}
