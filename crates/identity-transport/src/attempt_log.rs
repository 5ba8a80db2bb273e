//! [`AttemptLogLayer`]: one event per attempt.
//!
//! Below the retry layer and the rate limit, so that its time is the server's and the network's alone.
//! What it logs is as impersonal as [`CallLog`](crate::layers::CallLog)'s.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use crate::call_info::note;
use crate::error::request_id;
use crate::{Error, Request, Response, clock, course};

/// Applies [`AttemptLog`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_transport::layers::AttemptLogLayer;
/// use identity_transport::{Error, Request, Response};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(AttemptLogLayer::new())
///     .service_fn(|_: Request| async { Ok::<_, Error>(Response::default()) });
/// assert_eq!(service.oneshot(Request::default()).await?.status(), 200);
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct AttemptLogLayer;

impl AttemptLogLayer {
    /// Logs each attempt at level `debug`, under the target `identity_transport`.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for AttemptLogLayer {
    type Service = AttemptLog<S>;

    fn layer(&self, inner: S) -> AttemptLog<S> {
        AttemptLog { inner }
    }
}

/// Logs each attempt.
#[derive(Clone, Debug)]
pub struct AttemptLog<S> {
    inner: S,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for AttemptLog<S> {
    type Response = Response;
    type Error = Error;
    type Future = LoggedAttempt<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let number = course::attempt_number(request.extensions());
        LoggedAttempt {
            inner: self.inner.call(request),
            number,
            started: clock::now(),
        }
    }
}

pin_project! {
    /// Logs an attempt when it ends.
    pub struct LoggedAttempt<F> {
        #[pin]
        inner: F,
        number: u32,
        started: Instant,
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for LoggedAttempt<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut result = std::task::ready!(this.inner.poll(cx));
        let elapsed = clock::since(*this.started);
        note(&mut result, |info| info.last_attempt = Some(elapsed));
        let elapsed_ms = elapsed.as_millis() as u64;
        match &result {
            Ok(response) => tracing::debug!(
                target: "identity_transport",
                attempt = *this.number,
                http.response.status_code = response.status().as_u16(),
                request_id = request_id(response.headers()),
                elapsed_ms,
                outcome = "answered",
                "attempt",
            ),
            Err(error) => tracing::debug!(
                target: "identity_transport",
                attempt = *this.number,
                http.response.status_code = error.status().map(|status| status.as_u16()),
                error.type = error.kind().as_str(),
                request_id = error.request_id(),
                elapsed_ms,
                outcome = error.phase().as_str(),
                "attempt",
            ),
        }
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for LoggedAttempt<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoggedAttempt").finish_non_exhaustive()
    }
}
