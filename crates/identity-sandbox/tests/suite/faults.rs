//! Every fault, over the service and over sockets.

use std::io::ErrorKind as IoKind;
use std::time::Duration;

use http::{Method, Request, StatusCode};
use http_body::Body as _;
use identity_sandbox::{
    Body, Disconnected, ErrorFault, ErrorKind, Fault, FaultRule, SandboxService, Server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;
use tower_service::Service as _;

use crate::call::{SESSIONS, post, request, sandbox, send};

fn create() -> Request<String> {
    let create = request(Method::POST, SESSIONS).header("idempotency-key", "k");
    create.body("type=document".to_owned()).unwrap()
}

async fn call(mut service: SandboxService) -> Result<http::Response<Body>, Disconnected> {
    service.call(create()).await
}

#[test]
fn every_error_has_its_status_and_the_apis_envelope() {
    let statuses: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.status()).collect();
    assert_eq!(
        statuses,
        [
            400, 401, 402, 403, 404, 409, 424, 429, 429, 500, 502, 503, 504
        ]
    );
    for kind in ErrorKind::ALL {
        let sandbox = sandbox();
        sandbox.faults().arm(Fault::error(*kind));
        let answer = send(&sandbox, create()).unwrap();
        assert_eq!(answer.status.as_u16(), kind.status(), "{kind:?}");
        let error = &answer.json()["error"];
        let server_side = kind.status() >= 500;
        let error_type = if server_side {
            "api_error"
        } else {
            "invalid_request_error"
        };
        assert_eq!(error["type"], error_type, "{kind:?}");
        let advice = if server_side || kind.status() == 409 {
            "true"
        } else {
            ""
        };
        assert_eq!(answer.header("stripe-should-retry"), advice, "{kind:?}");
        let reason = if *kind == ErrorKind::RateLimit {
            "global-rate"
        } else {
            ""
        };
        assert_eq!(answer.header("stripe-rate-limited-reason"), reason);
        assert!(answer.header("request-id").starts_with("req_"));
        assert_eq!(sandbox.session_count(), 0);
        // Nothing is stored under the key: the next call is carried out.
        assert_eq!(send(&sandbox, create()).unwrap().status, StatusCode::OK);
    }
}

#[test]
fn an_error_after_the_commit_lies_and_the_replay_tells_the_truth() {
    let sandbox = sandbox();
    let error = ErrorFault::new(ErrorKind::BadGateway)
        .after_commit()
        .should_retry(false)
        .retry_after(7);
    sandbox.faults().arm(Fault::Error(error));
    let answer = send(&sandbox, create()).unwrap();
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(answer.header("stripe-should-retry"), "false");
    assert_eq!(answer.header("retry-after"), "7");
    assert_eq!(sandbox.session_count(), 1);
    let again = send(&sandbox, create()).unwrap();
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(sandbox.session_count(), 1);
}

#[test]
fn connections_break_before_and_after_the_commit() {
    for (fault, committed) in [
        (Fault::ResetBeforeCommit, 0),
        (Fault::ResetAfterCommit, 1),
        (Fault::CommitThenDrop, 1),
    ] {
        let sandbox = sandbox();
        sandbox.faults().arm(fault.clone());
        assert_eq!(
            send(&sandbox, create()).unwrap_err(),
            Disconnected,
            "{fault:?}"
        );
        assert_eq!(sandbox.session_count(), committed, "{fault:?}");
        assert_eq!(send(&sandbox, create()).unwrap().status, StatusCode::OK);
        assert_eq!(sandbox.session_count(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_page_instead_of_json() {
    let sandbox = sandbox();
    sandbox.faults().arm(Fault::NotJson);
    // Not by `send`, which holds every answer to the document that this one breaks.
    let answer = call(sandbox.service()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
    assert!(answer.body().bytes().starts_with(b"<html>"));
    assert_eq!(sandbox.session_count(), 1);
}

#[test]
fn a_rate_limit_holds_each_account_by_itself_and_follows_the_clock() {
    let sandbox = sandbox();
    let creates = "POST /v1/identity/verification_sessions".parse().unwrap();
    let limit = Fault::RateLimit {
        per_second: 2,
        burst: None,
    };
    sandbox.faults().arm(FaultRule::new(limit).on(creates));
    let statuses = [(); 3].map(|()| post(&sandbox, "type=document").status.as_u16());
    assert_eq!(statuses, [200, 200, 429]);
    let refused = post(&sandbox, "type=document");
    assert_eq!(
        refused.header("stripe-rate-limited-reason"),
        "endpoint-rate"
    );
    assert_eq!(refused.error().1["code"], "rate_limit");
    let other = Request::post(SESSIONS).header("authorization", "Bearer sk_test_other");
    let other = send(&sandbox, other.body("type=document".to_owned()).unwrap());
    assert_eq!(other.unwrap().status, StatusCode::OK);
    sandbox.clock().advance(Duration::from_millis(500));
    assert_eq!(post(&sandbox, "type=document").status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn latency_is_waited_on_tokios_clock() {
    let sandbox = sandbox();
    let jitter = Fault::Latency {
        milliseconds: 1000,
        jitter_milliseconds: 500,
    };
    sandbox.faults().arm(FaultRule::new(jitter).times(2));
    let mut waits = Vec::new();
    for _ in 0..3 {
        let start = Instant::now();
        call(sandbox.service()).await.unwrap();
        waits.push(start.elapsed());
    }
    let (least, most) = (Duration::from_millis(1000), Duration::from_millis(1502));
    assert!(
        waits[..2].iter().all(|wait| (least..most).contains(wait)),
        "{waits:?}"
    );
    assert!(waits[0] != waits[1] && waits[2].is_zero(), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn half_a_body_breaks_off_or_stalls() {
    let sandbox = sandbox();
    for (fault, stalls) in [(Fault::TruncatedBody, false), (Fault::StalledBody, true)] {
        sandbox.faults().arm(fault);
        let mut body = Box::pin(call(sandbox.service()).await.unwrap().into_body());
        let announced = body.size_hint().exact().unwrap();
        let mut frame = async || std::future::poll_fn(|cx| body.as_mut().poll_frame(cx)).await;
        let half = frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(half.len() as u64, announced / 2);
        let next = tokio::time::timeout(Duration::from_secs(3600), frame()).await;
        match next {
            Err(_) => assert!(stalls),
            Ok(next) => assert!(!stalls && next.unwrap().is_err()),
        }
    }
    assert_eq!(sandbox.session_count(), 1);
}

/// What arrives over HTTP/1.1, and how the connection ends.
async fn over_socket(server: &Server, fault: Fault) -> (String, Option<IoKind>) {
    server.sandbox().faults().arm(fault);
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let call = format!(
        "POST {SESSIONS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_123\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 13\r\n\r\ntype=document"
    );
    stream.write_all(call.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let end = stream.read_to_end(&mut answer).await.err();
    (
        String::from_utf8_lossy(&answer).into_owned(),
        end.map(|error| error.kind()),
    )
}

#[tokio::test]
async fn over_a_socket_a_reset_is_a_reset_and_a_lost_reply_a_close() {
    let server = sandbox().listen().await.unwrap();
    for (fault, end) in [
        (Fault::ResetBeforeCommit, Some(IoKind::ConnectionReset)),
        (Fault::ResetAfterCommit, Some(IoKind::ConnectionReset)),
        (Fault::CommitThenDrop, None),
    ] {
        let got = over_socket(&server, fault.clone()).await;
        assert_eq!(got, (String::new(), end), "{fault:?}");
    }
    assert_eq!(server.sandbox().session_count(), 2);
}

/// Paused: the stalled connection is closed after ten minutes, of which none passes here.
#[tokio::test(start_paused = true)]
async fn over_a_socket_half_a_body_is_less_than_was_announced() {
    let server = sandbox().listen().await.unwrap();
    for fault in [Fault::TruncatedBody, Fault::StalledBody] {
        let (answer, _) = over_socket(&server, fault.clone()).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let announced: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(body.len(), announced / 2, "{fault:?}: {answer}");
    }
}

/// An answer that a fault delays is let out by a shutdown that comes in between.
#[tokio::test]
async fn a_shutdown_lets_the_calls_end_that_are_under_way() {
    let server = sandbox().listen().await.unwrap();
    server
        .sandbox()
        .faults()
        .arm(Fault::latency(Duration::from_millis(50)));
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let call = format!(
        "GET {SESSIONS}/vs_1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_123\r\n\r\n"
    );
    stream.write_all(call.as_bytes()).await.unwrap();
    // The fault is gone as soon as it hits: then the call is under way.
    while server.sandbox().faults().pending() > 0 {
        tokio::task::yield_now().await;
    }
    server.shutdown().await;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}
