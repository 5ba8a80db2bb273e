//! [`RetryLayer`]: sends a request again when that is safe, useful and in time.
//!
//! Below the key and the deadline, above everything that happens once per attempt. What to do is
//! decided by the pure function in `retry/decide.rs`; this layer only waits and sends. It is safe for a
//! POST because the key of idempotency is the same in all attempts; taken alone, without
//! [`Idempotency`](crate::layers::Idempotency) above, it repeats a POST only if it was surely not sent.

pub(crate) mod advice;
mod backoff;
mod budget;
mod decide;
mod not_retried;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Method;
use tower::ServiceExt;
use tower_layer::Layer;
use tower_service::Service;

use self::budget::Loan;
use self::decide::{Attempt, Decision, Outcome, decide};
use crate::attempt_event::{AttemptHook, Watch};
use crate::call_info::note;
use crate::course::Course;
use crate::idempotency::IDEMPOTENCY_KEY;
use crate::random::OsRandom;
use crate::{AttemptEvent, CallOptions, Error, ErrorKind, Jitter, Request, Response};

pub use self::budget::RetryBudget;
pub use self::not_retried::NotRetried;

/// Applies [`Retry`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use identity_transport::layers::RetryLayer;
/// use identity_transport::{Body, CallInfo, Error, Request};
/// use std::sync::atomic::{AtomicU16, Ordering};
/// use std::sync::Arc;
/// use tower::{ServiceBuilder, ServiceExt};
///
/// static STATUS: AtomicU16 = AtomicU16::new(503);
/// let service = ServiceBuilder::new()
///     .layer(RetryLayer::new(2).jitter(Arc::new(|| 0)))
///     .service_fn(|_: Request| async {
///         let status = STATUS.swap(200, Ordering::Relaxed);
///         Ok::<_, Error>(http::Response::builder().status(status).body(Body::empty()).unwrap())
///     });
/// let response = service.oneshot(Request::default()).await?;
/// assert_eq!(response.status(), 200);
/// assert_eq!(CallInfo::of(response.extensions()).unwrap().attempts, 2);
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone)]
pub struct RetryLayer {
    max_retries: u32,
    budget: RetryBudget,
    jitter: Arc<dyn Jitter>,
    on_attempt: Option<AttemptHook>,
}

impl RetryLayer {
    /// At most `max_retries` attempts after the first, unless [`CallOptions::max_retries`] says
    /// otherwise. 0 means that a request is sent once.
    #[must_use]
    pub fn new(max_retries: u32) -> Self {
        Self {
            max_retries,
            budget: RetryBudget::new(),
            jitter: Arc::new(OsRandom::new()),
            on_attempt: None,
        }
    }

    /// Share a budget with another layer.
    #[must_use]
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }

    /// Draw the jitter from `jitter`.
    #[must_use]
    pub fn jitter(mut self, jitter: Arc<dyn Jitter>) -> Self {
        self.jitter = jitter;
        self
    }

    /// Tell `hook` of each attempt when it has ended.
    #[must_use]
    pub fn on_attempt(self, hook: impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static) -> Self {
        self.attempt_hook(Arc::new(hook))
    }

    pub(crate) fn attempt_hook(mut self, hook: AttemptHook) -> Self {
        self.on_attempt = Some(hook);
        self
    }
}

impl fmt::Debug for RetryLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryLayer")
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}

impl<S> Layer<S> for RetryLayer {
    type Service = Retry<S>;

    fn layer(&self, inner: S) -> Retry<S> {
        Retry {
            inner,
            policy: Arc::new(self.clone()),
        }
    }
}

/// Sends a request again when that is safe, useful and in time.
#[derive(Clone, Debug)]
pub struct Retry<S> {
    inner: S,
    policy: Arc<RetryLayer>,
}

impl<S> Service<Request> for Retry<S>
where
    S: Service<Request, Response = Response, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        // The service that was made ready goes along; its clone, which is not, stays.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        let policy = Arc::clone(&self.policy);
        // Lent, since a future has two places for each argument that it owns.
        Box::pin(async move { run(&mut ready, &policy, &mut request).await })
    }
}

/// A request that an HTTP/2 server turns away unread is sent again at once, and not counted, so many
/// times: a server that is being replaced does it once, and one that does it often is in trouble.
const FREE_RESENDS: u32 = 3;

async fn run<S>(
    ready: &mut S,
    policy: &RetryLayer,
    request: &mut Request,
) -> Result<Response, Error>
where
    S: Service<Request, Response = Response, Error = Error>,
{
    let chosen = CallOptions::of(request.extensions()).and_then(|options| options.max_retries);
    let max_retries = chosen.unwrap_or(policy.max_retries);
    let is_repeatable = is_repeatable(request);
    let course = Course::of(request);
    let mut retries = 0;
    let mut free = FREE_RESENDS;
    loop {
        course.attempt_begins(retries + 1);
        // What came goes out, since its maps have room for what the layers below add; the copy stays.
        let copy = Course::copy_of(request);
        let mut attempt = std::mem::replace(request, copy);
        course.goes_with(&mut attempt);
        let watch = Watch::begin(policy.on_attempt.as_ref(), request, retries + 1);
        let mut result = ready
            .call(attempt)
            .await
            .map_err(|error| located(error, &course));
        if free > 0 && result.as_ref().is_err_and(Error::was_turned_away) {
            watch.end(&result, Some(Duration::ZERO));
            if ready.ready().await.is_err() {
                return result;
            }
            free -= 1;
            continue;
        }
        let attempts = retries + u32::from(reached_the_wire(&result));
        note(&mut result, |info| {
            info.attempts = attempts;
            info.is_repeatable = is_repeatable;
        });
        // A success waits for nothing, and most attempts are one.
        let is_success = is_success(&result);
        let decision = decide(&Attempt {
            outcome: Outcome::of(&result),
            retries,
            max_retries,
            is_repeatable,
            time_left: if is_success { None } else { course.time_left() },
            draw: if is_success { 0 } else { policy.jitter.draw() },
        });
        let (after, loan) = match policy.lend(decision, retries) {
            Ok(next) => next,
            Err(reason) => {
                watch.end(&result, None);
                return stop(reason, result);
            }
        };
        watch.end(&result, Some(after));
        tokio::time::sleep(after).await;
        if ready.ready().await.is_err() {
            // The service below is gone; what it answered before is all there is.
            return result;
        }
        loan.spend();
        retries += 1;
    }
}

impl RetryLayer {
    /// The wait before the next attempt and its loan from the budget, or why there is none: nothing to
    /// say for a success, which fills the budget.
    fn lend(
        &self,
        decision: Decision,
        retries: u32,
    ) -> Result<(Duration, Loan<'_>), Option<NotRetried>> {
        match decision {
            Decision::Done => {
                self.budget.succeeded(retries > 0);
                Err(None)
            }
            Decision::Stop(reason) => Err(Some(reason)),
            Decision::Retry { after } => match self.budget.borrow() {
                Some(loan) => Ok((after, loan)),
                None => Err(Some(NotRetried::Budget)),
            },
        }
    }
}

/// An attempt whose time ran out says whether the answer had begun.
fn located(error: Error, course: &Course) -> Error {
    if error.kind() != ErrorKind::Timeout || error.status().is_some() {
        return error;
    }
    match course.begun_answer() {
        Some(status) => error.in_body_of(status),
        None => error,
    }
}

/// Says and notes why the outcome is the call's; a success needs no reason.
fn stop(
    reason: Option<NotRetried>,
    mut result: Result<Response, Error>,
) -> Result<Response, Error> {
    if let Some(reason) = reason {
        tracing::debug!(target: "identity_transport", reason = reason.as_str(), "not sent again");
        note(&mut result, |info| info.not_retried = Some(reason));
    }
    result
}

/// True for reads, and for every POST with a key. Not for DELETE: its repeat answers 404 to a caller
/// whose first attempt did delete.
pub(crate) fn is_repeatable(request: &Request) -> bool {
    matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) || (request.method() == Method::POST && request.headers().contains_key(IDEMPOTENCY_KEY))
}

fn is_success(result: &Result<Response, Error>) -> bool {
    result
        .as_ref()
        .is_ok_and(|response| response.status().is_success())
}

/// False for what the layers below refused on the spot.
fn reached_the_wire(result: &Result<Response, Error>) -> bool {
    !result.as_ref().is_err_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::Config | ErrorKind::Invalid | ErrorKind::RateLimit
        )
    })
}

impl Outcome {
    fn of(result: &Result<Response, Error>) -> Self {
        match result {
            // There is nothing to advise about a success.
            Ok(response) if response.status().is_success() => Self::Answered {
                status: response.status(),
                should_retry: None,
                retry_after: None,
            },
            Ok(response) => Self::Answered {
                status: response.status(),
                should_retry: advice::should_retry(response.headers()),
                retry_after: advice::retry_after(response.headers()),
            },
            Err(error) => Self::Failed {
                kind: error.kind(),
                phase: error.phase(),
            },
        }
    }
}

#[cfg(test)]
mod tests;
