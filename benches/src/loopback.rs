//! The client over a connection to a server of a few lines, and hyper-util's pooled client alone in its place:
//! what is spent beside the kernel's part. The server's share is the same in both.

use std::future::Future;
use std::hint::black_box;
use std::io;

use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client as Pooled;
use hyper_util::rt::TokioExecutor;
use identity_client::{Client, RateLimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::{stack, values};

const KEY: &str = "sk_test_bench";
const PATH: &str = "/v1/identity/verification_sessions";

/// The typed create: validated, encoded, sent, answered and decoded.
pub(crate) fn creates(times: u32) {
    over_loopback(async |url| {
        let client = Client::builder(KEY.parse().expect("a key"))
            .base_url(&url)
            .rate_limit(RateLimit::off())
            .build()
            .expect("the settings can work");
        let params = values::full();
        for _ in 0..times {
            let sessions = client.verification_sessions();
            let session = sessions.create(black_box(&params)).await;
            black_box(session.expect("the server answers"));
        }
    });
}

/// The same bytes, and the answer read without a look at it.
pub(crate) fn bare(times: u32) {
    over_loopback(async |url| {
        let client = Pooled::builder(TokioExecutor::new()).build_http();
        let request = http::Request::post(format!("{url}{PATH}"))
            .header("authorization", format!("Bearer {KEY}"))
            .header("accept", "application/json")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("idempotency-key", "00000000-0000-4000-8000-000000000000")
            .header("stripe-version", "2026-10-28.endive")
            .header("user-agent", "identity-transport/0.1.0")
            .body(Full::<bytes::Bytes>::from(form()))
            .expect("a request");
        for _ in 0..times {
            let answer = client.request(black_box(request.clone())).await;
            let body = answer.expect("the server answers").into_body();
            black_box(body.collect().await.expect("the body is whole"));
        }
    });
}

fn form() -> String {
    identity_form::to_string(&values::full()).expect("the value has a form")
}

/// Lets `calls` ask a server in this thread.
fn over_loopback<F: Future<Output = ()>>(calls: impl FnOnce(String) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the system gives a clock and sockets");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let server = tokio::spawn(serve(listener));
        calls(format!("http://{address}")).await;
        server.abort();
    });
}

/// Answers every request on one connection with a session.
async fn serve(listener: TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept().await?;
    stream.set_nodelay(true)?;
    let (end, session) = (form(), stack::SESSION);
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: req_bench\r\ncontent-length: {}\r\n\r\n{session}",
        session.len()
    );
    let mut request = Vec::with_capacity(4096);
    while stream.read_buf(&mut request).await? > 0 {
        if request.ends_with(end.as_bytes()) {
            request.clear();
            stream.write_all(answer.as_bytes()).await?;
        }
    }
    Ok(())
}
