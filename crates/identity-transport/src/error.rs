//! [`Error`]: everything a failed call can tell, in one word.
//!
//! It is made where the fault is seen, and gains facts on its way out: the retry layer adds the
//! attempts, the idempotency layer the key, the call log the time. `Display` is one sentence about
//! this level; the cause is in `source()` and is not repeated.

mod kind;
mod phase;

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use http::header::LOCATION;
use http::{HeaderMap, HeaderName, StatusCode};
use identity_types::{ApiError, IdempotencyKey, Invalid, Personal};

use crate::call_info::CallInfo;
use crate::retry::advice;
use crate::{Body, BoxError, NotRetried, Response};

pub use self::kind::ErrorKind;
pub use self::phase::Phase;

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// A failed call.
///
/// ```
/// use identity_transport::{Error, ErrorKind, Phase};
/// use identity_types::Invalid;
///
/// let error = Error::invalid(Invalid::new("return_url", "must be https"));
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// assert_eq!(error.phase(), Phase::NotSent);
/// assert!(!error.is_retryable());
/// assert_eq!(error.to_string(), "return_url: must be https");
/// ```
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    phase: Phase,
    what: Cow<'static, str>,
    source: Option<BoxError>,
    api_error: Option<ApiError>,
    status: Option<StatusCode>,
    request_id: Option<Box<str>>,
    location: Option<Personal<Box<str>>>,
    retry_after: Option<Duration>,
    should_retry: Option<bool>,
    raw_body: Option<Body>,
    was_turned_away: bool,
    info: CallInfo,
}

impl Error {
    /// A fault with nothing known but its sentence: lower case, no full stop, no value of the caller's.
    pub(crate) fn new(kind: ErrorKind, phase: Phase, what: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            phase,
            what: what.into(),
            source: None,
            api_error: None,
            status: None,
            request_id: None,
            location: None,
            retry_after: None,
            should_retry: None,
            raw_body: None,
            was_turned_away: false,
            info: CallInfo::default(),
        }))
    }

    /// A value that breaks a rule, found before anything was sent.
    #[must_use]
    pub fn invalid(invalid: Invalid) -> Self {
        let what = invalid.to_string();
        Self::new(ErrorKind::Invalid, Phase::NotSent, what).because(invalid)
    }

    /// A setting that cannot work. `what` is one lower-case sentence without the value.
    #[must_use]
    pub fn config(what: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Config, Phase::NotSent, what)
    }

    /// An answer that carries the API's error object, whatever its status.
    #[must_use]
    pub fn api(api_error: ApiError, response: &Response) -> Self {
        let what = format!(
            "the API answered {}: {api_error}",
            response.status().as_u16()
        );
        let mut error = Self::answered(ErrorKind::Api, what, response);
        error.0.api_error = Some(api_error);
        error
    }

    /// An answer that should not have come: `kind` says what is wrong with it and `what` is one
    /// lower-case sentence that quotes nothing of the body.
    ///
    /// Status, request id, advice on retrying and the raw body are taken from the answer.
    #[must_use]
    pub fn answered(
        kind: ErrorKind,
        what: impl Into<Cow<'static, str>>,
        response: &Response,
    ) -> Self {
        let mut error =
            Self::new(kind, Phase::Answered, what).with_head(response.status(), response.headers());
        error.0.raw_body = Some(response.body().clone());
        error.0.info = CallInfo::of(response.extensions())
            .cloned()
            .unwrap_or_default();
        error
    }

    /// An answer whose body does not decode: at `path` (JSON path, may be empty), which `rule`.
    /// Neither may quote a value.
    #[must_use]
    pub fn decode(path: &str, rule: &str, response: &Response) -> Self {
        let status = response.status().as_u16();
        let what = if path.is_empty() {
            format!("the answer with status {status} does not decode: {rule}")
        } else {
            format!("the answer with status {status} does not decode at {path}: {rule}")
        };
        Self::answered(ErrorKind::Decode, what, response)
    }

    /// What a foreign layer or service failed with; our own error passes through unwrapped.
    pub(crate) fn foreign(error: impl Into<BoxError>) -> Self {
        match error.into().downcast::<Self>() {
            Ok(own) => *own,
            // Whether the request left is the foreign layer's secret: assume that it did.
            Err(error) => Self::new(
                ErrorKind::Layer,
                Phase::MaybeSent,
                "a layer of the user's failed",
            )
            .because(error),
        }
    }

    /// The same with a cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same, for a request that the server says it did not look at.
    pub(crate) fn turned_away(mut self) -> Self {
        self.0.was_turned_away = true;
        self
    }

    pub(crate) fn was_turned_away(&self) -> bool {
        self.0.was_turned_away
    }

    /// The same with what the head of an answer says.
    pub(crate) fn with_head(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.0.status = Some(status);
        self.0.request_id = request_id(headers).map(Into::into);
        if status.is_redirection() {
            let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
            self.0.location = location.map(|url| Personal::new(url.into()));
        }
        self.0.should_retry = advice::should_retry(headers);
        self.0.retry_after = advice::retry_after(headers);
        self
    }

    /// The same, for time that ran out in the body of an answer.
    pub(crate) fn in_body_of(mut self, status: StatusCode) -> Self {
        let status_code = status.as_u16();
        let what = format!(
            "{}: the body of its answer ({status_code}) stalled",
            self.0.what
        );
        self.0.what = what.into();
        self.0.status = Some(status);
        self
    }

    pub(crate) fn info(&self) -> &CallInfo {
        &self.0.info
    }

    /// What the stack adds on the error's way out.
    pub(crate) fn info_mut(&mut self) -> &mut CallInfo {
        &mut self.0.info
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the request may have had an effect.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The status, if a head came back.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The API's error object, for [`ErrorKind::Api`].
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        self.0.api_error.as_ref()
    }

    /// The parameter or setting and its rule, for [`ErrorKind::Invalid`] and [`ErrorKind::Config`].
    #[must_use]
    pub fn invalid_input(&self) -> Option<&Invalid> {
        self.0.source.as_deref()?.downcast_ref()
    }

    /// The `Request-Id` that the API's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The key that the call was sent with. A caller who repeats the call later passes it again.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&IdempotencyKey> {
        self.0.info.idempotency_key.as_ref()
    }

    /// How many times the request was handed to the wire.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.info.attempts
    }

    /// How long the whole call took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.info.elapsed
    }

    /// How long the API (or the local rate limit) asked to wait before the next call.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Why it was not sent again. `None` where the retries had no say: refused before, or ended by the
    /// deadline.
    #[must_use]
    pub fn not_retried(&self) -> Option<NotRetried> {
        self.0.info.not_retried
    }

    /// Where a redirect points, which is never followed. It may lead anywhere and carry anything.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.0.location.as_ref().map(|url| &**url.expose())
    }

    /// The body as it came, for [`ErrorKind::Api`], [`ErrorKind::Decode`] and other whole answers.
    #[must_use]
    pub fn raw_body(&self) -> Option<&Body> {
        self.0.raw_body.as_ref()
    }

    /// True when the same call (with the same idempotency key) may succeed later and cannot take
    /// effect twice.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let inner = &self.0;
        let is_safe = inner.phase == Phase::NotSent || inner.info.is_repeatable;
        is_safe && inner.should_retry.unwrap_or_else(|| self.is_transient())
    }

    fn is_transient(&self) -> bool {
        match (self.0.phase, self.0.status) {
            (Phase::Answered, Some(status)) => advice::is_transient(status),
            _ => self.0.kind.is_transient(),
        }
    }

    /// The same with a hint how long to wait.
    pub(crate) fn with_retry_after(mut self, after: Duration) -> Self {
        self.0.retry_after = Some(after);
        self
    }
}

/// The first `Request-Id` of an answer, if it is text.
#[must_use]
pub fn request_id(headers: &HeaderMap) -> Option<&str> {
    headers.get(REQUEST_ID)?.to_str().ok()
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.what)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every field masks itself: bodies show lengths, keys their prefix, messages nothing.
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.0.source.as_deref() {
            // Its sentence is the `Display` of this one.
            Some(source) if source.is::<Invalid>() => None,
            Some(source) => Some(source),
            None => None,
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid)
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_one_word_and_travels_anywhere() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
    }

    #[test]
    fn our_own_error_passes_a_foreign_seam_unwrapped() {
        let own: BoxError = Error::config("as it was").into();
        let error = Error::foreign(own);
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (ErrorKind::Config, "as it was")
        );

        let error = Error::foreign("theirs");
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::Layer, Phase::MaybeSent)
        );
        assert_eq!(
            std::error::Error::source(&error).unwrap().to_string(),
            "theirs"
        );
    }

    #[test]
    fn an_answer_gives_its_facts_to_the_error() {
        let mut response = http::Response::builder()
            .status(503)
            .header("request-id", "req_1")
            .header("retry-after", "7")
            .body(Body::from("<html>SECRET</html>"))
            .unwrap();
        response.extensions_mut().insert(CallInfo {
            attempts: 3,
            is_repeatable: true,
            ..CallInfo::default()
        });
        let error = Error::decode("", "is not JSON", &response);
        assert_eq!(
            error.to_string(),
            "the answer with status 503 does not decode: is not JSON"
        );
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!((error.attempts(), error.is_retryable()), (3, true));
        assert!(error.raw_body().is_some());
        assert!(!format!("{error:?}").contains("SECRET"));
    }
}
