//! The server, spoken to as any program would: raw bytes over a socket.

use identity_sandbox::{Clock, Sandbox, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn send(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    response
}

fn create(body: &str) -> String {
    format!(
        "POST /v1/identity/verification_sessions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer sk_test_123\r\nIdempotency-Key: k\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn a_create_over_http_1_points_back_at_the_server() {
    let server = Sandbox::start().await.unwrap();
    let response = send(&server, &create("type=document")).await;
    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
    assert!(response.contains("request-id: req_"), "{response}");
    let url = format!("\"url\": \"{}/start/test_", server.url());
    assert!(response.contains(&url), "{response}");
    assert_eq!(server.sandbox().session_count(), 1);
    server.shutdown().await;
}

/// The API, the control API, the page, the document, and a caller who is turned away.
#[tokio::test]
async fn every_answer_has_one_date_and_it_is_the_sandboxs() {
    let clock = Clock::frozen(crate::call::START);
    let sandbox = Sandbox::builder().clock(clock.clone()).build();
    let server = sandbox.listen().await.unwrap();
    for (path, host) in [
        ("/v1/identity/verification_sessions", "localhost"),
        ("/_sandbox/clock", "localhost"),
        ("/start/test_none", "localhost"),
        ("/openapi.json", "localhost"),
        ("/", "example.com"),
    ] {
        let call = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let head = send(&server, &call).await.to_ascii_lowercase();
        let dates: Vec<_> = head
            .lines()
            .filter(|line| line.starts_with("date:"))
            .collect();
        assert_eq!(dates, ["date: mon, 21 sep 2026 14:13:20 gmt"], "{path}");
    }
    clock.advance(std::time::Duration::from_secs(365 * 86_400));
    let later = send(&server, &create("type=document")).await;
    assert!(
        later.contains("date: Tue, 21 Sep 2027 14:13:20 GMT\r\n"),
        "{later}"
    );
}

#[tokio::test]
async fn a_dropped_reply_is_a_closed_connection_and_the_session_is_there() {
    let server = Sandbox::start().await.unwrap();
    server.sandbox().faults().commit_then_drop_next_create();
    assert_eq!(send(&server, &create("type=document")).await, "");
    assert_eq!(server.sandbox().session_count(), 1);
    let again = send(&server, &create("type=document")).await;
    assert!(again.contains("idempotent-replayed: true"), "{again}");
    assert_eq!(server.sandbox().session_count(), 1);
}

/// With the clock paused, time passes as soon as everybody waits: no second is spent here.
#[tokio::test(start_paused = true)]
async fn a_caller_that_stops_sending_is_cut_off() {
    let server = Sandbox::start().await.unwrap();
    let whole = create("type=document");
    for half in [&whole[..20], &whole[..whole.len() - 3]] {
        let response = send(&server, half).await;
        assert!(!response.contains("200"), "{response}");
    }
    assert_eq!(server.sandbox().session_count(), 0);
}

#[tokio::test]
async fn an_address_that_others_can_reach_is_refused() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let error = Sandbox::new().serve(listener).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_dropped_server_lets_its_port_go() {
    let server = Sandbox::start().await.unwrap();
    let addr = server.addr();
    server.shutdown().await;
    assert!(TcpStream::connect(addr).await.is_err());
}

#[tokio::test]
async fn http_2_is_spoken_with_prior_knowledge() {
    let server = Sandbox::start().await.unwrap();
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    let empty_settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        .await
        .unwrap();
    stream.write_all(&empty_settings).await.unwrap();
    let mut head = [0; 9];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head[3], 4, "the first frame is SETTINGS: {head:?}");
}
