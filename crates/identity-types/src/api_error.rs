//! [`ApiError`]: the error object of the API.

use alloc::string::String;
use core::fmt;

use crate::open_enum::open_enum;
use crate::{Extra, Personal};

open_enum! {
    /// The `type` of an error. What to do follows from the HTTP status and the code, not from this.
    ///
    /// Source: <https://docs.stripe.com/api/errors>
    pub enum ApiErrorType {
        /// Something went wrong on the API's side.
        ApiError = "api_error",
        /// A card was refused; Identity does not send it.
        CardError = "card_error",
        /// An idempotency key was used again with other parameters.
        IdempotencyError = "idempotency_error",
        /// The request cannot be carried out as it is.
        InvalidRequestError = "invalid_request_error",
    }
}

/// The body of a failed call: `{"error": {…}}`, without the wrapping.
///
/// `Display` shows type, code and parameter. The message is shown only where it is one of the
/// known sentences that quote no value: others repeat what was sent (`Invalid email address: …`).
///
/// Source: <https://docs.stripe.com/api/errors>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ApiError {
    /// A short word for the failure, e.g. `resource_missing`. The list is open.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub code: Option<String>,
    /// The page that explains the code.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub doc_url: Option<String>,
    /// A sentence for the developer. It may quote the value that was sent.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub message: Option<Personal<String>>,
    /// The parameter it is about, in brackets: `options[document][allowed_types]`.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub param: Option<String>,
    /// The request in the Dashboard's log.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    pub request_log_url: Option<String>,
    /// What kind of failure it is.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub error_type: ApiErrorType,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl ApiError {
    /// An error of `error_type` with nothing else in it.
    #[must_use]
    pub const fn new(error_type: ApiErrorType) -> Self {
        Self {
            code: None,
            doc_url: None,
            message: None,
            param: None,
            request_log_url: None,
            error_type,
            extra: Extra::new(),
        }
    }

    /// The message, if it is one that quotes no value and can therefore be logged.
    #[must_use]
    pub fn loggable_message(&self) -> Option<&str> {
        let message = self.message.as_ref()?.expose().as_str();
        QUOTES_NOTHING
            .iter()
            .any(|start| message.starts_with(start))
            .then_some(message)
    }
}

/// How the sentences begin that name parameters, ids and states, and never a value.
const QUOTES_NOTHING: &[&str] = &[
    "Expired API Key provided: ",
    "Idempotency keys can be up to",
    "Invalid API Key provided: ",
    "Missing required param: ",
    "No such VerificationReport: ",
    "No such VerificationSession: ",
    "Not a valid URL",
    "Received both starting_after and ending_before",
    "Received unknown parameter: ",
    "Request rate limit exceeded",
    "The provided key ",
    "This API call cannot be made with a publishable API key",
    "This object cannot be accessed right now",
    "Unrecognized request URL",
    "You cannot cancel this VerificationSession",
    "You cannot expand more than",
    "You cannot redact this VerificationSession",
    "You cannot update this VerificationSession",
    "You did not provide an API key",
    "Your account is not set up to use Identity",
];

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.error_type.as_str())?;
        if let Some(code) = &self.code {
            write!(f, " ({code})")?;
        }
        if let Some(param) = &self.param {
            write!(f, " at {param}")?;
        }
        if let Some(message) = self.loggable_message() {
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl core::error::Error for ApiError {}
