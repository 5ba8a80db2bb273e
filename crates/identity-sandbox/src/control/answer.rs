//! What the control API answers: JSON, and errors in the API's envelope.

use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde_json::json;

use crate::body::Body;
use crate::data::DataError;
use crate::outcome::OutcomeError;
use crate::reply;

/// A call that changed nothing, and why.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }

    /// 400.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// 404.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// What is in memory and not in the file must not be told of.
    pub(crate) fn unsaved(error: &DataError) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("The sandbox could not save this call: {error}."),
        )
    }

    pub(crate) fn into_response(self) -> Response<Body> {
        let kind = if self.status.is_server_error() {
            "api_error"
        } else {
            "invalid_request_error"
        };
        let error = json!({"error": {"message": self.message, "type": kind}});
        let mut response = json(&error);
        *response.status_mut() = self.status;
        response
    }
}

impl From<OutcomeError> for Refusal {
    fn from(error: OutcomeError) -> Self {
        let status = match error {
            OutcomeError::NoSuchSession => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        Self::new(status, sentence(&error.to_string()))
    }
}

/// With a capital and a stop.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{}{}{stop}", first.unwrap_or_default(), letters.as_str())
}

/// 200 and JSON.
pub(super) fn json(object: &impl Serialize) -> Response<Body> {
    let mut response = Response::new(Body::new(reply::json(object)));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
