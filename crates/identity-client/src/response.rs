//! [`Response`]: an object, and how it was come by.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use http::StatusCode;
use identity_transport::{Body, CallInfo};
use identity_types::IdempotencyKey;

use crate::execute;

/// What a call returned. Derefs to the object.
///
/// `Debug` shows the object, whose personal data is masked by type, and no raw body.
#[derive(Clone)]
pub struct Response<T> {
    object: T,
    raw: identity_transport::Response,
}

impl<T> Response<T> {
    pub(crate) const fn new(object: T, raw: identity_transport::Response) -> Self {
        Self { object, raw }
    }

    /// The object alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.object
    }

    /// The same answer with another object made of this one.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response::new(change(self.object), self.raw)
    }

    /// The status that the API answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.raw.status()
    }

    /// The `Request-Id` that the API's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header("request-id")
    }

    /// True when the API had carried the call out before and gave the stored result again: nothing new
    /// was created.
    #[must_use]
    pub fn idempotent_replayed(&self) -> bool {
        execute::is_replay(&self.raw)
    }

    /// How many times the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.info().map_or(1, |info| info.attempts)
    }

    /// How long the call took, waits included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.info().map_or(Duration::ZERO, |info| info.elapsed)
    }

    /// The key that the call was sent with; reads have none.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&IdempotencyKey> {
        self.info()?.idempotency_key.as_ref()
    }

    /// A header of the answer, if it is there and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw.headers().get(name)?.to_str().ok()
    }

    /// The body as it came. It holds personal data and secrets in clear.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.raw.body().as_bytes()
    }

    /// The whole answer.
    pub(crate) const fn answer(&self) -> &identity_transport::Response {
        &self.raw
    }

    fn info(&self) -> Option<&CallInfo> {
        CallInfo::of(self.raw.extensions())
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("object", &self.object)
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("idempotent_replayed", &self.idempotent_replayed())
            .field("attempts", &self.attempts())
            .finish_non_exhaustive()
    }
}

impl<T> AsRef<Body> for Response<T> {
    fn as_ref(&self) -> &Body {
        self.raw.body()
    }
}
