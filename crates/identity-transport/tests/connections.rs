//! How many connections there are at a time.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use identity_transport::{Body, ErrorKind, Phase, RateLimit, Request, Transport, TransportBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What a server does with a request.
#[derive(Clone, Copy, PartialEq)]
enum Manner {
    KeepsOpen,
    ClosesAfterOne,
    NeverAnswers,
}

#[derive(Default)]
struct Count {
    ever: AtomicUsize,
    open: AtomicUsize,
    most: AtomicUsize,
}

struct Server {
    url: String,
    count: Arc<Count>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(Count::default());
        let counting = Arc::clone(&count);
        let task = tokio::spawn(async move {
            // The connections end with the server.
            let mut connections = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let count = Arc::clone(&counting);
                count.ever.fetch_add(1, Ordering::Relaxed);
                let open = count.open.fetch_add(1, Ordering::Relaxed) + 1;
                count.most.fetch_max(open, Ordering::Relaxed);
                connections.spawn(async move {
                    serve(stream, manner).await;
                    count.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Self { url, count, task }
    }

    fn builder(&self) -> TransportBuilder {
        Transport::builder("sk_test_1".parse().unwrap())
            .base_url(&self.url)
            .rate_limit(RateLimit::off())
            .max_retries(0)
    }

    fn ever(&self) -> usize {
        self.count.ever.load(Ordering::Relaxed)
    }

    fn most(&self) -> usize {
        self.count.most.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: TcpStream, manner: Manner) {
    let mut head = Vec::new();
    while stream.read_buf(&mut head).await.unwrap_or(0) > 0 {
        if !head.ends_with(b"\r\n\r\n") || manner == Manner::NeverAnswers {
            continue;
        }
        head.clear();
        // The others get their turn, so that calls that begin together are under way together.
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        let close = manner == Manner::ClosesAfterOne;
        let close = if close { "connection: close\r\n" } else { "" };
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n{close}\r\n{{}}");
        // A client that has gone away has its answer.
        let _ = stream.write_all(answer.as_bytes()).await;
        if !close.is_empty() {
            return;
        }
    }
}

fn get() -> Request {
    http::Request::get("/v1/x").body(Body::empty()).unwrap()
}

async fn twenty_at_once(transport: &Transport) {
    let mut calls: JoinSet<_> = (0..20).map(|_| transport.call(get())).collect();
    while let Some(answer) = calls.join_next().await {
        assert_eq!(answer.unwrap().unwrap().status(), 200);
    }
}

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

#[tokio::test]
async fn no_more_connections_are_open_than_may() {
    let server = Server::start(Manner::KeepsOpen).await;
    twenty_at_once(&server.builder().build().unwrap()).await;
    assert!(server.ever() > 2, "without the cap there are more");

    let server = Server::start(Manner::KeepsOpen).await;
    let transport = server.builder().max_connections(TWO).build().unwrap();
    for _ in 0..3 {
        twenty_at_once(&transport).await;
    }
    assert_eq!(server.ever(), 2);
}

#[tokio::test]
async fn a_connection_that_ends_gives_its_place_back() {
    let server = Server::start(Manner::ClosesAfterOne).await;
    let transport = server.builder().max_connections(TWO).build().unwrap();
    twenty_at_once(&transport).await;
    assert!(server.ever() >= 20);
    assert_eq!(server.most(), 2);
}

#[tokio::test]
async fn the_wait_for_a_place_ends_with_the_attempt() {
    let server = Server::start(Manner::NeverAnswers).await;
    let transport = server
        .builder()
        .max_connections(NonZeroUsize::MIN)
        .attempt_timeout(Duration::from_millis(100))
        .build()
        .unwrap();
    let (one, two) = tokio::join!(transport.call(get()), transport.call(get()));
    for error in [one.unwrap_err(), two.unwrap_err()] {
        assert_eq!(error.phase().max(Phase::MaybeSent), Phase::MaybeSent);
        assert!(matches!(
            error.kind(),
            ErrorKind::Timeout | ErrorKind::Connect
        ));
    }
    assert_eq!(server.ever(), 1);
}
