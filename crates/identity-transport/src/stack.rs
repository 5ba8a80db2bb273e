//! The order of the layers, and nothing else. ARCHITECTURE.md shows it as a table.

use tower::ServiceBuilder;
use tower_service::Service;

use crate::layers::{
    AttemptLogLayer, AttemptTimeoutLayer, BaseUrlLayer, CallLogLayer, CollectLayer, DeadlineLayer,
    HeadersLayer, IdempotencyLayer, RateLimitLayer, RetryLayer,
};
use crate::seam::{BoxService, Seam};
use crate::{Error, Request, Response};

/// Every layer with its settings.
#[derive(Debug)]
pub(crate) struct Stack {
    pub(crate) call_log: CallLogLayer,
    pub(crate) base_url: BaseUrlLayer,
    pub(crate) user: Seam,
    pub(crate) idempotency: IdempotencyLayer,
    pub(crate) deadline: DeadlineLayer,
    pub(crate) retry: RetryLayer,
    pub(crate) rate_limit: RateLimitLayer,
    pub(crate) attempt_log: AttemptLogLayer,
    pub(crate) user_attempt: Seam,
    pub(crate) attempt_timeout: AttemptTimeoutLayer,
    pub(crate) headers: HeadersLayer,
    pub(crate) collect: CollectLayer,
}

impl Stack {
    /// Puts the layers over `wire`, outermost first as they are listed.
    pub(crate) fn over<W>(self, wire: W) -> BoxService
    where
        W: Service<Request, Response = Response, Error = Error> + Clone + Send + Sync + 'static,
        W::Future: Send + 'static,
    {
        let attempt = ServiceBuilder::new()
            // 10: connect, head and body of one attempt; a user's layer is not the server's fault.
            .layer(self.attempt_timeout)
            // 11: innermost, so that no foreign layer ever holds the credentials.
            .layer(self.headers)
            // 12: the wire; bodies are read whole inside.
            .service(wire);
        // 9: the user's, per attempt: sees URL and key of idempotency, never the credentials.
        let attempt = self.user_attempt.wrap(attempt, self.collect);

        let call = ServiceBuilder::new()
            // 4: one key per call, before the first attempt; outside the deadline, so it is on every error.
            .layer(self.idempotency)
            // 5: bounds everything a caller waits for: tokens, backoff, all attempts.
            .layer(self.deadline)
            // 6: all below happens once per attempt.
            .layer(self.retry)
            // 7: limits count wire requests; a wait for a token is no part of an attempt's time.
            .layer(self.rate_limit)
            // 8: one event per attempt, with the server's and the network's time alone.
            .layer(self.attempt_log)
            .service(attempt);
        // 3: the user's, per call, before any policy.
        let call = self.user.wrap(call, self.collect);

        let call = ServiceBuilder::new()
            // 1: sees refusals too, and the whole time.
            .layer(self.call_log)
            // 2: all below sees the real URL.
            .layer(self.base_url)
            .service(call);
        BoxService::new(call)
    }
}
