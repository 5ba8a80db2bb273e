//! [`Failure`]: a call that is not carried out, and the API's body for it.

use http::StatusCode;
use identity_types::{ApiError, ApiErrorType, Personal, Timestamp};
use serde::Serialize;

/// The name of a parameter in brackets: `options[document][allowed_types]`.
pub(crate) type Param = String;

/// Why a call was refused, before the answer knows its request id.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) status: StatusCode,
    error_type: ApiErrorType,
    code: Option<&'static str>,
    message: String,
    param: Option<Param>,
    /// Whether the endpoint had begun: then the refusal is stored under the idempotency key.
    pub(crate) begun: bool,
}

impl Failure {
    /// 400 `invalid_request_error` with nothing but a message.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error_type: ApiErrorType::InvalidRequestError,
            code: None,
            message: message.into(),
            param: None,
            begun: false,
        }
    }

    /// A refusal by an endpoint that had begun.
    pub(crate) fn begun(self) -> Self {
        Self {
            begun: true,
            ..self
        }
    }

    /// The same of another type.
    pub(crate) fn idempotency(message: impl Into<String>) -> Self {
        Self {
            error_type: ApiErrorType::IdempotencyError,
            ..Self::invalid(message)
        }
    }

    /// 500 `api_error`: a fault that was asked for.
    pub(crate) fn api(message: impl Into<String>) -> Self {
        Self {
            error_type: ApiErrorType::ApiError,
            ..Self::invalid(message)
        }
        .status(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A call that asks for an object that is not there.
    pub(crate) fn missing(kind: &str, id: &str, param: impl Into<Param>) -> Self {
        Self::invalid(format!("No such {kind}: '{}'", excerpt(id)))
            .status(StatusCode::NOT_FOUND)
            .code("resource_missing")
            .param(param)
    }

    /// With a code.
    pub(crate) fn code(self, code: &'static str) -> Self {
        Self {
            code: Some(code),
            ..self
        }
    }

    /// At a parameter.
    pub(crate) fn param(self, param: impl Into<Param>) -> Self {
        Self {
            param: Some(param.into()),
            ..self
        }
    }

    /// With another status.
    pub(crate) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// The JSON body. `log` is where the request can be looked up; callers without a valid key get no
    /// such link.
    pub(crate) fn into_body(self, log: Option<(&str, Timestamp)>) -> Envelope {
        let mut error = ApiError::new(self.error_type);
        error.doc_url = self.code.and_then(doc_url);
        error.code = self.code.map(str::to_owned);
        error.message = Some(Personal::new(self.message));
        error.param = self.param;
        error.request_log_url = log.map(|(request_id, now)| {
            format!(
                "https://dashboard.stripe.com/test/logs/{request_id}?t={}",
                now.as_secs()
            )
        });
        Envelope { error }
    }
}

/// `{"error": {…}}`
#[derive(Debug, Serialize)]
pub(crate) struct Envelope {
    error: ApiError,
}

fn doc_url(code: &str) -> Option<String> {
    // The one code without a page.
    (code != "property_expansion_max_depth").then(|| {
        format!(
            "https://stripe.com/docs/error-codes/{}",
            code.replace('_', "-")
        )
    })
}

/// What a message quotes of a value: the API's own messages end at 40,000 characters.
pub(crate) fn excerpt(value: &str) -> &str {
    value
        .char_indices()
        .nth(5000)
        .map_or(value, |(end, _)| &value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(failure: Failure, log: Option<(&str, Timestamp)>) -> String {
        serde_json::to_string(&failure.into_body(log)).unwrap()
    }

    #[test]
    fn keys_are_alphabetical_and_links_come_with_their_reasons() {
        let missing = Failure::missing("VerificationSession", "vs_1", "session");
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(
            body(missing, Some(("req_1", Timestamp::from_secs(5)))),
            r#"{"error":{"code":"resource_missing","doc_url":"https://stripe.com/docs/error-codes/resource-missing","message":"No such VerificationSession: 'vs_1'","param":"session","request_log_url":"https://dashboard.stripe.com/test/logs/req_1?t=5","type":"invalid_request_error"}}"#
        );
        assert_eq!(
            body(Failure::idempotency("No."), None),
            r#"{"error":{"message":"No.","type":"idempotency_error"}}"#
        );
        assert_eq!(
            body(
                Failure::invalid("No.").code("property_expansion_max_depth"),
                None
            ),
            r#"{"error":{"code":"property_expansion_max_depth","message":"No.","type":"invalid_request_error"}}"#
        );
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        assert_eq!(excerpt(&"é".repeat(6000)).chars().count(), 5000);
        assert_eq!(excerpt("é"), "é");
    }
}
