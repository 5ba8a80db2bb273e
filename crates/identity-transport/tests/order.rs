//! The order of the stack, seen by recording services at both seams and at the wire.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_transport::{
    Body, BoxError, CallInfo, CallOptions, Error, ErrorKind, Phase, RateLimit, Request, Transport,
    TransportBuilder,
};
use tower::layer::layer_fn;
use tower::util::MapRequest;

/// Who saw a request, with what in it, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    who: &'static str,
    url: String,
    key: Option<String>,
    credentials: bool,
    at_ms: u128,
}

#[derive(Clone)]
struct Record {
    seen: Arc<Mutex<Vec<Seen>>>,
    start: tokio::time::Instant,
}

impl Record {
    fn new() -> Self {
        Self {
            seen: Arc::default(),
            start: tokio::time::Instant::now(),
        }
    }

    fn note(&self, who: &'static str, request: &Request) {
        let headers = request.headers();
        let key = headers
            .get("idempotency-key")
            .map(|key| key.to_str().unwrap().to_owned());
        self.seen.lock().unwrap().push(Seen {
            who,
            url: request.uri().to_string(),
            key,
            credentials: headers.contains_key("authorization"),
            at_ms: self.start.elapsed().as_millis(),
        });
    }

    /// A transport with a recorder at each seam over a wire that answers with `statuses` in turn.
    fn transport(
        &self,
        statuses: &[u16],
        set: impl FnOnce(TransportBuilder) -> TransportBuilder,
    ) -> Transport {
        let watch = |who| {
            let record = self.clone();
            layer_fn(move |inner| {
                let record = record.clone();
                MapRequest::new(inner, move |request: Request| {
                    record.note(who, &request);
                    request
                })
            })
        };
        let record = self.clone();
        let statuses = Arc::new(Mutex::new(
            statuses.iter().rev().copied().collect::<Vec<_>>(),
        ));
        let wire = tower::service_fn(move |request: Request| {
            record.note("wire", &request);
            let status = statuses.lock().unwrap().pop().unwrap_or(200);
            async move {
                if status == 0 {
                    std::future::pending::<()>().await;
                }
                http::Response::builder()
                    .status(status)
                    .body(Body::from("{}"))
            }
        });
        let builder = Transport::builder("sk_test_1".parse().unwrap())
            .layer(watch("call 1"))
            .layer(watch("call 2"))
            .attempt_layer(watch("attempt 1"))
            .attempt_layer(watch("attempt 2"))
            .key_source(|| identity_types::IdempotencyKey::from_random([0; 16]))
            .jitter(|| u64::MAX);
        set(builder).build_over(wire).unwrap()
    }

    fn who(&self) -> Vec<&'static str> {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .map(|seen| seen.who)
            .collect()
    }
}

fn post() -> Request {
    http::Request::post("/v1/x")
        .body(Body::from("a=b"))
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn each_seam_sits_where_the_table_says() {
    let record = Record::new();
    let transport = record.transport(&[503], |builder| builder);
    let response = transport.call(post()).await.unwrap();
    assert_eq!(CallInfo::of(response.extensions()).unwrap().attempts, 2);

    let attempt = ["attempt 1", "attempt 2", "wire"];
    assert_eq!(
        record.who(),
        [&["call 1", "call 2"][..], &attempt, &attempt].concat()
    );
    for seen in record.seen.lock().unwrap().iter() {
        // 2 BaseUrl is above every seam.
        assert_eq!(seen.url, "https://api.stripe.com/v1/x", "{seen:?}");
        // 4 Idempotency is below the first seam and above 6 Retry: one key in all attempts.
        let is_call = seen.who.starts_with("call");
        let key = (!is_call).then_some("00000000-0000-4000-8000-000000000000");
        assert_eq!(seen.key.as_deref(), key, "{seen:?}");
        // 11 Headers is below both seams.
        assert_eq!(seen.credentials, seen.who == "wire", "{seen:?}");
    }
}

/// 7 is outside 10: a wait for a token does not count against an attempt.
#[tokio::test(start_paused = true)]
async fn the_wait_for_a_token_is_no_part_of_an_attempt() {
    let record = Record::new();
    let transport = record.transport(&[], |builder| {
        builder
            .rate_limit(RateLimit::per_second(1.try_into().unwrap()))
            .attempt_timeout(Duration::from_millis(500))
    });
    for _ in 0..4 {
        transport.call(post()).await.unwrap();
    }
    let wire: Vec<u128> = record
        .seen
        .lock()
        .unwrap()
        .iter()
        .filter(|seen| seen.who == "wire")
        .map(|seen| seen.at_ms / 10)
        .collect();
    assert_eq!(wire, [0, 0, 100, 200]);
}

/// 6 is outside 7 and 10: each attempt pays a token and has its own time.
#[tokio::test(start_paused = true)]
async fn each_attempt_has_its_own_time_and_pays_its_own_token() {
    let record = Record::new();
    let transport = record.transport(&[0, 0, 0], |builder| {
        builder.attempt_timeout(Duration::from_secs(2))
    });
    let error = transport.call(post()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Timeout, Phase::MaybeSent, 3)
    );
    // Three attempts of 2 s with waits of 0.5 s and 1 s between.
    assert_eq!(error.elapsed().as_millis() / 10, 750);
    assert!(error.idempotency_key().is_some() && error.is_retryable());
}

/// 5 is outside 6: it bounds waits and attempts together, and the error still has its facts.
#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_everything() {
    let record = Record::new();
    let transport = record.transport(&[0, 0, 0], |builder| {
        builder
            .attempt_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(3))
    });
    let error = transport.call(post()).await.unwrap_err();
    assert_eq!(error.to_string(), "the call did not end within 3s");
    assert_eq!((error.elapsed().as_secs(), error.attempts()), (3, 2));
    assert!(error.idempotency_key().is_some() && error.is_retryable());
}

/// 2 refuses before any layer of the user's; 11 refuses what a layer did to the URL.
#[tokio::test]
async fn a_foreign_host_is_refused_at_both_ends() {
    let record = Record::new();
    let transport = record.transport(&[], |builder| builder);
    let request = http::Request::get("https://evil.example/v1/x")
        .body(Body::empty())
        .unwrap();
    let error = transport.call(request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Invalid, Phase::NotSent, 0)
    );
    assert!(record.who().is_empty());

    let lead_astray = layer_fn(|inner| {
        MapRequest::new(inner, |mut request: Request| {
            *request.uri_mut() = "https://evil.example/v1/x".parse().unwrap();
            request
        })
    });
    let transport = record.transport(&[], |builder| builder.attempt_layer(lead_astray));
    let error = transport.call(post()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Invalid, 0));
    assert!(!record.who().contains(&"wire"), "nothing was sent");
}

#[tokio::test]
async fn a_layers_error_is_the_source_and_ours_passes_through() {
    #[derive(Clone, Copy)]
    struct Fails<S>(S);
    impl<S> tower::Service<Request> for Fails<S> {
        type Response = http::Response<Body>;
        type Error = BoxError;
        type Future = std::future::Ready<Result<Self::Response, BoxError>>;
        fn poll_ready(
            &mut self,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Result<(), BoxError>> {
            std::task::Poll::Ready(Ok(()))
        }
        fn call(&mut self, request: Request) -> Self::Future {
            std::future::ready(Err(if request.method() == http::Method::GET {
                "the circuit is open".into()
            } else {
                Error::config("ours").into()
            }))
        }
    }
    let transport = Record::new().transport(&[], |builder| builder.layer(layer_fn(Fails)));
    let get = http::Request::get("/v1/x").body(Body::empty()).unwrap();
    let error = transport.call(get).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Layer);
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "the circuit is open"
    );
    assert_eq!(
        transport.call(post()).await.unwrap_err().kind(),
        ErrorKind::Config
    );
}

/// Layers of the ecosystem fit at both seams as they are, whatever body and error they have.
#[tokio::test]
async fn layers_of_tower_http_fit_at_both_seams() {
    use tower_http::set_header::SetRequestHeaderLayer;
    use tower_http::trace::TraceLayer;

    let name = |text: &'static str| http::HeaderName::from_static(text);
    let value = http::HeaderValue::from_static("yes");
    let wire = tower::service_fn(|request: Request| async move {
        let has = |name| request.headers().contains_key(name);
        assert!(has("x-call") && has("x-attempt"));
        Ok::<_, BoxError>(http::Response::new(Body::from("{}")))
    });
    let transport = Transport::builder("sk_test_1".parse().unwrap())
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestHeaderLayer::overriding(
            name("x-call"),
            value.clone(),
        ))
        .attempt_layer(TraceLayer::new_for_http())
        .attempt_layer(SetRequestHeaderLayer::overriding(name("x-attempt"), value))
        .build_over(wire)
        .unwrap();
    let response = transport.call(post()).await.unwrap();
    assert_eq!(response.body().as_bytes(), b"{}");
}

#[tokio::test]
async fn a_calls_options_reach_their_layers() {
    let record = Record::new();
    let transport = record.transport(&[503], |builder| builder);
    let mut request = post();
    let options = CallOptions::new()
        .max_retries(0)
        .idempotency_key("mine".parse().unwrap());
    request.extensions_mut().insert(options);
    assert_eq!(transport.call(request).await.unwrap().status(), 503);
    assert_eq!(
        record.seen.lock().unwrap().last().unwrap().key.as_deref(),
        Some("mine")
    );
}

#[test]
fn a_setting_that_cannot_work_is_refused_without_its_value() {
    let builder = || Transport::builder("sk_live_1".parse().unwrap());
    for builder in [
        builder().base_url("http://SECRET.example"),
        builder().base_url("https://user:SECRET@api.stripe.com"),
        builder().base_url("https://api.stripe.com/SECRET"),
        builder().api_version("SECRET\r\n"),
        builder().app_info("two SECRET", None, None),
        builder().timeout(Duration::ZERO),
    ] {
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
    }
}

/// Answers are decompressed by a layer at either seam, and the cap holds for what comes out.
#[tokio::test]
async fn a_layer_decompresses_under_the_cap() {
    use tower_http::decompression::DecompressionLayer;

    const OBJECT: &[u8] =
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xae\x05\x00C\xbf\xa6\xa3\x02\x00\x00\x00";
    /// Ten thousand digits.
    const LONG: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\r\x00\x00\x00\xc2\xa0J\xef\x9f\xce\x1cn@\x01\x00\x00\x00\x00\x00\x00\x00\x00\xc0\xbf\x01iX\x18\n\x10'\x00\x00";
    let wire = |bytes: &'static [u8]| {
        tower::service_fn(move |request: Request| {
            assert!(request.headers().contains_key("accept-encoding"));
            let body = Body::from(bytes.to_vec());
            let answer = http::Response::builder().header("content-encoding", "gzip");
            std::future::ready(answer.body(body))
        })
    };
    for is_call in [true, false] {
        let builder = || {
            let builder = Transport::builder("sk_test_1".parse().unwrap())
                .max_body(9_999)
                .jitter(|| 0);
            if is_call {
                builder.layer(DecompressionLayer::new())
            } else {
                builder.attempt_layer(DecompressionLayer::new())
            }
        };
        let response = builder()
            .build_over(wire(OBJECT))
            .unwrap()
            .call(post())
            .await
            .unwrap();
        assert_eq!(response.body().as_bytes(), b"{}");
        let error = builder()
            .build_over(wire(LONG))
            .unwrap()
            .call(post())
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
        let cut = builder().build_over(wire(&OBJECT[..18])).unwrap();
        let error = cut.call(post()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::Lost, Phase::MaybeSent)
        );
    }
}
