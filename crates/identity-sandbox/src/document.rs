//! The sandbox's own OpenAPI document, for whoever asks: no key, no secret in it.

use http::{HeaderValue, Method, Response, StatusCode, header};

use crate::body::Body;

/// What the sandbox answers, as an OpenAPI document in JSON: every operation, and strict schemas of
/// every response. A running sandbox has it at `/_sandbox/openapi.json`.
pub const OPENAPI: &str = include_str!("../openapi.json");

/// Where it is.
pub(crate) const PATH: &str = "/_sandbox/openapi.json";

/// Answers a request for it.
pub(crate) fn answer(method: &Method) -> Response<Body> {
    let mut response = Response::new(match *method {
        Method::GET => Body::new(OPENAPI),
        _ => Body::default(),
    });
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    if !matches!(*method, Method::GET | Method::HEAD) {
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        let allow = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
