//! A layer of one's own at each seam, over a wire in memory: which sees what, and how often.
//!
//! Run with `cargo run -p identity-transport --example own_layers`.

#![expect(clippy::print_stdout, reason = "an example shows its outcome")]

use std::sync::{Arc, Mutex};

use identity_transport::{Body, BoxError, CallOptions, Request, Transport};
use tower::{layer::layer_fn, service_fn, util::MapRequest};

/// What passed by, in order.
type Notes = Arc<Mutex<Vec<String>>>;

fn note(notes: &Notes, who: &str, request: &Request) {
    let has = |name| request.headers().contains_key(name);
    notes.lock().expect("no note panics").push(format!(
        "{who}: {} idempotency-key={} authorization={}",
        request.uri(),
        has("idempotency-key"),
        has("authorization"),
    ));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let notes = Notes::default();
    let watch = |who: &'static str| {
        let notes = Arc::clone(&notes);
        layer_fn(move |inner| {
            let notes = Arc::clone(&notes);
            MapRequest::new(inner, move |request: Request| {
                note(&notes, who, &request);
                request
            })
        })
    };
    // The wire fails once, so that the second seam is passed twice.
    let wire = {
        let (notes, failures) = (Arc::clone(&notes), Arc::new(Mutex::new(1)));
        service_fn(move |request: Request| {
            note(&notes, "wire", &request);
            let mut left = failures.lock().expect("no wire panics");
            let status = if *left > 0 { 503 } else { 200 };
            *left -= i32::from(*left > 0);
            std::future::ready(
                http::Response::builder()
                    .status(status)
                    .body(Body::from("{}")),
            )
        })
    };
    let transport = Transport::builder("sk_test_51abc".parse()?)
        .layer(watch("per call"))
        .attempt_layer(watch("per attempt, outer"))
        .attempt_layer(watch("per attempt, inner"))
        .jitter(|| 0)
        .build_over(wire)?;

    let mut request = http::Request::post("/v1/identity/verification_sessions")
        .body(Body::from("type=document"))?;
    request
        .extensions_mut()
        .insert(CallOptions::new().idempotency_key("signup-4211".parse()?));
    let response = transport.call(request).await?;
    assert_eq!(response.status(), 200);

    let url = "https://api.stripe.com/v1/identity/verification_sessions";
    let attempt = [
        format!("per attempt, outer: {url} idempotency-key=true authorization=false"),
        format!("per attempt, inner: {url} idempotency-key=true authorization=false"),
        format!("wire: {url} idempotency-key=true authorization=true"),
    ];
    let call = [format!(
        "per call: {url} idempotency-key=false authorization=false"
    )];
    let expected: Vec<String> = [&call[..], &attempt[..], &attempt[..]].concat();
    let notes = notes.lock().expect("no note panics");
    assert_eq!(*notes, expected);
    for line in notes.iter() {
        println!("{line}");
    }
    Ok(())
}
