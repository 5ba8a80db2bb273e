//! [`Webhook`]: the event as an argument of an axum handler.

use axum_core::body::Body;
use axum_core::extract::{FromRef, FromRequest};
use axum_core::response::{IntoResponse, Response};
use http::Request;

use crate::{Delivery, Receiver, Rejection};

/// A delivery that was verified and parsed. The [`Receiver`] comes from the router's state.
///
/// It reads the body, so it is the last argument. What is no delivery never reaches the handler: it is
/// answered with the [`Rejection`]'s status and sentence.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use axum::{Router, body::Body, http::{Request, StatusCode}, routing::post};
/// use identity_types::WebhookSecret;
/// use identity_webhooks::{IdentityEvent, Receiver, Verifier, Webhook};
/// use tower::ServiceExt;
///
/// async fn hooks(Webhook(delivery): Webhook) -> StatusCode {
///     if let IdentityEvent::Verified(session) = delivery.identity() {
///         println!("{} is verified", session.id);
///     }
///     StatusCode::OK
/// }
///
/// let receiver = Receiver::new(Verifier::new(WebhookSecret::new("whsec_test"))?);
/// let app: Router = Router::new().route("/hooks", post(hooks)).with_state(receiver);
///
/// let forged = Request::post("/hooks").header("stripe-signature", "t=1,v1=0").body(Body::from("{}"))?;
/// assert_eq!(app.oneshot(forged).await?.status(), StatusCode::BAD_REQUEST);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook(
    /// The event.
    pub Delivery,
);

impl<S> FromRequest<S> for Webhook
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request<Body>, state: &S) -> Result<Self, Rejection> {
        let (parts, body) = request.into_parts();
        let (delivery, _) = Receiver::from_ref(state).receive(&parts, body).await?;
        Ok(Self(delivery))
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        Self::into_response(self)
    }
}
