//! [`CallLogLayer`]: one span and one closing event per call.
//!
//! Outermost, so that it also sees what the layers below refuse, and the whole time of a call. The
//! fields have OpenTelemetry's names where it has one. Nothing personal is in them: no query, no body,
//! no header, no key.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Span;

use crate::call_info::note;
use crate::error::request_id;
use crate::{CallInfo, Error, Request, Response, clock};

/// Applies [`CallLog`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use identity_transport::layers::CallLogLayer;
/// use identity_transport::{CallInfo, Error, Request, Response};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(CallLogLayer::new())
///     .service_fn(|_: Request| async { Ok::<_, Error>(Response::default()) });
/// let response = service.oneshot(Request::default()).await?;
/// // Besides the event, the call's time is noted for the caller.
/// assert!(CallInfo::of(response.extensions()).is_some());
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct CallLogLayer;

impl CallLogLayer {
    /// Logs each call at level `debug`, failed ones at `warn`, under the target `identity_transport`.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for CallLogLayer {
    type Service = CallLog<S>;

    fn layer(&self, inner: S) -> CallLog<S> {
        CallLog { inner }
    }
}

/// Logs each call.
#[derive(Clone, Debug)]
pub struct CallLog<S> {
    inner: S,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for CallLog<S> {
    type Response = Response;
    type Error = Error;
    type Future = LoggedCall<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let started = clock::now();
        // The query may carry what a person typed; the path carries ids.
        let span = tracing::debug_span!(
            target: "identity_transport",
            "call",
            http.request.method = request.method().as_str(),
            url.path = request.uri().path(),
        );
        let inner = span.in_scope(|| self.inner.call(request));
        LoggedCall {
            inner,
            span,
            started,
            is_done: false,
        }
    }
}

pin_project! {
    /// Logs a call when it ends.
    pub struct LoggedCall<F> {
        #[pin]
        inner: F,
        span: Span,
        started: Instant,
        is_done: bool,
    }

    impl<F> PinnedDrop for LoggedCall<F> {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            if !*this.is_done {
                let _entered = this.span.enter();
                let elapsed_ms = clock::since(*this.started).as_millis() as u64;
                tracing::debug!(target: "identity_transport", elapsed_ms, outcome = "dropped", "call");
            }
        }
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for LoggedCall<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        let mut result = std::task::ready!(this.inner.poll(cx));
        let elapsed = clock::since(*this.started);
        note(&mut result, |info| info.elapsed = elapsed);
        log(&result);
        *this.is_done = true;
        Poll::Ready(result)
    }
}

fn log(result: &Result<Response, Error>) {
    match result {
        Ok(response) => {
            let info = CallInfo::of(response.extensions());
            tracing::debug!(
                target: "identity_transport",
                attempts = info.map(|info| info.attempts),
                http.response.status_code = response.status().as_u16(),
                request_id = request_id(response.headers()),
                elapsed_ms = info.map(|info| info.elapsed.as_millis() as u64),
                outcome = "answered",
                "call",
            );
        }
        Err(error) => tracing::warn!(
            target: "identity_transport",
            attempts = error.attempts(),
            http.response.status_code = error.status().map(|status| status.as_u16()),
            error.type = error.kind().as_str(),
            request_id = error.request_id(),
            elapsed_ms = error.elapsed().as_millis() as u64,
            outcome = error.phase().as_str(),
            "call",
        ),
    }
}

impl<F> fmt::Debug for LoggedCall<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoggedCall").finish_non_exhaustive()
    }
}
