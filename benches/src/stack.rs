//! The whole stack over a wire that does nothing: what is spent on a call beside the network.

use std::hint::black_box;

use identity_client::Client;
use identity_transport::{Body, BoxError, RateLimit, Request, Transport};
use tokio::runtime::Runtime;

use crate::values;

/// Answers with a session as the API gives it to whom created it.
pub(crate) const SESSION: &str = r#"{"id":"vs_1NuNAILkdIwHu7ix6bcXnBTR","object":"identity.verification_session","client_reference_id":"case-0042","client_secret":"vs_1NuNAILkdIwHu7ix6bcXnBTR_secret_test_YWNjdF8x","created":1790000000,"last_error":null,"last_verification_report":null,"livemode":false,"metadata":{"order id":"6735","user_id":"usr_9"},"options":{"document":{"require_matching_selfie":true}},"redaction":null,"related_customer":null,"status":"requires_input","type":"document","url":"https://verify.stripe.com/start/test_YWNjdF8x"}"#;

async fn wire(_: Request) -> Result<http::Response<Body>, BoxError> {
    let mut answer = http::Response::new(Body::from(SESSION));
    let headers = answer.headers_mut();
    headers.insert("request-id", http::HeaderValue::from_static("req_bench"));
    Ok(answer)
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("the system gives a clock")
}

/// A POST through all twelve layers.
pub(crate) fn calls(times: u32) {
    // The limit would make it a measurement of waits.
    let transport = Transport::builder("sk_test_bench".parse().expect("a key"))
        .rate_limit(RateLimit::off())
        .build_over(tower::service_fn(wire))
        .expect("the settings can work");
    let body = identity_form::to_string(&values::full()).expect("the value has a form");
    let mut request = http::Request::new(Body::from(body));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = "/v1/identity/verification_sessions"
        .parse()
        .expect("a path");
    runtime().block_on(async {
        for _ in 0..times {
            let answer = transport.call(black_box(request.clone())).await;
            black_box(answer.expect("the wire answers"));
        }
    });
}

/// The same with its types: validated, encoded, sent, and decoded.
pub(crate) fn creates(times: u32) {
    let client = Client::builder("sk_test_bench".parse().expect("a key"))
        .rate_limit(RateLimit::off())
        .build_over(tower::service_fn(wire))
        .expect("the settings can work");
    let params = values::full();
    runtime().block_on(async {
        for _ in 0..times {
            let sessions = client.verification_sessions();
            let session = sessions.create(black_box(&params)).await;
            black_box(session.expect("the wire answers"));
        }
    });
}
