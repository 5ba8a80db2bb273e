//! The server's edges: names, addresses, caps, patience, Unix sockets, the ready file.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use identity_sandbox::{Sandbox, Server};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};

/// A folder of one test's own; it goes with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("identity-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Sends bytes and reads until the server closes.
async fn exchange(
    stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin),
    bytes: &[u8],
) -> String {
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is cut off may end in a reset; what came before it is the answer.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn call(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.addr()).await.unwrap();
    exchange(&mut stream, bytes).await
}

fn get(host: &str) -> Vec<u8> {
    format!(
        "GET /v1/identity/verification_sessions/vs_1 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Authorization: Bearer sk_test_123\r\n\r\n"
    )
    .into_bytes()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[tokio::test]
async fn a_name_that_is_not_the_sandboxs_own_is_misdirected() {
    let sandbox = Sandbox::new();
    let server = sandbox.server().allow_host("stripe.test").start();
    let server = server.await.unwrap();
    for (host, expected) in [
        ("localhost", "404"),
        ("127.0.0.1:9", "404"),
        ("STRIPE.test:80", "404"),
        ("rebound.test", "421"),
        ("localhost.rebound.test", "421"),
    ] {
        let answer = call(&server, &get(host)).await;
        assert_eq!(status(&answer), expected, "{host}: {answer}");
    }
    let answer = call(&server, &get("rebound.test")).await;
    let body: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains("localhost"), "{message}");
    assert!(!answer.contains("rebound"), "{answer}");
    // It was not let in: the sandbox did not even count it.
    assert_eq!(sandbox.requests(), 3);
}

#[tokio::test]
async fn other_machines_are_let_in_only_when_that_is_said() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let sandbox = Sandbox::new();
    let error = sandbox.server().bind(everywhere).start().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let server = sandbox.server().bind(everywhere).allow_other_machines();
    let server = server.start().await.unwrap();
    // The pages of the sandbox are found where this machine finds them.
    assert!(
        server.url().starts_with("http://127.0.0.1:"),
        "{}",
        server.url()
    );
    let reached = TcpStream::connect(("127.0.0.1", server.addr().port())).await;
    let answer = exchange(&mut reached.unwrap(), &get("10.0.0.7")).await;
    assert_eq!(status(&answer), "404", "{answer}");
}

#[tokio::test]
async fn heads_and_bodies_have_a_size() {
    let server = Sandbox::start().await.unwrap();
    let many: String = (0..200).map(|n| format!("X-{n}: 1\r\n")).collect();
    let long = format!("X-Long: {}\r\n", "a".repeat(100_000));
    for (extra, expected) in [(many, "431"), (long, "431"), (String::new(), "404")] {
        let head = format!(
            "GET /v1/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Authorization: Bearer sk_test_123\r\n{extra}\r\n"
        );
        let answer = call(&server, head.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
    // What is too long to be read as a request is answered below the sandbox, and that answer has no body.
    let path = "a".repeat(65_600);
    let answer = call(&server, format!("GET /{path} HTTP/1.1\r\n\r\n").as_bytes()).await;
    assert!(["414", "431"].contains(&status(&answer)), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    let body = "a".repeat((1 << 20) + 1);
    let large = format!(
        "POST /v1/identity/verification_sessions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         Authorization: Bearer sk_test_123\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(status(&call(&server, large.as_bytes()).await), "413");
}

/// With the clock paused, time passes as soon as everybody waits: no second is spent here.
#[tokio::test(start_paused = true)]
async fn whoever_sends_nothing_or_half_a_thing_is_cut_off() {
    let server = Sandbox::start().await.unwrap();
    let http_2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for sent in [
        &b""[..],
        b"P",
        b"GET / HT",
        http_2,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    ] {
        let started = tokio::time::Instant::now();
        let _ = call(&server, sent).await;
        let waited = started.elapsed();
        assert!(
            waited <= Duration::from_secs(60),
            "{waited:?} after {sent:?}"
        );
    }
}

#[tokio::test]
async fn a_unix_socket_serves_its_owner_and_goes_with_the_server() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("unix");
    let path = folder.path("sandbox.sock");
    let sandbox = Sandbox::new();
    let server = sandbox.server().unix_socket(&path).start().await.unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let mut stream = UnixStream::connect(&path).await.unwrap();
    // No browser opens Unix sockets: any name will do.
    let answer = exchange(&mut stream, &get("api.stripe.com")).await;
    assert_eq!(status(&answer), "404", "{answer}");
    // A second server does not take it away.
    let error = Sandbox::new().server().unix_socket(&path).start().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::AddrInUse);
    drop(server);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_socket_left_behind_makes_room_and_a_file_does_not() {
    let folder = Folder::new("stale");
    let path = folder.path("sandbox.sock");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    let server = Sandbox::new().server().unix_socket(&path).start().await;
    drop(server.unwrap());
    std::fs::write(&path, "notes").unwrap();
    let error = Sandbox::new().server().unix_socket(&path).start().await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::AddrInUse);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "notes");
}

#[tokio::test]
async fn the_ready_file_is_there_whole_or_not_at_all() {
    let folder = Folder::new("ready");
    let path = folder.path("ready.json");
    let server = Sandbox::start().await.unwrap();
    server.ready().write_to(&path).unwrap();
    let ready: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(ready["url"], server.url());
    assert_eq!(ready["address"], server.addr().to_string());
    assert!(ready["api_key"].as_str().unwrap().starts_with("sk_test_"));
    let nowhere = folder.path("missing").join("ready.json");
    assert!(server.ready().write_to(&nowhere).is_err());
    let left = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "nothing else is left behind");
}
