//! [`DeadlineLayer`]: bounds everything that a caller waits for.
//!
//! Above the retry layer, so that waits, tokens and all attempts count together. It leaves the instant
//! in the request's extensions: the layers below give up at once when a wait would pass it, instead of
//! waiting in vain. It does not bound a single attempt:
//! [`AttemptTimeout`](crate::layers::AttemptTimeout) does.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::alarm::Alarm;
use crate::course::{self, Progress};
use crate::retry::is_repeatable;
use crate::{CallOptions, Error, ErrorKind, Phase, Request, Response};

/// Applies [`Deadline`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use identity_transport::layers::DeadlineLayer;
/// use identity_transport::{Error, ErrorKind, Request, Response};
/// use std::time::Duration;
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(DeadlineLayer::new(Duration::from_millis(5)))
///     .service_fn(|_: Request| std::future::pending::<Result<Response, Error>>());
/// let error = service.oneshot(Request::default()).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Timeout);
/// assert_eq!(error.to_string(), "the call did not end within 5ms");
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct DeadlineLayer {
    timeout: Duration,
}

impl DeadlineLayer {
    /// A call ends within `timeout`, unless its [`CallOptions::timeout`] says otherwise.
    #[must_use]
    pub const fn new(timeout: Duration) -> Self {
        Self { timeout }
    }
}

impl<S> Layer<S> for DeadlineLayer {
    type Service = Deadline<S>;

    fn layer(&self, inner: S) -> Deadline<S> {
        Deadline {
            inner,
            timeout: self.timeout,
        }
    }
}

/// Ends a call at its deadline.
#[derive(Clone, Debug)]
pub struct Deadline<S> {
    inner: S,
    timeout: Duration,
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for Deadline<S> {
    type Response = Response;
    type Error = Error;
    type Future = UntilDeadline<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let chosen = CallOptions::of(request.extensions()).and_then(|options| options.timeout);
        let timeout = chosen.unwrap_or(self.timeout);
        let alarm = Alarm::after(timeout);
        let progress = course::begins(request.extensions_mut(), alarm.at());
        let is_repeatable = is_repeatable(&request);
        UntilDeadline {
            inner: self.inner.call(request),
            alarm,
            timeout,
            progress,
            is_repeatable,
        }
    }
}

pin_project! {
    /// Answers as the inner service does, or fails at the deadline.
    pub struct UntilDeadline<F> {
        #[pin]
        inner: F,
        #[pin]
        alarm: Alarm,
        timeout: Duration,
        progress: Arc<Progress>,
        is_repeatable: bool,
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for UntilDeadline<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        if let Poll::Ready(result) = this.inner.poll(cx) {
            return Poll::Ready(result);
        }
        std::task::ready!(this.alarm.poll(cx));
        let what = format!("the call did not end within {:?}", this.timeout);
        let attempts = this.progress.sent();
        let is_in_line = this.progress.is_in_line();
        let phase = if is_in_line && attempts == 0 {
            Phase::NotSent
        } else {
            Phase::MaybeSent
        };
        let mut error = Error::new(ErrorKind::Timeout, phase, what);
        if let Some(status) = this.progress.status() {
            error = error.in_body_of(status);
        }
        let info = error.info_mut();
        info.attempts = attempts;
        info.is_repeatable = *this.is_repeatable;
        Poll::Ready(Err(error))
    }
}

impl<F> fmt::Debug for UntilDeadline<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntilDeadline").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tower::ServiceExt;
    use tower::service_fn;

    use super::*;
    use crate::clock;

    /// The instant goes down with the request, and a call's own time-out replaces the layer's.
    #[tokio::test(start_paused = true)]
    async fn the_layers_below_know_how_long_they_have() {
        let service = DeadlineLayer::new(Duration::from_secs(60)).layer(service_fn(
            |request: Request| async move {
                let left = course::time_left(request.extensions()).unwrap();
                assert_eq!(left, Duration::from_secs(3));
                std::future::pending::<Result<Response, Error>>().await
            },
        ));
        let mut request = Request::default();
        request
            .extensions_mut()
            .insert(CallOptions::new().timeout(Duration::from_secs(3)));
        let start = clock::now();
        let error = service.oneshot(request).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::Timeout, Phase::MaybeSent)
        );
        assert_eq!(clock::since(start).as_secs(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_timeout_beyond_the_clock_is_none() {
        let service = DeadlineLayer::new(Duration::MAX).layer(service_fn(|_: Request| async {
            Ok::<_, Error>(Response::default())
        }));
        assert!(service.oneshot(Request::default()).await.is_ok());
    }
}
