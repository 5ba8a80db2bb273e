//! [`Rejection`]: a request that is no delivery, and the answer to it.

use std::error::Error;
use std::fmt;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use crate::{ParseError, VerifyError, WebhookError};

/// Why a request was turned away. Its sentence holds nothing of the request, so it is sent as the answer's
/// body: that is what the sender shows to whoever looks for the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// 405: deliveries are POST.
    Method,
    /// 413: the body is larger than the cap.
    TooLarge {
        /// The cap, in bytes.
        most: usize,
    },
    /// 400: the body broke off.
    Incomplete,
    /// 400: it is not from Stripe, or not fresh.
    Verify(VerifyError),
    /// 500: it is from Stripe and cannot be read here. It will be delivered again, so mend it.
    Parse(ParseError),
}

impl Rejection {
    /// The status to answer with.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete | Self::Verify(_) => StatusCode::BAD_REQUEST,
            Self::Parse(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The answer: the status, and the sentence as plain text.
    #[must_use]
    pub fn into_response<B: From<Bytes>>(self) -> Response<B> {
        let mut response = Response::new(B::from(Bytes::from(format!("{self}\n"))));
        *response.status_mut() = self.status();
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, plain);
        if self == Self::Method {
            let post = HeaderValue::from_static("POST");
            response.headers_mut().insert(header::ALLOW, post);
        }
        response
    }
}

impl From<VerifyError> for Rejection {
    fn from(error: VerifyError) -> Self {
        Self::Verify(error)
    }
}

impl From<WebhookError> for Rejection {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Verify(error) => Self::Verify(error),
            WebhookError::Parse(error) => Self::Parse(error),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Method => f.write_str("webhooks are delivered by POST"),
            Self::TooLarge { most } => write!(f, "the body has more than {most} bytes"),
            Self::Incomplete => f.write_str("the body broke off"),
            Self::Verify(error) => error.fmt(f),
            Self::Parse(error) => error.fmt(f),
        }
    }
}

impl Error for Rejection {}
