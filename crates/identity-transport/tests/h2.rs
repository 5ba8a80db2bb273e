//! HTTP/2 over TLS, from a server that writes its frames by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/lines.rs"]
mod lines;
#[path = "support/tls_server.rs"]
mod tls_server;

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_transport::{
    AttemptEvent, Body, CallInfo, CallOptions, Error, ErrorKind, Phase, Request, Response,
    Transport,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use self::lines::Lines;
use self::tls_server::{Authority, Server, VALID};

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const NO_ERROR: u32 = 0;
const INTERNAL_ERROR: u32 = 2;
const REFUSED_STREAM: u32 = 7;
const ENHANCE_YOUR_CALM: u32 = 11;

/// The server's side of a connection.
struct Connection {
    stream: TlsStream<TcpStream>,
    number: usize,
    /// The stream of the request that was read last.
    id: u32,
}

impl Connection {
    async fn frame(&mut self, kind: u8, flags: u8, id: u32, payload: &[u8]) {
        let mut bytes = u32::try_from(payload.len()).unwrap().to_be_bytes()[1..].to_vec();
        bytes.extend([kind, flags]);
        bytes.extend(id.to_be_bytes());
        bytes.extend(payload);
        // A client that has gone away is what some of the tests are about.
        let _ = self.stream.write_all(&bytes).await;
        let _ = self.stream.flush().await;
    }

    /// Reads frames up to the end of a request; false at the end of the connection.
    async fn request(&mut self) -> bool {
        loop {
            let mut head = [0; 9];
            if self.stream.read_exact(&mut head).await.is_err() {
                return false;
            }
            let length =
                usize::from(head[0]) << 16 | usize::from(head[1]) << 8 | usize::from(head[2]);
            let mut payload = vec![0; length];
            if self.stream.read_exact(&mut payload).await.is_err() {
                return false;
            }
            let (kind, flags) = (head[3], head[4]);
            if kind == SETTINGS && flags == 0 {
                self.frame(SETTINGS, 1, 0, &[]).await;
            }
            // END_STREAM on HEADERS or DATA.
            if kind <= HEADERS && flags & 1 == 1 {
                self.id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
                return true;
            }
        }
    }

    /// A 200 without a body.
    async fn ok(&mut self) {
        self.frame(HEADERS, 5, self.id, &[0x88]).await;
    }

    async fn reset(&mut self, code: u32) {
        self.frame(RST_STREAM, 0, self.id, &code.to_be_bytes())
            .await;
    }

    /// Says that nothing after stream `last` was looked at.
    async fn go_away(&mut self, last: u32, code: u32) {
        let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
        self.frame(GOAWAY, 0, 0, &payload).await;
    }
}

struct Fixture {
    server: Server,
    transport: Transport,
    /// Of each attempt: its number, whether another follows, and how long it took.
    events: Arc<Mutex<Vec<(u32, bool, Duration)>>>,
    /// The clock is paused until the next attempt has ended.
    is_paused: Arc<AtomicBool>,
}

impl Fixture {
    async fn start<F, Fut>(serve: F) -> Self
    where
        F: Fn(Connection) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let authority = Authority::new("test");
        let leaf = authority.leaf("127.0.0.1", VALID);
        let serve = Arc::new(serve);
        let server = Server::start(&leaf, "h2", None, move |stream, number| {
            let serve = Arc::clone(&serve);
            let mut connection = Connection {
                stream,
                number,
                id: 0,
            };
            async move {
                let mut preface = [0; 24];
                if connection.stream.read_exact(&mut preface).await.is_ok() {
                    connection.frame(SETTINGS, 0, 0, &[]).await;
                    serve(connection).await;
                }
            }
        })
        .await;
        let events = Arc::<Mutex<Vec<_>>>::default();
        let told = Arc::clone(&events);
        let is_paused = Arc::new(AtomicBool::new(false));
        let was_paused = Arc::clone(&is_paused);
        let transport = Transport::builder("sk_test_MARK".parse().unwrap())
            .base_url(&server.url)
            .trust_only(authority.pem())
            .jitter(|| 0)
            .on_attempt(move |event: &AttemptEvent<'_>| {
                let event = (event.attempt(), event.will_retry(), event.elapsed());
                told.lock().unwrap().push(event);
                if was_paused.swap(false, Ordering::Relaxed) {
                    tokio::time::resume();
                }
            })
            .build()
            .unwrap();
        Self {
            server,
            transport,
            events,
            is_paused,
        }
    }

    async fn post(&self) -> Result<Response, Error> {
        let request: Request = http::Request::post("/v1/x")
            .body(Body::from("a=b"))
            .unwrap();
        self.transport.call(request).await
    }
}

fn attempts(response: &Response) -> u32 {
    CallInfo::of(response.extensions()).unwrap().attempts
}

#[tokio::test]
async fn calls_share_one_connection() {
    let fixture = Fixture::start(|mut connection| async move {
        while connection.request().await {
            connection.ok().await;
        }
    })
    .await;
    for _ in 0..3 {
        assert_eq!(fixture.post().await.unwrap().status(), 200);
    }
    assert_eq!(fixture.server.connections(), 1);
}

/// A server that is replaced in good order costs no attempt.
#[tokio::test]
async fn a_request_that_was_turned_away_is_sent_again_and_not_counted() {
    let refused = Fixture::start(|mut connection| async move {
        let mut is_first = true;
        while connection.request().await {
            if is_first {
                connection.reset(REFUSED_STREAM).await;
            } else {
                connection.ok().await;
            }
            is_first = false;
        }
    })
    .await;
    let gone = Fixture::start(|mut connection| async move {
        while connection.request().await {
            if connection.number == 0 {
                connection.go_away(0, NO_ERROR).await;
            } else {
                connection.ok().await;
            }
        }
    })
    .await;
    for (fixture, connections) in [(refused, 1), (gone, 2)] {
        let response = fixture.post().await.unwrap();
        assert_eq!(attempts(&response), 1);
        let events = fixture.events.lock().unwrap();
        let events: Vec<_> = events.iter().map(|event| (event.0, event.1)).collect();
        assert_eq!(events, [(1, true), (1, false)]);
        assert_eq!(fixture.server.connections(), connections);
    }
}

/// The free ones are few, and then it is a fault as any other.
#[tokio::test]
async fn a_server_that_turns_all_away_is_given_up() {
    let fixture = Fixture::start(|mut connection| async move {
        while connection.request().await {
            connection.reset(REFUSED_STREAM).await;
        }
    })
    .await;
    let error = fixture.post().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Lost, Phase::NotSent, 3)
    );
    assert_eq!(fixture.events.lock().unwrap().len(), 6);
}

/// Anything else than good order is an attempt, after which the request may have taken effect.
#[tokio::test]
async fn another_reset_is_an_attempt() {
    for (is_reset, code) in [
        (true, INTERNAL_ERROR),
        (true, ENHANCE_YOUR_CALM),
        (false, ENHANCE_YOUR_CALM),
    ] {
        let fixture = Fixture::start(move |mut connection| async move {
            while connection.request().await {
                if connection.number > 0 || connection.id > 1 {
                    connection.ok().await;
                } else if is_reset {
                    connection.reset(code).await;
                } else {
                    connection.go_away(0, code).await;
                }
            }
        })
        .await;
        let response = fixture.post().await.unwrap();
        assert_eq!(attempts(&response), 2, "{is_reset} {code}");
    }
}

/// The answer of a stream that the server did take is waited for after a GOAWAY; when it does not come,
/// nobody claims that the request was not looked at.
#[tokio::test]
async fn a_goaway_does_not_speak_for_the_streams_before_it() {
    let kept = Fixture::start(|mut connection| async move {
        connection.request().await;
        connection.go_away(connection.id, NO_ERROR).await;
        connection.ok().await;
    })
    .await;
    assert_eq!(attempts(&kept.post().await.unwrap()), 1);

    let broken = Fixture::start(|mut connection| async move {
        connection.request().await;
        connection.go_away(connection.id, NO_ERROR).await;
    })
    .await;
    let error = broken.post().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase(), error.attempts()),
        (ErrorKind::Lost, Phase::MaybeSent, 3)
    );
}

/// A connection on which nothing answers any more is noticed by its pings, and replaced.
#[tokio::test]
async fn a_connection_that_hangs_is_replaced() {
    let hangs = Arc::new(AtomicBool::new(false));
    let it_hangs = Arc::clone(&hangs);
    let fixture = Fixture::start(move |mut connection| {
        let hangs = Arc::clone(&it_hangs);
        async move {
            while connection.request().await {
                if connection.number > 0 {
                    connection.ok().await;
                    continue;
                }
                hangs.store(true, Ordering::Relaxed);
                let mut ignored = Vec::new();
                let _ = connection.stream.read_to_end(&mut ignored).await;
            }
        }
    })
    .await;
    let call = fixture.post();
    tokio::pin!(call);
    while !hangs.load(Ordering::Relaxed) {
        tokio::select! {
            biased;
            _ = &mut call => unreachable!("the server hangs"),
            () = tokio::task::yield_now() => {}
        }
    }
    // Pings and their time-outs pass at once; connecting anew is on the real clock again.
    fixture.is_paused.store(true, Ordering::Relaxed);
    tokio::time::pause();
    let response = call.await.unwrap();
    assert_eq!(attempts(&response), 2);
    let (_, _, elapsed) = fixture.events.lock().unwrap()[0];
    assert_eq!(
        elapsed.as_secs(),
        20,
        "a ping after 10 s, and 10 s for its answer"
    );
}

/// What h2 logs of its frames is theirs to change: no line of any level shows what is marked.
#[tokio::test]
async fn the_log_of_the_frames_shows_nothing_that_is_marked() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let fixture = Fixture::start(|mut connection| async move {
        while connection.request().await {
            let head = b"\x88\x00\x06x-MARK\x04MARK".to_ascii_lowercase();
            connection.frame(HEADERS, 4, connection.id, &head).await;
            connection.frame(0, 1, connection.id, b"MARK").await;
        }
    })
    .await;
    let mut request: Request = http::Request::post("/v1/x?email=MARK")
        .header("x-own", "MARK")
        .body(Body::from("email=MARK"))
        .unwrap();
    let options = CallOptions::new().idempotency_key("MARK".parse().unwrap());
    request.extensions_mut().insert(options.context("MARK"));
    let response = fixture.transport.call(request).await.unwrap();
    assert_eq!(response.body().as_bytes(), b"MARK");

    let lines = lines.lines.lock().unwrap();
    assert!(lines.len() > 100, "h2 logs its frames");
    let marked = |line: &&String| line.to_ascii_lowercase().contains("mark");
    let with_mark: Vec<_> = lines.iter().filter(marked).collect();
    assert!(with_mark.is_empty(), "{with_mark:#?}");
}
