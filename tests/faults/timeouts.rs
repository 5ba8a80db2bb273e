//! Rows 63 to 65: answers that stall or trickle end with the time that the caller gave them.

use std::time::Duration;

use identity_client::{Client, Error, ErrorKind, NotRetried, Phase};

use crate::support::answers::head;
use crate::support::caller::{builder, create, delete, facts, failed, status};
use crate::support::script::{Drip, Request, Stall, Step, write};
use crate::support::server::Server;

/// Long enough for a connection on this machine, short enough for a test.
const MOMENT: Duration = Duration::from_millis(80);

fn impatient(server: &Server) -> Client {
    builder(&server.url)
        .attempt_timeout(MOMENT)
        .max_retries(1)
        .build()
        .unwrap()
}

/// How far an answer came before it stalled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Came {
    Nothing,
    TheHead,
}

fn is_told(error: &Error, what: &str, came: Came) {
    let (end, code) = match came {
        Came::Nothing => ("", None),
        Came::TheHead => (": the body of its answer (200) stalled", Some(200)),
    };
    assert_eq!(
        error.to_string(),
        format!("the {what} did not end within 80ms{end}")
    );
    assert_eq!(status(error), code);
}

/// The attempt's time ends each attempt; a call with a key is sent again, one without is not.
async fn ends_with_the_attempt(script: Vec<Step>, came: Came) {
    let server = Server::always(script).await;
    let client = impatient(&server);
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Timeout, Phase::MaybeSent, 2));
    is_told(&error, "attempt", came);
    assert_eq!(error.not_retried(), Some(NotRetried::Attempts));
    assert!(error.is_retryable() && error.idempotency_key().is_some());
    let error = failed(delete(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Timeout, Phase::MaybeSent, 1));
    assert_eq!(error.not_retried(), Some(NotRetried::MaybeSent));
    // What is left of such an answer goes with its connection.
    assert_eq!(server.places(), [0, 1, 2]);
}

/// And the call's own time ends the call, whatever an attempt may take.
async fn ends_with_the_call(script: Vec<Step>, came: Came) {
    let server = Server::always(script).await;
    let client = builder(&server.url).timeout(MOMENT).build().unwrap();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Timeout, Phase::MaybeSent, 1));
    is_told(&error, "call", came);
}

pub(crate) async fn a_body_that_stalls() {
    let script = vec![
        Request,
        write(format!("{}content-length: 100\r\n\r\n{{", head(200))),
        Stall,
    ];
    ends_with_the_attempt(script.clone(), Came::TheHead).await;
    ends_with_the_call(script, Came::TheHead).await;
}

pub(crate) async fn a_body_that_trickles() {
    let start = format!("{}transfer-encoding: chunked\r\n\r\n", head(200));
    let script = vec![Request, write(start), Drip("1\r\n \r\n".into())];
    ends_with_the_attempt(script.clone(), Came::TheHead).await;
    ends_with_the_call(script, Came::TheHead).await;
}

pub(crate) async fn a_head_that_trickles() {
    let script = vec![Request, write("HTTP/1.1 200 OK\r\nx: "), Drip("y".into())];
    ends_with_the_attempt(script.clone(), Came::Nothing).await;
    ends_with_the_call(script, Came::Nothing).await;
    ends_with_the_attempt(vec![Request, Stall], Came::Nothing).await;
}
