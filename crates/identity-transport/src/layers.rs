//! Every layer of the stack, to be taken alone.
//!
//! Each works in any `tower::ServiceBuilder` over any service that answers with
//! [`Response`](crate::Response) and [`Error`](crate::Error); [`CollectLayer`] makes one of any other
//! HTTP service. Their order in the whole stack, and why, is the table on the
//! [front page](crate#the-stack).

pub use crate::attempt_log::{AttemptLog, AttemptLogLayer, LoggedAttempt};
pub use crate::attempt_timeout::{AttemptTimeout, AttemptTimeoutLayer, Timed};
pub use crate::base_url::{BaseUrl, BaseUrlLayer, Origin};
pub use crate::call_log::{CallLog, CallLogLayer, LoggedCall};
pub use crate::collect::{Collect, CollectLayer};
pub use crate::deadline::{Deadline, DeadlineLayer, UntilDeadline};
pub use crate::headers::{API_VERSION, Headers, HeadersLayer, Noticed};
pub use crate::idempotency::{Idempotency, IdempotencyLayer, Keyed};
#[cfg(feature = "redis")]
pub use crate::rate_limit::RedisQuota;
pub use crate::rate_limit::{
    Grant, GrantFuture, Limited, QuotaRequest, QuotaStore, RateLimitLayer, RateLimited,
};
pub use crate::refusable::Refusable;
pub use crate::retry::{Retry, RetryBudget, RetryLayer};
pub use crate::seam::BoxService;
pub use crate::wire::{Wire, WireBuilder};
