//! The headers that the API sets.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};

use crate::body::Body;
use crate::reply::Written;

/// What an answer says about its request.
#[derive(Debug)]
pub(crate) struct About<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) request_id: &'a str,
    /// The version that was used.
    pub(crate) version: &'a str,
    pub(crate) replayed: bool,
}

/// The response with all its headers.
pub(crate) fn build(about: &About<'_>, written: &Written) -> Response<Body> {
    let mut response = Response::new(written.body());
    *response.status_mut() = written.status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, &*written.content_type),
        (HeaderName::from_static("request-id"), about.request_id),
        (HeaderName::from_static("stripe-version"), about.version),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    for name in ["idempotency-key", "stripe-account"] {
        if let Some(value) = about.headers.get(name) {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }
    if about.replayed {
        headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    if let Some(advice) = should_retry(written.status) {
        headers.insert("stripe-should-retry", HeaderValue::from_static(advice));
    }
    if about.method == Method::HEAD {
        *response.body_mut() = Body::default();
    }
    response
}

/// A conflict passes when the other call is done; what failed inside may be tried again.
pub(crate) fn should_retry(status: StatusCode) -> Option<&'static str> {
    (status == StatusCode::CONFLICT || status.is_server_error()).then_some("true")
}
