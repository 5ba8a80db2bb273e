//! What goes back: a body, and the headers that the API sets.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde::Serialize;

use crate::body::Body;
use crate::idempotency::Stored;

/// The outcome of an endpoint.
#[derive(Debug)]
pub(crate) struct Done(pub(crate) Stored);

impl Done {
    /// 200 and an object.
    pub(crate) fn json(object: &impl Serialize) -> Self {
        Self(Stored {
            status: StatusCode::OK,
            body: json(object),
        })
    }
}

/// An object as the API prints it: two blanks a level.
pub(crate) fn json(object: &impl Serialize) -> Body {
    let mut text = serde_json::to_vec_pretty(object)
        .expect("the models have text keys only, and a vector takes every byte");
    text.push(b'\n');
    Body::new(text)
}

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
pub(crate) fn build(about: &About<'_>, stored: Stored) -> Response<Body> {
    let mut response = Response::new(stored.body);
    *response.status_mut() = stored.status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    for (name, value) in [
        ("request-id", about.request_id),
        ("stripe-version", about.version),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
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
    if let Some(advice) = should_retry(stored.status) {
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
