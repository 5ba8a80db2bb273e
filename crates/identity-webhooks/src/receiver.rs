//! [`Receiver`]: an HTTP request to a [`Delivery`], under a size cap; what the layer and the extractor share.

use std::pin::pin;

use bytes::{BufMut, Bytes, BytesMut};
use http::request::Parts;
use http::{HeaderMap, Method, header};
use http_body::Body;

use crate::{Clock, Delivery, Rejection, Verifier, VerifyError};

/// The header with the signatures.
const SIGNATURE: &str = "stripe-signature";

/// A [`Verifier`] with a clock and a size cap: all it takes to receive deliveries.
///
/// Clones share the clock. The layer and the extractor hold one.
#[derive(Clone, Debug)]
pub struct Receiver {
    verifier: Verifier,
    clock: Clock,
    max_body: usize,
}

impl Receiver {
    /// What a body may have at most unless it is set: 1 MiB, far more than events have.
    pub const DEFAULT_MAX_BODY: usize = 1 << 20;

    /// Goes by this machine's clock and takes bodies of up to 1 MiB.
    #[must_use]
    pub fn new(verifier: Verifier) -> Self {
        Self {
            verifier,
            clock: Clock::system(),
            max_body: Self::DEFAULT_MAX_BODY,
        }
    }

    /// Goes by another clock: a test's, or that of the sandbox that delivers.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Refuses bodies of more bytes.
    #[must_use]
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Reads, verifies and parses a request; gives the event, and the raw body that was verified.
    ///
    /// A body that comes in slowly is waited for: time-outs are the server's to set.
    ///
    /// # Errors
    ///
    /// [`Rejection`] knows the status to answer with.
    pub async fn receive<B: Body>(
        &self,
        parts: &Parts,
        body: B,
    ) -> Result<(Delivery, Bytes), Rejection> {
        if parts.method != Method::POST {
            return Err(Rejection::Method);
        }
        let signature = signature(&parts.headers)?;
        let payload = self.collect(&parts.headers, body).await?;
        let delivery = self
            .verifier
            .construct_event(&payload, signature, self.clock.now())?;
        Ok((delivery, payload))
    }

    async fn collect<B: Body>(&self, headers: &HeaderMap, body: B) -> Result<Bytes, Rejection> {
        let too_large = Rejection::TooLarge {
            most: self.max_body,
        };
        if declared_length(headers).is_some_and(|length| length > self.max_body as u64) {
            return Err(too_large);
        }
        let mut body = pin!(body);
        let mut bytes = BytesMut::new();
        while let Some(frame) = std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
            let frame = frame.map_err(|_| Rejection::Incomplete)?;
            if let Ok(data) = frame.into_data() {
                bytes.put(data);
            }
            if bytes.len() > self.max_body {
                return Err(too_large);
            }
        }
        Ok(bytes.freeze())
    }
}

/// The one header; two of them would leave open which one is meant.
fn signature(headers: &HeaderMap) -> Result<&str, VerifyError> {
    let mut values = headers.get_all(SIGNATURE).iter();
    match (values.next(), values.next()) {
        (None, _) => Err(VerifyError::MissingHeader),
        (Some(value), None) => value.to_str().map_err(|_| VerifyError::MalformedHeader),
        (Some(_), Some(_)) => Err(VerifyError::MalformedHeader),
    }
}

fn declared_length(headers: &HeaderMap) -> Option<u64> {
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}
