//! [`CallOptions`]: what one call asks for differently.

use std::num::NonZeroU32;
use std::time::Duration;

use http::{Extensions, HeaderMap};
use identity_types::{AccountId, ApiKey, IdempotencyKey};

/// Options of one call; what is not set stays as the transport has it.
///
/// They travel as one struct in the request's extensions, and each layer reads its own.
///
/// ```
/// use identity_transport::{Body, CallOptions};
/// use std::time::Duration;
///
/// let mut request = http::Request::get("/v1/identity/verification_sessions/vs_1").body(Body::empty())?;
/// request.extensions_mut().insert(
///     CallOptions::new().timeout(Duration::from_secs(3)).max_retries(0).account("acct_1".parse()?),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct CallOptions {
    /// Bounds the whole call: waits, retries and all attempts.
    pub timeout: Option<Duration>,
    /// Bounds one attempt: connecting, head and body.
    pub attempt_timeout: Option<Duration>,
    /// How many attempts after the first; 0 means that the request is sent once.
    pub max_retries: Option<u32>,
    /// For how many requests the call counts in the rate limit; one without it.
    pub weight: Option<NonZeroU32>,
    /// The key of a POST; without it the transport makes one. It belongs to one call.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The connected account that the call acts for (`Stripe-Account`).
    pub account: Option<AccountId>,
    /// The context that the call acts in (`Stripe-Context`); not together with an account.
    pub context: Option<String>,
    /// Another API version than the pinned one (`Stripe-Version`).
    pub api_version: Option<String>,
    /// Another key than the transport's.
    pub api_key: Option<ApiKey>,
    /// More headers. Those that the stack writes itself are refused.
    pub headers: HeaderMap,
}

impl CallOptions {
    /// Options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The options of a request, if it has any.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// True for options that change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            timeout,
            attempt_timeout,
            max_retries,
            weight,
            idempotency_key,
            account,
            context,
            api_version,
            api_key,
            headers,
        } = self;
        timeout.is_none()
            && attempt_timeout.is_none()
            && max_retries.is_none()
            && weight.is_none()
            && idempotency_key.is_none()
            && account.is_none()
            && context.is_none()
            && api_version.is_none()
            && api_key.is_none()
            && headers.is_empty()
    }

    /// Bounds the whole call.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Bounds one attempt.
    #[must_use]
    pub const fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How many attempts after the first.
    #[must_use]
    pub const fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// For how many requests the call counts in the rate limit: those that the API counts more than
    /// once, or that shall leave room for others.
    #[must_use]
    pub const fn weight(mut self, weight: NonZeroU32) -> Self {
        self.weight = Some(weight);
        self
    }

    /// The key of a POST.
    #[must_use]
    pub fn idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }

    /// The connected account that the call acts for.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// The context that the call acts in.
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }

    /// Another API version than the pinned one.
    #[must_use]
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Another key than the transport's.
    #[must_use]
    pub fn api_key(mut self, key: ApiKey) -> Self {
        self.api_key = Some(key);
        self
    }

    /// More headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = headers;
        self
    }
}

impl std::fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Header values and the context are the caller's: names and presence are enough to debug with.
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_retries", &self.max_retries)
            .field("weight", &self.weight)
            .field("idempotency_key", &self.idempotency_key)
            .field("account", &self.account)
            .field("context", &self.context.as_ref().map(|_| "…"))
            .field("api_version", &self.api_version)
            .field("api_key", &self.api_key)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}
