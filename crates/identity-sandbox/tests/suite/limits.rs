//! What keeps callers apart: rate limits, locks, and keys that are in use.

use std::sync::Barrier;
use std::time::Duration;

use http::Method;
use identity_sandbox::{Clock, Fault, RateLimits, Sandbox, Settings};
use tower::ServiceExt;

use crate::call::{SESSIONS, START, get, post, request, send};
use crate::lifecycle::create;

#[test]
fn calls_beyond_the_rate_are_refused_and_tell_why() {
    let mut settings = Settings::default();
    settings.rate_limits = Some(RateLimits::TEST);
    let sandbox = Sandbox::builder()
        .settings(settings)
        .clock(Clock::frozen(START))
        .build();
    for _ in 0..20 {
        assert_eq!(get(&sandbox, "/v1/files").status, 200);
    }
    let files = get(&sandbox, "/v1/files");
    assert_eq!(files.status, 429);
    assert_eq!(files.header("stripe-rate-limited-reason"), "endpoint-rate");
    for _ in 0..5 {
        post(&sandbox, "type=document");
    }
    let refused = get(&sandbox, SESSIONS);
    assert_eq!(refused.json()["error"]["code"], "rate_limit");
    assert_eq!(refused.header("stripe-rate-limited-reason"), "global-rate");
    let other = http::Request::get(SESSIONS).header("authorization", "Bearer sk_test_other");
    assert_eq!(
        send(&sandbox, other.body(String::new()).unwrap())
            .unwrap()
            .status,
        200
    );
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(get(&sandbox, SESSIONS).status, 200);
}

#[tokio::test(start_paused = true)]
async fn two_changes_of_one_session_at_a_time_are_one_too_many() {
    let mut settings = Settings::default();
    settings.lock_timeouts = true;
    let sandbox = Sandbox::builder().settings(settings).build();
    let (one, other) = (
        create(&sandbox, "type=document"),
        create(&sandbox, "type=document"),
    );
    let cancel = |id: &identity_types::VerificationSessionId| {
        let path = format!("{SESSIONS}/{id}/cancel");
        let request = request(Method::POST, &path).body(String::new()).unwrap();
        let service = sandbox.service();
        async move { service.oneshot(request).await.unwrap() }
    };
    sandbox.faults().arm(Fault::latency(Duration::from_secs(1)));
    let slow = tokio::spawn(cancel(&one));
    tokio::task::yield_now().await;
    let busy = cancel(&one).await;
    assert_eq!(busy.status(), 429);
    assert!(!busy.headers().contains_key("stripe-rate-limited-reason"));
    let body = busy.into_body().into_bytes();
    assert!(String::from_utf8_lossy(&body).contains("\"lock_timeout\""));
    assert_eq!(cancel(&other).await.status(), 200);
    assert_eq!(slow.await.unwrap().status(), 200);
    // It is free again.
    assert_eq!(cancel(&one).await.status(), 200);
}

#[test]
fn thirty_racers_with_one_key_make_one_session() {
    const RACERS: usize = 30;
    for round in 0..20 {
        let sandbox = Sandbox::new();
        let barrier = Barrier::new(RACERS);
        let race = || {
            let request = request(Method::POST, SESSIONS)
                .header("idempotency-key", format!("race-{round}"))
                .body("type=document".to_owned())
                .unwrap();
            barrier.wait();
            send(&sandbox, request).unwrap()
        };
        let answers: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..RACERS).map(|_| scope.spawn(race)).collect();
            racers
                .into_iter()
                .map(|racer| racer.join().unwrap())
                .collect()
        });
        assert_eq!(sandbox.session_count(), 1);
        let id = sandbox.sessions()[0].id.to_string();
        let mut made = 0;
        for answer in answers {
            match answer.status.as_u16() {
                200 => {
                    assert_eq!(answer.json()["id"], id.as_str());
                    made += usize::from(answer.header("idempotent-replayed").is_empty());
                }
                409 => assert_eq!(answer.json()["error"]["code"], "idempotency_key_in_use"),
                other => panic!("{other}"),
            }
        }
        assert_eq!(made, 1);
    }
}
