//! What the log shows of a call, and what it never shows.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/lines.rs"]
mod lines;

use identity_transport::{Body, BoxError, CallOptions, Request, Transport};

use self::lines::Lines;

/// A call full of marks, answered by `status` with a body full of marks.
async fn call(status: u16) {
    let wire = tower::service_fn(move |request: Request| async move {
        assert!(
            request.headers()["authorization"]
                .to_str()
                .unwrap()
                .contains("MARK")
        );
        http::Response::builder()
            .status(status)
            .header("request-id", "req_1")
            .header("x-secret", "MARK")
            .body(Body::from("MARK"))
            .map_err(BoxError::from)
    });
    let transport = Transport::builder("sk_test_MARK".parse().unwrap())
        .jitter(|| 0)
        .max_retries(1)
        .build_over(wire)
        .unwrap();
    let mut request = http::Request::post("/v1/x?email=MARK")
        .body(Body::from("email=MARK"))
        .unwrap();
    request.extensions_mut().insert(
        CallOptions::new()
            .idempotency_key("MARK".parse().unwrap())
            .context("MARK"),
    );
    let shown = format!("{request:?} {:?}", CallOptions::of(request.extensions()));
    assert!(
        !shown.replace("/v1/x?email=MARK", "").contains("MARK"),
        "{shown}"
    );
    let response = transport.call(request).await.unwrap();
    assert!(!format!("{transport:?} {:?}", response.body()).contains("MARK"));
}

#[tokio::test(start_paused = true)]
async fn each_call_and_attempt_is_one_line_without_secrets() {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(lines.clone());
    call(200).await;
    call(503).await;
    drop(guard);

    let lines = lines.lines.lock().unwrap();
    let span = r#"span call http.request.method="POST" url.path="/v1/x""#;
    let attempt = |number, status| {
        format!(
            r#"DEBUG message=attempt attempt={number} http.response.status_code={status} request_id="req_1" elapsed_ms=0 outcome="answered""#
        )
    };
    let call = |attempts, status| {
        format!(
            r#"DEBUG message=call attempts={attempts} http.response.status_code={status} request_id="req_1" elapsed_ms=0 outcome="answered""#
        )
    };
    let expected = [
        span.to_owned(),
        attempt(1, 200),
        call(1, 200),
        span.to_owned(),
        attempt(1, 503),
        attempt(2, 503),
        r#"DEBUG message=not sent again reason="attempts""#.to_owned(),
        call(2, 503),
    ];
    assert_eq!(*lines, expected);
    assert!(!lines.concat().contains("MARK"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_refused_or_dropped_has_its_line_too() {
    let lines = Lines::default();
    let guard = tracing::subscriber::set_default(lines.clone());
    let wire = tower::service_fn(|_: Request| {
        std::future::pending::<Result<http::Response<Body>, BoxError>>()
    });
    let transport = Transport::builder("sk_test_1".parse().unwrap())
        .build_over(wire)
        .unwrap();
    let foreign = http::Request::get("https://evil.example/MARK")
        .body(Body::empty())
        .unwrap();
    transport.call(foreign).await.unwrap_err();
    let pending = http::Request::get("/v1/x").body(Body::empty()).unwrap();
    let wait = std::time::Duration::from_secs(1);
    tokio::time::timeout(wait, transport.call(pending))
        .await
        .unwrap_err();
    drop(guard);

    let lines = lines.lines.lock().unwrap();
    let events: Vec<_> = lines
        .iter()
        .filter(|line| !line.starts_with("span"))
        .collect();
    assert_eq!(
        events,
        [
            r#"WARN message=call attempts=0 error.type="invalid" elapsed_ms=0 outcome="not_sent""#,
            r#"DEBUG message=call elapsed_ms=1000 outcome="dropped""#,
        ]
    );
}
