//! [`VerifyLayer`]: lets only deliveries through, and hands the event on.
//!
//! It does not tell doubles apart ([`once`](crate::once) does), and it sets no time-out for bodies that
//! come in slowly: that is the server's to do.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower_layer::Layer;
use tower_service::Service;

use crate::{Receiver, Verifier};

/// Applies [`Verify`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use bytes::Bytes;
/// use http::{Request, Response, StatusCode};
/// use http_body_util::Full;
/// use identity_types::{EventType, Timestamp, WebhookSecret};
/// use identity_webhooks::{Clock, Delivery, Receiver, Verifier, VerifyLayer, sign};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let secret = WebhookSecret::new("whsec_test");
/// let now = Timestamp::from_secs(1_790_000_000);
/// let receiver = Receiver::new(Verifier::new(secret.clone())?).clock(Clock::new(move || now));
///
/// let service = ServiceBuilder::new().layer(VerifyLayer::new(receiver)).service_fn(
///     |request: Request<Full<Bytes>>| async move {
///         let delivery: &Delivery = request.extensions().get().expect("the layer put it there");
///         assert_eq!(delivery.event_type(), EventType::Verified);
///         Ok::<_, std::convert::Infallible>(Response::new(Full::<Bytes>::from("")))
///     },
/// );
///
/// let body = r#"{"id":"evt_1","object":"event","api_version":null,"created":1790000000,"data":{"object":{}},
///     "livemode":false,"pending_webhooks":1,"request":null,"type":"identity.verification_session.verified"}"#;
/// let signature = sign(body.as_bytes(), now, [&secret]);
/// let signed = Request::post("/hooks").header("stripe-signature", signature).body(Full::<Bytes>::from(body))?;
/// assert_eq!(service.clone().oneshot(signed).await?.status(), StatusCode::OK);
///
/// let unsigned = Request::post("/hooks").body(Full::<Bytes>::from(body))?;
/// assert_eq!(service.oneshot(unsigned).await?.status(), StatusCode::BAD_REQUEST);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct VerifyLayer {
    receiver: Arc<Receiver>,
}

impl VerifyLayer {
    /// Lets through what `receiver` takes.
    #[must_use]
    pub fn new(receiver: Receiver) -> Self {
        Self {
            receiver: Arc::new(receiver),
        }
    }
}

impl From<Verifier> for VerifyLayer {
    fn from(verifier: Verifier) -> Self {
        Self::new(Receiver::new(verifier))
    }
}

impl<S> Layer<S> for VerifyLayer {
    type Service = Verify<S>;

    fn layer(&self, inner: S) -> Verify<S> {
        Verify {
            inner,
            receiver: Arc::clone(&self.receiver),
        }
    }
}

/// Answers what is no delivery by itself ([`Rejection`](crate::Rejection)), and calls the inner service for
/// the rest: with the [`Delivery`](crate::Delivery) in the request's extensions, and with the body that was
/// verified, whole.
#[derive(Clone, Debug)]
pub struct Verify<S> {
    inner: S,
    receiver: Arc<Receiver>,
}

impl<S, B, R> Service<Request<B>> for Verify<S>
where
    S: Service<Request<Full<Bytes>>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    R: From<Bytes>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Verified<R, S::Error>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let clone = self.inner.clone();
        // The one that was polled is the one that is ready.
        let mut inner = mem::replace(&mut self.inner, clone);
        let receiver = Arc::clone(&self.receiver);
        Verified(Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match receiver.receive(&parts, body).await {
                Ok((delivery, payload)) => {
                    parts.extensions.insert(delivery);
                    inner
                        .call(Request::from_parts(parts, Full::new(payload)))
                        .await
                }
                Err(rejection) => Ok(rejection.into_response()),
            }
        }))
    }
}

/// The answer on its way.
pub struct Verified<R, E>(Pin<Box<dyn Future<Output = Result<Response<R>, E>> + Send>>);

impl<R, E> Future for Verified<R, E> {
    type Output = Result<Response<R>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<R, E> fmt::Debug for Verified<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verified")
    }
}
