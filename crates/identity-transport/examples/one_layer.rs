//! One layer taken alone, around an HTTP service that knows nothing of this crate.
//!
//! Run with `cargo run -p identity-transport --example one_layer`.

#![expect(clippy::print_stdout, reason = "an example shows its outcome")]

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use http_body_util::Full;
use identity_transport::layers::{CollectLayer, IdempotencyLayer, RetryLayer};
use identity_transport::{Body, BoxError, CallInfo, Request};
use tower::{ServiceBuilder, ServiceExt};

static CALLS: AtomicU32 = AtomicU32::new(0);

/// Somebody else's service: its own body type, its own error, and a connection that breaks once.
async fn foreign(request: Request) -> Result<http::Response<Full<bytes::Bytes>>, io::Error> {
    if CALLS.fetch_add(1, Ordering::Relaxed) == 0 {
        return Err(io::ErrorKind::ConnectionReset.into());
    }
    Ok(http::Response::new(Full::new(
        request.into_body().into_bytes(),
    )))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let service = ServiceBuilder::new()
        // Without a key a POST that may have been sent is not sent again.
        .layer(IdempotencyLayer::new())
        .layer(RetryLayer::new(2))
        // Makes the foreign service one of ours.
        .layer(CollectLayer::new(1024))
        .service_fn(foreign);

    let request = http::Request::post("http://127.0.0.1/echo").body(Body::from("a=b"))?;
    let response = service.oneshot(request).await?;

    let attempts = CallInfo::of(response.extensions()).map(|info| info.attempts);
    assert_eq!(
        (response.body().as_bytes(), attempts),
        (&b"a=b"[..], Some(2))
    );
    println!("answered at attempt {}", attempts.unwrap_or_default());
    Ok(())
}
