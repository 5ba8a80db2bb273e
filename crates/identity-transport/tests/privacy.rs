//! Every secret and everything that a person typed carries a mark here; no log line of any crate, at any
//! level, and no error shows one.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/lines.rs"]
mod lines;
#[path = "support/tls_server.rs"]
mod tls_server;

use std::sync::{Arc, Mutex};

use identity_transport::layers::RedisQuota;
use identity_transport::{
    AttemptEvent, Body, CallOptions, Error, Request, Response, Transport, TransportBuilder,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use self::lines::Lines;
use self::tls_server::{Authority, Server, VALID};

const OK: &str = "HTTP/1.1 200 OK\r\nx-MARK: MARK\r\nset-cookie: MARK\r\n\
    stripe-notice: MARK\r\ncontent-length: 4\r\n\r\nMARK";

/// Reads what comes and answers each request with `says`.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, says: &str) {
    let mut bytes = Vec::new();
    while stream
        .read_buf(&mut bytes)
        .await
        .is_ok_and(|count| count > 0)
    {
        // The body is the last thing of a request.
        if bytes.ends_with(b"email=MARK") {
            assert!(String::from_utf8_lossy(&bytes).contains("Bearer sk_test_MARK"));
            let _ = stream.write_all(says.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    }
}

/// A server in clear that answers with `says`; it lives as long as the test.
async fn plain(says: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let stream = listener.accept().await.unwrap().0;
            tokio::spawn(answer(stream, says));
        }
    });
    format!("http://{place}")
}

/// A proxy that opens the tunnel, or says something else.
async fn proxy(says: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let mut from = listener.accept().await.unwrap().0;
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                from.read_buf(&mut head).await.unwrap();
            }
            // "me_MARK:MARK"
            assert!(String::from_utf8_lossy(&head).contains("Basic bWVfTUFSSzpNQVJL"));
            from.write_all(says.as_bytes()).await.unwrap();
            if says.starts_with("HTTP/1.1 200") {
                let target = String::from_utf8(head).unwrap();
                let target = target.split(' ').nth(1).unwrap();
                let mut to = TcpStream::connect(target).await.unwrap();
                let _ = copy_bidirectional(&mut from, &mut to).await;
            }
        }
    });
    format!("http://me_MARK:MARK@{place}")
}

fn builder(url: &str, shown: &Arc<Mutex<String>>) -> TransportBuilder {
    let shown = Arc::clone(shown);
    Transport::builder("sk_test_MARK".parse().unwrap())
        .base_url(url)
        .max_retries(1)
        .jitter(|| 0)
        .on_attempt(move |event: &AttemptEvent<'_>| {
            shown.lock().unwrap().push_str(&format!("{event:?}"));
        })
}

async fn call(builder: TransportBuilder, shown: &Mutex<String>) -> Result<Response, Error> {
    shown.lock().unwrap().push_str(&format!("{builder:?}"));
    let transport = builder.build()?;
    let mut request: Request = http::Request::post("/v1/x?email=MARK")
        .body(Body::from("email=MARK"))
        .unwrap();
    let mut headers = http::HeaderMap::new();
    headers.insert("x-own", "MARK".parse().unwrap());
    let options = CallOptions::new()
        .idempotency_key("MARK".parse().unwrap())
        .context("MARK")
        .headers(headers);
    shown.lock().unwrap().push_str(&format!("{options:?}"));
    request.extensions_mut().insert(options);
    transport.call(request).await
}

/// All that an error shows of itself and of its causes.
fn all_of(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(&format!("{cause} {cause:?}"));
        next = cause.source();
    }
    text
}

#[tokio::test]
async fn nothing_shows_what_is_marked() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let shown = Arc::<Mutex<String>>::default();

    let authority = Authority::new("test");
    let tls = async |years| {
        let leaf = authority.leaf("127.0.0.1", years);
        Server::start(&leaf, "http/1.1", None, |stream, _| answer(stream, OK)).await
    };
    let good = tls(VALID).await;
    let expired = tls((2019, 2020)).await;
    let tunnel = proxy("HTTP/1.1 200 OK\r\n\r\n").await;
    let refusal = proxy("HTTP/1.1 407 MARK\r\nproxy-authenticate: MARK\r\n\r\nMARK").await;
    let over_tls = |server: &Server| builder(&server.url, &shown).trust_only(authority.pem());
    let redis = RedisQuota::new("redis://MARK:MARK@127.0.0.1:1").unwrap();
    shown.lock().unwrap().push_str(&format!("{redis:?}"));

    for (builder, is_ok) in [
        (builder(&plain(OK).await, &shown), true),
        (
            builder(&plain("HTTP/1.1 503 MARK\r\n\r\nMARK").await, &shown),
            true,
        ),
        (
            builder(&plain("MARK MARK\r\nMARK: \r\n\r\n").await, &shown),
            false,
        ),
        (
            builder(&plain("HTTP/1.1 200 OK\r\nMARK\r\n\r\n").await, &shown),
            false,
        ),
        (
            builder(
                &plain("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nMARK").await,
                &shown,
            ),
            false,
        ),
        (
            builder(
                &plain("HTTP/1.1 200 OK\r\ncontent-length: MARK\r\n\r\n").await,
                &shown,
            ),
            false,
        ),
        (over_tls(&good), true),
        (over_tls(&expired), false),
        (over_tls(&good).proxy(&tunnel), true),
        (over_tls(&good).proxy(&refusal), false),
        (over_tls(&good).proxy("http://MARK@MARK"), false),
        (builder("http://MARK.example", &shown), false),
        (over_tls(&good).client_certificate("MARK", "MARK"), false),
        (over_tls(&good).quota_store(redis.fail_closed()), false),
    ] {
        match call(builder, &shown).await {
            Ok(response) => {
                assert!(is_ok);
                shown
                    .lock()
                    .unwrap()
                    .push_str(&format!("{:?}", response.body()));
            }
            Err(error) => {
                assert!(!is_ok, "{error}");
                shown.lock().unwrap().push_str(&all_of(&error));
            }
        }
    }

    assert_eq!((good.connections(), expired.connections()), (2, 1));
    let shown = shown.lock().unwrap();
    assert!(!shown.contains("MARK"), "{shown}");
    let lines = lines.lines.lock().unwrap();
    assert!(lines.len() > 100, "the crates below log too");
    let with_mark: Vec<_> = lines.iter().filter(|line| line.contains("MARK")).collect();
    assert!(with_mark.is_empty(), "{with_mark:#?}");
}
