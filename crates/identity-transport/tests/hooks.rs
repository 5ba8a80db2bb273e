//! What the hooks are told, and that a hook that panics breaks nothing but its own call.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::StatusCode;
use identity_transport::{
    AttemptEvent, AttemptOutcome, Body, BoxError, CallOptions, Error, Request, Transport,
    TransportBuilder,
};
use tower::util::BoxCloneSyncService;

type Lines = Arc<Mutex<Vec<String>>>;

/// A wire that takes 30 ms for each of `answers`: a status, or 0 for no answer at all.
fn wire(answers: &[u16]) -> BoxCloneSyncService<Request, http::Response<Body>, BoxError> {
    let left = Arc::new(Mutex::new(
        answers.iter().rev().copied().collect::<Vec<_>>(),
    ));
    BoxCloneSyncService::new(tower::service_fn(move |_: Request| {
        let status = left.lock().unwrap().pop().unwrap_or(200);
        async move {
            tokio::time::sleep(Duration::from_millis(30)).await;
            if status == 0 {
                std::future::pending::<()>().await;
            }
            http::Response::builder()
                .status(status)
                .header("request-id", "req_1")
                .header("stripe-notice", "mind the gap")
                .body(Body::empty())
                .map_err(BoxError::from)
        }
    }))
}

fn builder() -> TransportBuilder {
    Transport::builder("sk_test_1".parse().unwrap()).jitter(|| u64::MAX)
}

fn get() -> Request {
    http::Request::get("/v1/events?email=x")
        .body(Body::empty())
        .unwrap()
}

fn told(lines: &Lines) -> impl Fn(&AttemptEvent<'_>) + Send + Sync + 'static {
    let lines = Arc::clone(lines);
    move |event: &AttemptEvent<'_>| {
        lines.lock().unwrap().push(format!(
            "{} {} #{} {:?} {}ms {:?} retry={} {:?}",
            event.method(),
            event.path(),
            event.attempt(),
            event.outcome(),
            event.elapsed().as_millis() / 10 * 10,
            event.request_id(),
            event.will_retry(),
            event
                .backoff()
                .map(|wait| wait.as_millis().next_multiple_of(100)),
        ));
        assert_eq!(
            event.status().is_some(),
            matches!(event.outcome(), AttemptOutcome::Answered(_))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_told_with_what_follows_it() {
    let lines = Lines::default();
    let transport = builder()
        .on_attempt(told(&lines))
        .build_over(wire(&[503, 200]))
        .unwrap();
    transport.call(get()).await.unwrap();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            r#"GET /v1/events #1 Answered(503) 30ms Some("req_1") retry=true Some(500)"#,
            r#"GET /v1/events #2 Answered(200) 30ms Some("req_1") retry=false None"#,
        ]
    );
}

/// The deadline, the caller, and a refusal before anything is sent.
#[tokio::test(start_paused = true)]
async fn an_attempt_without_an_answer_is_told_too() {
    let lines = Lines::default();
    let transport = builder()
        .on_attempt(told(&lines))
        .build_over(wire(&[0, 0]))
        .unwrap();
    let mut request = get();
    request
        .extensions_mut()
        .insert(CallOptions::new().timeout(Duration::from_millis(100)));
    transport.call(request).await.unwrap_err();
    tokio::time::timeout(Duration::from_millis(50), transport.call(get()))
        .await
        .unwrap_err();
    let mut request = get();
    request
        .extensions_mut()
        .insert(CallOptions::new().context(""));
    transport.call(request).await.unwrap_err();
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "GET /v1/events #1 Dropped 100ms None retry=false None",
            "GET /v1/events #1 Dropped 50ms None retry=false None",
            "GET /v1/events #1 Failed(Invalid) 0ms None retry=false None",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn every_notice_reaches_its_hook() {
    let notices = Lines::default();
    let heard = Arc::clone(&notices);
    let transport = builder()
        .on_notice(move |text| heard.lock().unwrap().push(text.to_owned()))
        .build_over(wire(&[503, 200]))
        .unwrap();
    transport.call(get()).await.unwrap();
    assert_eq!(*notices.lock().unwrap(), ["mind the gap", "mind the gap"]);
}

/// A panic comes out of its own call; what the calls share is as good as before.
#[tokio::test(start_paused = true)]
async fn a_hook_that_panics_poisons_nothing() {
    let once = || {
        let was_called = AtomicBool::new(false);
        move || assert!(was_called.swap(true, Ordering::Relaxed), "the hook's own")
    };
    let (of_attempt, of_notice) = (once(), once());
    let transport = builder()
        .on_attempt(move |_| of_attempt())
        .on_notice(move |_| of_notice())
        .build_over(wire(&[503, 503, 503]))
        .unwrap();
    for _ in 0..2 {
        let call = tokio::spawn(transport.call(get()));
        assert!(call.await.unwrap_err().is_panic());
    }
    let answer: Result<_, Error> = transport.call(get()).await;
    assert_eq!(answer.unwrap().status(), StatusCode::OK);
}

/// The header of telemetry is sent when it was asked for, once for each request that was measured.
#[tokio::test(start_paused = true)]
async fn telemetry_is_off_unless_it_is_asked_for() {
    const NAME: &str = "x-stripe-client-telemetry";
    for is_on in [false, true] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let wire = tower::service_fn(move |request: Request| {
            let header = request.headers().get(NAME).cloned();
            let mut notes = notes.lock().unwrap();
            notes.push(header.map(|value| value.to_str().unwrap().to_owned()));
            let number = notes.len();
            async move {
                tokio::time::sleep(Duration::from_millis(12)).await;
                http::Response::builder()
                    .header("request-id", format!("req_{number}"))
                    .body(Body::empty())
                    .map_err(BoxError::from)
            }
        });
        let builder = Transport::builder("sk_test_1".parse().unwrap());
        let builder = if is_on { builder.telemetry() } else { builder };
        let transport = builder.build_over(wire).unwrap();
        for _ in 0..2 {
            let get = http::Request::get("/v1/x").body(Body::empty()).unwrap();
            transport.call(get).await.unwrap();
        }
        let measured =
            r#"{"last_request_metrics":{"request_id":"req_1","request_duration_ms":12}}"#;
        let expected = [None, is_on.then(|| measured.to_owned())];
        assert_eq!(*seen.lock().unwrap(), expected);
    }
}
