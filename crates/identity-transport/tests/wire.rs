//! The real wire against tiny servers on loopback that misbehave by script.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_transport::{
    Body, CallInfo, CallOptions, ErrorKind, Phase, Request, Response, Transport, TransportBuilder,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the server saw: one head and body per request, with the number of its connection.
type Seen = Arc<Mutex<Vec<(usize, String)>>>;

struct Server {
    url: String,
    seen: Seen,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Runs `serve` for each connection, one after the other, with its number from 0.
    async fn start<F, Fut>(serve: F) -> Self
    where
        F: Fn(Connection) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Seen::default();
        let record = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            // The connections end with the server.
            let mut connections = tokio::task::JoinSet::new();
            for number in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                connections.spawn(serve(Connection {
                    stream,
                    number,
                    seen: Arc::clone(&record),
                }));
            }
        });
        Self { url, seen, task }
    }

    fn builder(&self) -> TransportBuilder {
        Transport::builder("sk_test_1".parse().unwrap())
            .base_url(&self.url)
            .jitter(|| 0)
    }

    fn seen(&self) -> Vec<(usize, String)> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Connection {
    stream: TcpStream,
    number: usize,
    seen: Seen,
}

impl Connection {
    /// Reads one request whole; false at the end of the connection.
    async fn read(&mut self) -> bool {
        let mut bytes = Vec::new();
        while !is_whole(&bytes) {
            match self.stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => return false,
                Ok(_) => {}
            }
        }
        self.seen
            .lock()
            .unwrap()
            .push((self.number, String::from_utf8(bytes).unwrap()));
        true
    }

    async fn write(&mut self, answer: &str) {
        // A client that has gone away is what some of the tests are about.
        let _ = self.stream.write_all(answer.as_bytes()).await;
    }

    /// Keeps the connection open until the client closes it.
    async fn stall(mut self) {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    body.len() >= length.map_or(0, |length| length.parse().unwrap())
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nrequest-id: req_1\r\n\r\n{}";

fn post() -> Request {
    http::Request::post("/v1/x")
        .body(Body::from("a=b"))
        .unwrap()
}

fn attempts(response: &Response) -> u32 {
    CallInfo::of(response.extensions()).unwrap().attempts
}

fn header<'a>(request: &'a str, name: &str) -> Option<&'a str> {
    let line = request
        .lines()
        .find(|line| line.starts_with(&format!("{name}: ")))?;
    line.split_once(": ").map(|(_, value)| value)
}

#[tokio::test]
async fn two_calls_share_one_connection() {
    let server = Server::start(|mut connection| async move {
        while connection.read().await {
            connection.write(OK).await;
        }
    })
    .await;
    let transport = server.builder().build().unwrap();
    for _ in 0..2 {
        assert_eq!(transport.clone().call(post()).await.unwrap().status(), 200);
    }
    let seen = server.seen();
    assert_eq!(
        seen.iter()
            .map(|(connection, _)| *connection)
            .collect::<Vec<_>>(),
        [0, 0]
    );
    let (_, request) = &seen[0];
    assert!(
        request.starts_with("POST /v1/x HTTP/1.1\r\n") && request.ends_with("\r\n\r\na=b"),
        "{request}"
    );
    for (name, value) in [
        ("authorization", "Bearer sk_test_1"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("host", server.url.strip_prefix("http://").unwrap()),
        ("stripe-version", "2026-10-28.endive"),
    ] {
        assert_eq!(header(request, name), Some(value), "{name}");
    }
    assert_eq!(header(request, "accept-encoding"), None);
}

#[tokio::test]
async fn a_post_whose_connection_dropped_is_sent_again_with_its_key() {
    let server = Server::start(|mut connection| async move {
        // The first request is read and never answered.
        if connection.read().await && connection.number > 0 {
            connection.write(OK).await;
            connection.stall().await;
        }
    })
    .await;
    let response = server
        .builder()
        .build()
        .unwrap()
        .call(post())
        .await
        .unwrap();
    assert_eq!((response.status().as_u16(), attempts(&response)), (200, 2));
    let keys: Vec<_> = server
        .seen()
        .iter()
        .map(|(_, request)| header(request, "idempotency-key").unwrap().to_owned())
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
}

#[tokio::test]
async fn a_dropped_connection_without_retries_is_an_error_that_says_what_is_known() {
    let server = Server::start(|mut connection| async move {
        connection.read().await;
    })
    .await;
    let mut request = post();
    request
        .extensions_mut()
        .insert(CallOptions::new().max_retries(0));
    let error = server
        .builder()
        .build()
        .unwrap()
        .call(request)
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Lost, Phase::MaybeSent, 1)
    );
    assert!(error.is_retryable() && error.idempotency_key().is_some());
    assert_eq!(server.seen().len(), 1, "zero means zero");
}

/// The server closes an idle connection; the next call finds it dead before anything is written.
#[tokio::test]
async fn an_idle_connection_that_died_costs_no_attempt() {
    let server = Server::start(|mut connection| async move {
        if connection.read().await {
            connection.write(OK).await;
        }
    })
    .await;
    let transport = server.builder().max_retries(0).build().unwrap();
    for _ in 0..3 {
        let response = transport.call(post()).await.unwrap();
        assert_eq!(attempts(&response), 1);
        // Lets the client's connection task see the end of the stream.
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused_and_not_asked_for_again() {
    let server = Server::start(|mut connection| async move {
        if connection.read().await {
            connection
                .write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                .await;
            for _ in 0..64 {
                connection
                    .write(&format!("400\r\n{}\r\n", "x".repeat(1024)))
                    .await;
            }
            connection.stall().await;
        }
    })
    .await;
    let error = server
        .builder()
        .max_body(10_000)
        .build()
        .unwrap()
        .call(post())
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TooLarge, 1));
    assert_eq!(error.status().unwrap(), 200);
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_body_that_stalls_ends_with_the_attempt() {
    let server = Server::start(|mut connection| async move {
        if connection.read().await {
            connection
                .write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
                .await;
            connection.stall().await;
        }
    })
    .await;
    let transport = server
        .builder()
        .attempt_timeout(Duration::from_millis(50))
        .max_retries(1)
        .build()
        .unwrap();
    let error = transport.call(post()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Timeout, Phase::MaybeSent, 2)
    );
    assert_eq!(
        error.to_string(),
        "the attempt did not end within 50ms: the body of its answer (200) stalled"
    );
}

#[tokio::test]
async fn a_body_that_is_cut_is_an_error_with_its_status_and_request_id() {
    let server = Server::start(|mut connection| async move {
        if connection.read().await {
            connection
                .write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\nrequest-id: req_cut\r\n\r\n{")
                .await;
        }
    })
    .await;
    let error = server
        .builder()
        .max_retries(0)
        .build()
        .unwrap()
        .call(post())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.phase()),
        (ErrorKind::Lost, Phase::MaybeSent)
    );
    assert_eq!(
        (error.status().unwrap().as_u16(), error.request_id()),
        (200, Some("req_cut"))
    );
}

#[tokio::test]
async fn heads_that_break_the_rules_are_named() {
    let many = |count: usize| {
        format!(
            "HTTP/1.1 200 OK\r\n{}content-length: 0\r\n\r\n",
            "x: y\r\n".repeat(count)
        )
    };
    let long = format!(
        "HTTP/1.1 200 OK\r\nx: {}\r\ncontent-length: 0\r\n\r\n",
        "y".repeat(1_000_000)
    );
    for (answer, kind) in [
        (
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n".to_owned(),
            Some(ErrorKind::Protocol),
        ),
        (
            "SSH-2.0-OpenSSH\r\n\r\n".to_owned(),
            Some(ErrorKind::Protocol),
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}".to_owned(),
            Some(ErrorKind::Protocol),
        ),
        (long, Some(ErrorKind::TooLarge)),
        (many(1100), Some(ErrorKind::TooLarge)),
        (many(500), None),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n".to_owned()
                + OK,
            None,
        ),
        (
            "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
                .to_owned(),
            None,
        ),
        ("HTTP/1.0 200 OK\r\n\r\n{}".to_owned(), None),
    ] {
        let start: String = answer.chars().take(60).collect();
        let answer = Arc::new(answer);
        let server = Server::start(move |mut connection| {
            let answer = Arc::clone(&answer);
            async move {
                if connection.read().await {
                    connection.write(&answer).await;
                }
            }
        })
        .await;
        let result = server
            .builder()
            .max_retries(0)
            .build()
            .unwrap()
            .call(post())
            .await;
        assert_eq!(result.err().map(|error| error.kind()), kind, "{start:?}");
    }
}

#[tokio::test]
async fn no_connection_is_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Transport::builder("sk_test_1".parse().unwrap())
        .base_url(&url)
        .jitter(|| 0);
    let error = builder.build().unwrap().call(post()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Connect, Phase::NotSent, 3)
    );
    assert_eq!(error.to_string(), "no connection: refused");
}

#[tokio::test]
async fn a_peer_that_speaks_no_tls_is_named_and_asked_once() {
    let server = Server::start(|mut connection| async move {
        connection.write("HTTP/1.1 400 Bad Request\r\n\r\n").await;
        connection.stall().await;
    })
    .await;
    let url = server.url.replace("http://", "https://");
    let error = server
        .builder()
        .base_url(&url)
        .build()
        .unwrap()
        .call(post())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Tls, Phase::NotSent, 1)
    );
    assert_eq!(
        error.to_string(),
        "tls failed with 127.0.0.1: the peer does not speak it"
    );
}

/// TCP stands, the handshake does not come: the connect time-out covers it, and it is a TLS fault.
#[tokio::test]
async fn a_handshake_that_stalls_ends_with_the_connect_timeout() {
    let server = Server::start(Connection::stall).await;
    let url = server.url.replace("http://", "https://");
    let builder = server
        .builder()
        .base_url(&url)
        .connect_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().call(post()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Tls, Phase::NotSent, 1)
    );
}
