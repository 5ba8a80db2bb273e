//! [`AttemptTimeoutLayer`]: bounds one attempt, from connecting to the last byte of the body.
//!
//! Below the retry layer, so that a slow attempt can be followed by a quick one; below the rate limit,
//! because waiting for a token is not the server's fault. It covers the body because bodies are read
//! inside (see [`Collect`](crate::layers::Collect)). It does not bound the call:
//! [`Deadline`](crate::layers::Deadline) does.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::alarm::Alarm;
use crate::{CallOptions, Error, ErrorKind, Phase, Request, Response};

/// Applies [`AttemptTimeout`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use identity_transport::layers::AttemptTimeoutLayer;
/// use identity_transport::{Error, Phase, Request, Response};
/// use std::time::Duration;
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(AttemptTimeoutLayer::new(Duration::from_millis(5)))
///     .service_fn(|_: Request| std::future::pending::<Result<Response, Error>>());
/// let error = service.oneshot(Request::default()).await.unwrap_err();
/// assert_eq!(error.phase(), Phase::MaybeSent);
/// assert_eq!(error.to_string(), "the attempt did not end within 5ms");
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct AttemptTimeoutLayer {
    timeout: Duration,
}

impl AttemptTimeoutLayer {
    /// An attempt ends within `timeout`, unless [`CallOptions::attempt_timeout`] says otherwise.
    #[must_use]
    pub const fn new(timeout: Duration) -> Self {
        Self { timeout }
    }
}

impl<S> Layer<S> for AttemptTimeoutLayer {
    type Service = AttemptTimeout<S>;

    fn layer(&self, inner: S) -> AttemptTimeout<S> {
        AttemptTimeout {
            inner,
            timeout: self.timeout,
        }
    }
}

/// Ends an attempt that takes too long.
#[derive(Clone, Debug)]
pub struct AttemptTimeout<S> {
    inner: S,
    timeout: Duration,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request>
    for AttemptTimeout<S>
{
    type Response = Response;
    type Error = Error;
    type Future = Timed<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let chosen =
            CallOptions::of(request.extensions()).and_then(|options| options.attempt_timeout);
        let timeout = chosen.unwrap_or(self.timeout);
        Timed {
            inner: self.inner.call(request),
            alarm: Alarm::after(timeout),
            timeout,
        }
    }
}

pin_project! {
    /// Answers as the inner service does, or fails when the time is over.
    pub struct Timed<F> {
        #[pin]
        inner: F,
        #[pin]
        alarm: Alarm,
        timeout: Duration,
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for Timed<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result);
        }
        std::task::ready!(this.alarm.poll(cx));
        let what = format!("the attempt did not end within {:?}", this.timeout);
        Poll::Ready(Err(Error::new(ErrorKind::Timeout, Phase::MaybeSent, what)))
    }
}

impl<F> fmt::Debug for Timed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timed").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tower::{ServiceExt, service_fn};

    use super::*;
    use crate::clock;

    /// The call's own time-out replaces the layer's, and the clock starts with the attempt.
    #[tokio::test(start_paused = true)]
    async fn an_attempt_ends_when_its_time_is_over() {
        let service =
            AttemptTimeoutLayer::new(Duration::from_secs(30)).layer(service_fn(|_: Request| {
                std::future::pending::<Result<Response, Error>>()
            }));
        let mut request = Request::default();
        request
            .extensions_mut()
            .insert(CallOptions::new().attempt_timeout(Duration::from_secs(2)));
        let start = clock::now();
        let error = service.oneshot(request).await.unwrap_err();
        assert_eq!(error.to_string(), "the attempt did not end within 2s");
        assert_eq!(clock::since(start).as_secs(), 2);
    }
}
