//! The layer and the extractor: what reaches a handler, and what everybody else is told.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::Request as AxumRequest;
use axum::http::{Method, Request, Response, StatusCode, header};
use axum::routing::any;
use axum::{Extension, Router};
use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::{Clock, Delivery, Receiver, Verifier, VerifyLayer, Webhook, sign};
use tower::{ServiceBuilder, ServiceExt};

use crate::events::event;

const NOW: Timestamp = Timestamp::from_secs(1_790_000_000);
const CAP: usize = 2048;

fn secret() -> WebhookSecret {
    WebhookSecret::new("whsec_test")
}

fn receiver() -> Receiver {
    Receiver::new(Verifier::new(secret()).unwrap())
        .clock(Clock::new(|| NOW))
        .max_body(CAP)
}

/// Answers with the id of the event, from an argument.
fn extracted() -> Router {
    async fn handle(Webhook(delivery): Webhook) -> String {
        delivery.id().to_string()
    }
    Router::new()
        .route("/hooks", any(handle))
        .with_state(receiver())
}

/// The same from an extension, below the layer; the body is still there.
fn layered() -> Router {
    async fn handle(Extension(delivery): Extension<Delivery>, request: AxumRequest) -> String {
        let body = axum::body::to_bytes(request.into_body(), CAP)
            .await
            .unwrap();
        assert_eq!(Delivery::parse(&body).unwrap(), delivery);
        delivery.id().to_string()
    }
    Router::new()
        .route("/hooks", any(handle))
        .layer(VerifyLayer::new(receiver()))
}

fn body() -> String {
    event("identity.verification_session.verified", "verified").to_string()
}

fn signed(body: &str) -> Request<Body> {
    let header = sign(body.as_bytes(), NOW, [&secret()]);
    Request::post("/hooks")
        .header("stripe-signature", header)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

async fn answer(app: Router, request: Request<Body>) -> (StatusCode, String) {
    let response: Response<Body> = app.oneshot(request).await.unwrap();
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 4096)
        .await
        .unwrap();
    (status, String::from_utf8(body.into()).unwrap())
}

#[tokio::test]
async fn a_delivery_reaches_the_handler() {
    for app in [extracted(), layered()] {
        let answer = answer(app, signed(&body())).await;
        assert_eq!(answer, (StatusCode::OK, "evt_1".to_owned()));
    }
}

#[tokio::test]
async fn everything_else_is_told_which_step_failed() {
    let unsigned = |body: Body| Request::post("/hooks").body(body).unwrap();
    let with = |name: &str, value: &str| {
        let mut request = signed(&body());
        let name = header::HeaderName::from_bytes(name.as_bytes()).unwrap();
        request.headers_mut().append(name, value.parse().unwrap());
        request
    };
    for (case, request, status, sentence) in [
        (
            "a get",
            {
                let mut request = signed(&body());
                *request.method_mut() = Method::GET;
                request
            },
            405,
            "webhooks are delivered by POST\n",
        ),
        (
            "no header",
            unsigned(Body::from(body())),
            400,
            "there is no Stripe-Signature header\n",
        ),
        (
            "two headers",
            with("stripe-signature", "t=1,v1=00"),
            400,
            "the Stripe-Signature header is not of the form t=…,v1=…\n",
        ),
        (
            "another body",
            {
                let (parts, _) = signed(&body()).into_parts();
                Request::from_parts(parts, Body::empty())
            },
            400,
            "no signature belongs to this payload and secret: the body is empty, so something has read it before\n",
        ),
        (
            "too long",
            signed(&" ".repeat(CAP + 1)),
            413,
            "the body has more than 2048 bytes\n",
        ),
        (
            "said to be too long",
            with("content-length", "2049"),
            413,
            "the body has more than 2048 bytes\n",
        ),
        (
            "no event",
            signed("{}"),
            500,
            "the delivery is no event: it lacks the member `object`, at line 1 column 2\n",
        ),
        (
            "broken off",
            {
                let (parts, _) = signed(&body()).into_parts();
                Request::from_parts(parts, broken_body())
            },
            400,
            "the body broke off\n",
        ),
    ] {
        // Each request can be used once, so the two ways take turns by cloning what can be cloned.
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 20).await;
        for app in [extracted(), layered()] {
            let body = match &bytes {
                Ok(bytes) => Body::from(bytes.clone()),
                Err(_) => broken_body(),
            };
            let request = Request::from_parts(parts.clone(), body);
            let expected = (StatusCode::from_u16(status).unwrap(), sentence.to_owned());
            assert_eq!(answer(app, request).await, expected, "{case}");
        }
    }
}

/// A body that fails.
fn broken_body() -> Body {
    struct Broken;
    impl axum::body::HttpBody for Broken {
        type Data = axum::body::Bytes;
        type Error = std::io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Ready(Some(Err(std::io::ErrorKind::UnexpectedEof.into())))
        }
    }
    Body::new(Broken)
}

#[tokio::test]
async fn a_refused_method_is_told_the_right_one() {
    let mut request = signed(&body());
    *request.method_mut() = Method::PUT;
    let response = extracted().oneshot(request).await.unwrap();
    assert_eq!(response.headers()[header::ALLOW], "POST");
}

/// The layer asks nothing of the framework: any service over http types will do.
#[tokio::test]
async fn the_layer_stands_without_axum() {
    type Bytes = http_body_util::Full<axum::body::Bytes>;
    let inner = tower::service_fn(|request: Request<Bytes>| async move {
        assert!(request.extensions().get::<Delivery>().is_some());
        Ok::<_, Infallible>(Response::new(Bytes::from("taken")))
    });
    let service = ServiceBuilder::new()
        .layer(VerifyLayer::new(receiver()))
        .service(inner);
    let response = service.oneshot(signed(&body())).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}
