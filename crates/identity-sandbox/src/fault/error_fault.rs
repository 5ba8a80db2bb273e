//! [`ErrorFault`]: an error of the API, on demand.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::error::Failure;

/// An error that a call is answered with, and what its headers advise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ErrorFault {
    /// Which error.
    #[serde(rename = "error")]
    pub kind: ErrorKind,
    /// Whether the call is carried out first: then the error lies, as a proxy's 502 may. Off by default.
    #[serde(default)]
    pub after_commit: bool,
    /// `Stripe-Should-Retry`; `None`, the default, is what the API sends: `true` on 409 and 5xx.
    #[serde(default)]
    pub should_retry: Option<bool>,
    /// `Retry-After`, in seconds; none by default, as the API sends none.
    #[serde(default)]
    pub retry_after: Option<u32>,
}

/// The errors that can be had on demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400 `invalid_request_error`.
    BadRequest,
    /// 401, as for a key that is not known.
    Unauthorized,
    /// 402: valid, and failed.
    RequestFailed,
    /// 403, as for a restricted key without the permission.
    Forbidden,
    /// 404 `resource_missing`.
    NotFound,
    /// 409 `idempotency_key_in_use`.
    IdempotencyKeyInUse,
    /// 424: something that the API depends on failed.
    ExternalDependencyFailed,
    /// 429 `rate_limit`, with `Stripe-Rate-Limited-Reason`.
    RateLimit,
    /// 429 `lock_timeout`.
    LockTimeout,
    /// 500 `api_error`.
    ServerError,
    /// 502 `api_error`.
    BadGateway,
    /// 503 `api_error`.
    Unavailable,
    /// 504 `api_error`.
    GatewayTimeout,
}

const RATE_LIMIT: &str = "Request rate limit exceeded. Learn more about rate limits here \
     https://stripe.com/docs/rate-limits.";
const LOCK_TIMEOUT: &str = "This object cannot be accessed right now because another API request or \
     Stripe process is currently accessing it. If you see this error intermittently, retry the request. \
     If you see this error frequently and are making multiple concurrent requests to a single object, \
     make your requests serially or at a lower rate.";
const KEY_IN_USE: &str = "There is currently another in-progress request using this Idempotent Key \
     (that probably means you submitted twice, and the other request is still going through). Please try \
     again later.";

impl ErrorKind {
    /// Every one of them.
    pub const ALL: &[Self] = &[
        Self::BadRequest,
        Self::Unauthorized,
        Self::RequestFailed,
        Self::Forbidden,
        Self::NotFound,
        Self::IdempotencyKeyInUse,
        Self::ExternalDependencyFailed,
        Self::RateLimit,
        Self::LockTimeout,
        Self::ServerError,
        Self::BadGateway,
        Self::Unavailable,
        Self::GatewayTimeout,
    ];

    /// The status.
    #[must_use]
    pub fn status(self) -> u16 {
        self.row().0.as_u16()
    }

    /// Status, code and message.
    fn row(self) -> (StatusCode, Option<&'static str>, &'static str) {
        match self {
            Self::BadRequest => (
                StatusCode::BAD_REQUEST,
                None,
                "A fault of the sandbox: bad request.",
            ),
            Self::Unauthorized => (
                StatusCode::UNAUTHORIZED,
                None,
                "Invalid API Key provided: sk_test_****",
            ),
            Self::RequestFailed => (
                StatusCode::PAYMENT_REQUIRED,
                None,
                "A fault of the sandbox: the request was valid and failed.",
            ),
            Self::Forbidden => (
                StatusCode::FORBIDDEN,
                None,
                "The provided key does not have the required permissions for this endpoint.",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                Some("resource_missing"),
                "A fault of the sandbox: no such object.",
            ),
            Self::IdempotencyKeyInUse => (
                StatusCode::CONFLICT,
                Some("idempotency_key_in_use"),
                KEY_IN_USE,
            ),
            Self::ExternalDependencyFailed => (
                StatusCode::FAILED_DEPENDENCY,
                None,
                "A fault of the sandbox: an external dependency failed.",
            ),
            Self::RateLimit => (
                StatusCode::TOO_MANY_REQUESTS,
                Some("rate_limit"),
                RATE_LIMIT,
            ),
            Self::LockTimeout => (
                StatusCode::TOO_MANY_REQUESTS,
                Some("lock_timeout"),
                LOCK_TIMEOUT,
            ),
            Self::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, None, SERVER_SIDE),
            Self::BadGateway => (StatusCode::BAD_GATEWAY, None, SERVER_SIDE),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, None, SERVER_SIDE),
            Self::GatewayTimeout => (StatusCode::GATEWAY_TIMEOUT, None, SERVER_SIDE),
        }
    }

    pub(crate) fn failure(self) -> Failure {
        let (status, code, message) = self.row();
        let failure = if status.is_server_error() {
            Failure::api(message)
        } else {
            Failure::invalid(message)
        };
        let failure = failure.status(status);
        match code {
            Some(code) => failure.code(code),
            None => failure,
        }
    }
}

const SERVER_SIDE: &str = "A fault of the sandbox: something failed on the server's side.";

impl ErrorFault {
    /// An error before the call is carried out, with the API's usual headers.
    #[must_use]
    pub fn new(kind: ErrorKind) -> Self {
        Self {
            kind,
            after_commit: false,
            should_retry: None,
            retry_after: None,
        }
    }

    /// The same, but the call is carried out first.
    #[must_use]
    pub fn after_commit(self) -> Self {
        Self {
            after_commit: true,
            ..self
        }
    }

    /// The same with this `Stripe-Should-Retry`.
    #[must_use]
    pub fn should_retry(self, advice: bool) -> Self {
        Self {
            should_retry: Some(advice),
            ..self
        }
    }

    /// The same with this `Retry-After`.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }
}
