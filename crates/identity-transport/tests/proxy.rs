//! A proxy, when it is asked for: the tunnel, its login, and that its answers are never the API's.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/tls_server.rs"]
mod tls_server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_transport::{Body, Error, ErrorKind, Phase, Request, Transport, TransportBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

use self::tls_server::{Authority, Server, VALID};

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";

/// Reads a head.
async fn head(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            break;
        }
    }
    String::from_utf8(bytes).unwrap()
}

async fn answer(mut stream: TlsStream<TcpStream>, _: usize) {
    if !head(&mut stream).await.is_empty() {
        let _ = stream.write_all(OK.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}

/// A proxy that answers `CONNECT` with `says`, and opens the tunnel if that is a 200.
struct Proxy {
    place: String,
    heads: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    async fn start(says: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = listener.local_addr().unwrap().to_string();
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        let task = tokio::spawn(async move {
            loop {
                let mut from = listener.accept().await.unwrap().0;
                let head = head(&mut from).await;
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                seen.lock().unwrap().push(head);
                // One that hangs up in between is what some of the tests are about.
                let _ = from.write_all(says.as_bytes()).await;
                if says.starts_with("HTTP/1.1 200") {
                    let mut to = TcpStream::connect(target).await.unwrap();
                    let _ = copy_bidirectional(&mut from, &mut to).await;
                } else if says.is_empty() {
                    std::future::pending::<()>().await;
                }
            }
        });
        Self { place, heads, task }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn call(builder: TransportBuilder) -> Result<u16, Error> {
    let request: Request = http::Request::get("/v1/x").body(Body::empty()).unwrap();
    Ok(builder
        .jitter(|| 0)
        .build()?
        .call(request)
        .await?
        .status()
        .as_u16())
}

#[tokio::test]
async fn a_call_goes_through_the_tunnel_with_its_login() {
    let authority = Authority::new("test");
    let leaf = authority.leaf("127.0.0.1", VALID);
    let server = Server::start(&leaf, "http/1.1", None, answer).await;
    let proxy = Proxy::start("HTTP/1.1 200 Connection established\r\nvia: x\r\n\r\n").await;
    let builder = Transport::builder("sk_test_1".parse().unwrap())
        .base_url(&server.url)
        .trust_only(authority.pem())
        .proxy(&format!("http://me:p%40ss@{}", proxy.place));
    assert!(!format!("{builder:?}").contains("p%40ss"));
    assert_eq!(call(builder).await.unwrap(), 200);
    assert_eq!(server.connections(), 1);
    let target = server.url.strip_prefix("https://").unwrap();
    assert_eq!(
        proxy.heads(),
        [format!(
            "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n\r\n"
        )]
    );
}

/// What a proxy says is never an answer of the API, whatever it looks like.
#[tokio::test]
async fn a_proxy_that_refuses_is_named_and_asked_again_only_if_it_helps() {
    for (says, kind, attempts, sentence) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            ErrorKind::Proxy,
            1,
            "the proxy wants a login, or another one",
        ),
        (
            "HTTP/1.1 403 Forbidden\r\n\r\n{\"error\":{\"type\":\"invalid_request_error\"}}",
            ErrorKind::Proxy,
            1,
            "the proxy refused the connection",
        ),
        (
            "HTTP/1.0 502 Bad Gateway\r\n\r\n",
            ErrorKind::Connect,
            3,
            "no connection: the proxy has none",
        ),
        (
            "SSH-2.0-OpenSSH\r\n\r\n",
            ErrorKind::Proxy,
            1,
            "the proxy does not speak HTTP",
        ),
        (
            "HTTP/1.1",
            ErrorKind::Connect,
            3,
            "no connection: closed by the proxy",
        ),
    ] {
        let proxy = Proxy::start(says).await;
        let builder = Transport::builder("sk_test_1".parse().unwrap())
            .proxy(&format!("http://{}", proxy.place));
        let error = call(builder).await.unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert_eq!(
            (error.kind(), error.phase()),
            (kind, Phase::NotSent),
            "{says}"
        );
        assert_eq!(error.attempts(), attempts, "{says}");
        assert!(error.status().is_none() && error.api_error().is_none());
        // The default host, and the key stays here.
        for head in proxy.heads() {
            assert!(head.starts_with("CONNECT api.stripe.com:443 "), "{head}");
            assert!(!head.contains("sk_test_1"));
        }
        assert_eq!(proxy.heads().len(), attempts as usize);
    }
}

#[tokio::test]
async fn a_proxy_that_stalls_ends_with_the_connect_timeout() {
    let proxy = Proxy::start("").await;
    let builder = Transport::builder("sk_test_1".parse().unwrap())
        .proxy(&format!("http://{}", proxy.place))
        .connect_timeout(Duration::from_millis(50))
        .max_retries(0);
    let error = call(builder).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert_eq!(
        error.to_string(),
        "no connection through the proxy within the connect time-out"
    );
}

#[test]
fn a_url_that_is_no_proxys_is_refused_without_its_value() {
    let builder = Transport::builder("sk_test_1".parse().unwrap()).proxy("https://SECRET");
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(
        error.to_string(),
        "proxy: must be http://, a host, and perhaps a port"
    );
}
