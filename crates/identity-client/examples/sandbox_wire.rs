//! A wire of one's own: the sandbox as a service, below the whole stack, with a fault put in between.
//!
//! Run with `cargo run -p identity-client --example sandbox_wire`.

#![expect(clippy::print_stdout, reason = "an example shows its outcome")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use identity_client::Client;
use identity_sandbox::Sandbox;
use identity_transport::{BoxError, Request};
use identity_types::CreateVerificationSession;
use tower::{ServiceExt, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let sandbox = Sandbox::new();
    // The wire: counts what it is sent, and loses the first answer after the sandbox has carried it out.
    let sent = Arc::new(AtomicU32::new(0));
    let wire = {
        let (api, sent) = (sandbox.service(), Arc::clone(&sent));
        service_fn(move |request: Request| {
            let (api, number) = (api.clone(), sent.fetch_add(1, Ordering::Relaxed));
            async move {
                let answer = api.oneshot(request).await?;
                if number == 0 {
                    return Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into());
                }
                Ok::<_, BoxError>(answer)
            }
        })
    };
    let client = Client::builder("sk_test_example".parse()?)
        .with(|transport| transport.jitter(|| 0))
        .build_over(wire)?;

    let params = CreateVerificationSession::document().client_reference_id("user-4211");
    let session = client.verification_sessions().create(&params).await?;

    // Sent twice with one key, created once: the second answer is the stored result of the first.
    assert_eq!((session.attempts(), sent.load(Ordering::Relaxed)), (2, 2));
    assert!(session.idempotent_replayed());
    assert_eq!(sandbox.session_count(), 1);
    println!(
        "{} after {} attempts, and one session in the sandbox",
        session.id,
        session.attempts()
    );
    Ok(())
}
