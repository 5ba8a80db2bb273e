//! A sandbox and a client over it, in one process, on one clock: tokio's, which the test pauses.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use identity_client::{Client, RateLimit};
use identity_sandbox::{Clock, Outcome, Sandbox};
use identity_transport::{BoxError, Request};
use identity_types::{CreateVerificationSession, Timestamp, VerificationSessionId};
use tokio::time::Instant;
use tower::{ServiceExt, service_fn};

/// The sandbox's time is that of the test: what one waits for passes in the other.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    calls: Arc<AtomicU64>,
    start: Instant,
}

const BEGIN: i64 = 1_790_000_000;

impl World {
    pub(crate) fn new() -> Self {
        Self::with_key("sk_test_world")
    }

    pub(crate) fn with_key(key: &str) -> Self {
        let clock = Clock::frozen(Timestamp::from_secs(BEGIN));
        let sandbox = Sandbox::builder().clock(clock).build();
        let calls = Arc::new(AtomicU64::new(0));
        let start = Instant::now();
        let wire = {
            let (sandbox, calls) = (sandbox.clone(), Arc::clone(&calls));
            service_fn(move |request: Request| {
                let (sandbox, calls) = (sandbox.clone(), Arc::clone(&calls));
                async move {
                    // A moment on the way, in which others get their turn.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    calls.fetch_add(1, Ordering::Relaxed);
                    catch_up(&sandbox, start);
                    Ok::<_, BoxError>(sandbox.service().oneshot(request).await?)
                }
            })
        };
        let client = Client::builder(key.parse().unwrap())
            .rate_limit(RateLimit::off())
            .clock({
                let clock = sandbox.clock().clone();
                move || clock.now()
            })
            .build_over(wire)
            .unwrap();
        Self {
            sandbox,
            client,
            calls,
            start,
        }
    }

    /// How many requests reached the sandbox.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// A fresh session.
    pub(crate) async fn session(&self) -> VerificationSessionId {
        let params = CreateVerificationSession::document();
        let sessions = self.client.verification_sessions();
        sessions.create(&params).await.unwrap().id.clone()
    }

    /// The person does this now.
    pub(crate) fn acts(&self, id: &VerificationSessionId, outcome: Outcome) {
        catch_up(&self.sandbox, self.start);
        self.sandbox.outcome(id, outcome).unwrap();
    }
}

fn catch_up(sandbox: &Sandbox, start: Instant) {
    let passed = i64::try_from(start.elapsed().as_secs()).unwrap();
    sandbox.clock().set(Timestamp::from_secs(BEGIN + passed));
}
