//! [`AttemptEvent`]: what a hook of the user's is told about an attempt, for metrics.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};
use tokio::time::Instant;

use crate::error::request_id;
use crate::{CallInfo, Error, ErrorKind, Request, Response, clock};

/// One attempt that has ended.
///
/// Nothing in it is personal but the ids in the path. Counters and histograms want
/// [`method`](Self::method), [`outcome`](Self::outcome) and [`elapsed`](Self::elapsed); the path has as
/// many values as there are objects, and belongs into a trace.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
/// use identity_transport::{AttemptEvent, Body, BoxError, Transport};
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// static REPEATED: AtomicU32 = AtomicU32::new(0);
/// # let wire = tower::service_fn(|_| async {
/// #     http::Response::builder().status(503).body(Body::empty()).map_err(BoxError::from)
/// # });
/// let transport = Transport::builder("sk_test_1".parse()?)
///     .on_attempt(|event: &AttemptEvent<'_>| {
///         if event.will_retry() {
///             REPEATED.fetch_add(1, Ordering::Relaxed);
///         }
///     })
///     .build_over(wire)?;
/// transport.call(http::Request::get("/v1/events").body(Body::empty())?).await?;
/// assert_eq!(REPEATED.load(Ordering::Relaxed), 2);
/// # Ok::<(), BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Copy)]
pub struct AttemptEvent<'a> {
    request: &'a Request,
    attempt: u32,
    elapsed: Duration,
    outcome: AttemptOutcome,
    request_id: Option<&'a str>,
    backoff: Option<Duration>,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// A whole answer came, whatever its status.
    Answered(StatusCode),
    /// No whole answer came, or nothing was sent.
    Failed(ErrorKind),
    /// The caller dropped the call, or its deadline came, while the attempt was under way.
    Dropped,
}

impl<'a> AttemptEvent<'a> {
    /// The method of the request.
    #[must_use]
    pub fn method(&self) -> &'a Method {
        self.request.method()
    }

    /// The path of the request, without its query.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.request.uri().path()
    }

    /// Which attempt of its call this was, from 1. A request that the API turned away unread and that
    /// is sent again at once keeps its number.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> AttemptOutcome {
        self.outcome
    }

    /// The status, if a whole answer came.
    #[must_use]
    pub const fn status(&self) -> Option<StatusCode> {
        match self.outcome {
            AttemptOutcome::Answered(status) => Some(status),
            AttemptOutcome::Failed(_) | AttemptOutcome::Dropped => None,
        }
    }

    /// The network's and the server's time. For an attempt that was dropped or never sent: the time
    /// since it began, its wait for the rate limit included.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The `Request-Id` of the answer.
    #[must_use]
    pub const fn request_id(&self) -> Option<&'a str> {
        self.request_id
    }

    /// True when the request will be sent again, unless the caller gives up before.
    #[must_use]
    pub const fn will_retry(&self) -> bool {
        self.backoff.is_some()
    }

    /// The wait before the request is sent again, if it will be.
    #[must_use]
    pub const fn backoff(&self) -> Option<Duration> {
        self.backoff
    }
}

impl fmt::Debug for AttemptEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptEvent")
            .field("method", self.method())
            .field("path", &self.path())
            .field("attempt", &self.attempt)
            .field("outcome", &self.outcome)
            .field("elapsed", &self.elapsed)
            .field("request_id", &self.request_id)
            .field("backoff", &self.backoff)
            .finish()
    }
}

/// A hook of the user's, shared by all clones.
pub(crate) type AttemptHook = Arc<dyn Fn(&AttemptEvent<'_>) + Send + Sync>;

/// An attempt under way; the hook hears of it however it ends.
pub(crate) struct Watch<'a> {
    /// Who is told, and when it began; nobody asks for the time without a hook.
    told: Option<(&'a AttemptHook, Instant)>,
    request: &'a Request,
    attempt: u32,
}

impl<'a> Watch<'a> {
    pub(crate) fn begin(hook: Option<&'a AttemptHook>, request: &'a Request, attempt: u32) -> Self {
        Self {
            told: hook.map(|hook| (hook, clock::now())),
            request,
            attempt,
        }
    }

    /// The attempt ended with `result`, and the request will be sent again after `backoff`, if at all.
    pub(crate) fn end(mut self, result: &Result<Response, Error>, backoff: Option<Duration>) {
        let Some((hook, begun)) = self.told.take() else {
            return;
        };
        let (outcome, request_id, info) = match result {
            Ok(response) => (
                AttemptOutcome::Answered(response.status()),
                request_id(response.headers()),
                CallInfo::of(response.extensions()),
            ),
            Err(error) => (
                AttemptOutcome::Failed(error.kind()),
                error.request_id(),
                Some(error.info()),
            ),
        };
        // Without an attempt log below, the time since the beginning is all that is known.
        let sent = info.and_then(|info| info.last_attempt);
        hook(&AttemptEvent {
            request: self.request,
            attempt: self.attempt,
            elapsed: sent.unwrap_or_else(|| clock::since(begun)),
            outcome,
            request_id,
            backoff,
        });
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        // A hook that panics while another panic unwinds would end the process.
        if let Some((hook, begun)) = self.told
            && !std::thread::panicking()
        {
            hook(&AttemptEvent {
                request: self.request,
                attempt: self.attempt,
                elapsed: clock::since(begun),
                outcome: AttemptOutcome::Dropped,
                request_id: None,
                backoff: None,
            });
        }
    }
}
