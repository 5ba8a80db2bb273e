//! A wire of one's own: it plays a recording back, and refuses what was not recorded.
//!
//! Run with `cargo run -p identity-transport --example own_wire`.

#![expect(clippy::print_stdout, reason = "an example shows its outcome")]

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use identity_transport::{Body, BoxError, CallInfo, ErrorKind, Request, Response, Transport};
use tower_service::Service;

/// A method and a path.
type Asked = (&'static str, &'static str);
/// A status and a body.
type Answered = (u16, &'static str);

/// What the API answered once.
#[derive(Clone)]
struct Tape(Arc<HashMap<Asked, Answered>>);

impl Service<Request> for Tape {
    type Response = Response;
    type Error = BoxError;
    type Future = Ready<Result<Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let asked = (request.method().as_str(), request.uri().path());
        ready(match self.0.get(&asked) {
            Some(&(status, body)) => http::Response::builder()
                .status(status)
                .body(Body::from(body))
                .map_err(Into::into),
            // A lost connection to the stack above, which tries again and then gives up.
            None => Err(io::Error::from(io::ErrorKind::ConnectionReset).into()),
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let tape = Tape(Arc::new(HashMap::from([(
        ("GET", "/v1/events"),
        (200, r#"{"object":"list","data":[]}"#),
    )])));
    // The whole stack stands above: keys, retries, limits, logs.
    let transport = Transport::builder("sk_test_51abc".parse()?)
        .jitter(|| 0)
        .build_over(tape)?;

    let recorded = http::Request::get("/v1/events").body(Body::empty())?;
    let response = transport.call(recorded).await?;
    let info = CallInfo::of(response.extensions()).ok_or("the stack leaves one")?;
    assert_eq!((response.status().as_u16(), info.attempts), (200, 1));
    println!(
        "recorded: {} at attempt {}",
        response.status(),
        info.attempts
    );

    let unknown = http::Request::get("/v1/charges").body(Body::empty())?;
    let Err(error) = transport.call(unknown).await else {
        return Err("what is not on the tape has no answer".into());
    };
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Lost, 3));
    println!("not recorded: {error}, after {} attempts", error.attempts());
    Ok(())
}
