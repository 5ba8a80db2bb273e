//! Rows 32 to 37 and 41 to 43: connections that break while a request goes out, or between two.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::Duration;

use http::Method;
use identity_client::{CallOptions, Client, ErrorKind, Phase};

use crate::support::MARK;
use crate::support::answers::{error, ok};
use crate::support::caller::{
    builder, client, create, create_with, delete, facts, failed, retrieve, status,
};
use crate::support::script::{HalfClose, Head, Request, Reset, Stall, Step, serve, write};
use crate::support::server::Server;

const LOST: (ErrorKind, Phase, u32) = (ErrorKind::Lost, Phase::MaybeSent, 1);

/// Lets the tasks of connections see what has come.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// Noticed before anything is written: it costs no attempt, not even one that may not be repeated.
pub(crate) async fn an_idle_connection_that_was_closed() {
    for end in [vec![], vec![Reset], vec![HalfClose, Stall]] {
        let server = Server::always([vec![Request, write(ok())], end].concat()).await;
        let client = builder(&server.url).max_retries(0).build().unwrap();
        for _ in 0..3 {
            assert_eq!(create(&client).await.unwrap().attempts(), 1);
            settle().await;
        }
        assert_eq!(server.places(), [0, 1, 2]);
    }
}

/// The first call is answered; the connection breaks under the second by `end`.
async fn breaks_under_the_second(end: Vec<Step>) {
    let first = [vec![Request, write(ok()), Request], end].concat();
    let scripts = || vec![first.clone(), serve(ok())];

    let server = Server::start(scripts()).await;
    let one = client(&server.url);
    create(&one).await.unwrap();
    assert_eq!(create(&one).await.unwrap().attempts(), 2);
    let seen = server.requests();
    assert_eq!(server.places(), [0, 0, 1]);
    assert!(seen[1].key().is_some() && seen[1].key() == seen[2].key());
    assert_ne!(seen[0].key(), seen[1].key());

    for is_keyed in [true, false] {
        let server = Server::start(scripts()).await;
        let client = client(&server.url);
        retrieve(&client).await.unwrap();
        let error = if is_keyed {
            failed(create_with(&client, CallOptions::new().max_retries(0)).await)
        } else {
            failed(delete(&client).await)
        };
        assert_eq!(facts(&error), LOST);
        assert_eq!(error.is_retryable(), is_keyed);
        assert_eq!(server.requests().len(), 2, "it is sent once");
    }
}

pub(crate) async fn a_connection_that_closes_under_the_request() {
    breaks_under_the_second(vec![]).await;
}

pub(crate) async fn a_break_before_the_head() {
    breaks_under_the_second(vec![Reset]).await;
    breaks_under_the_second(vec![HalfClose, Stall]).await;
}

pub(crate) async fn a_break_in_the_head() {
    for end in [vec![], vec![Reset]] {
        let start = vec![write("HTTP/1.1 200 OK\r\ncontent-le")];
        breaks_under_the_second([start, end].concat()).await;
    }
}

/// More than the buffers of both sides hold.
async fn upload(client: &Client) -> Result<(), identity_client::Error> {
    let large = BTreeMap::from([("large", MARK.repeat(3 << 20))]);
    client.raw(Method::POST, "/v1/x", &large).await.map(|_| ())
}

pub(crate) async fn an_upload_that_is_refused_half_way() {
    let refusal = error(413, r#""type":"invalid_request_error","code":"too_large""#);
    for end in [vec![], vec![HalfClose, Stall], vec![Stall]] {
        let server = Server::always([vec![Head, write(refusal.clone())], end].concat()).await;
        let error = failed(upload(&client(&server.url)).await);
        assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
        assert_eq!(status(&error), Some(413));
    }
}

pub(crate) async fn an_answer_before_the_whole_request() {
    let server = Server::start(vec![vec![Head, write(ok()), Stall], serve(ok())]).await;
    let client = client(&server.url);
    upload(&client).await.unwrap();
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
    assert_eq!(
        server.places(),
        [0, 1],
        "half a request stands in the first one"
    );
}

/// The wait for a place counts in the deadline, and ends with it.
pub(crate) async fn no_connection_left() {
    let server = Server::start(vec![vec![Request, Stall], serve(ok())]).await;
    let client = builder(&server.url)
        .with(|transport| transport.max_in_flight(NonZeroUsize::MIN))
        .build()
        .unwrap();
    let mut first = Box::pin(create(&client));
    tokio::select! {
        _ = &mut first => panic!("nobody answers it"),
        () = server.has_read(1) => {}
    }
    let short = CallOptions::new().timeout(Duration::from_millis(80));
    let error = failed(create_with(&client, short).await);
    assert_eq!(facts(&error), (ErrorKind::Timeout, Phase::NotSent, 0));
    assert_eq!(server.requests().len(), 1, "it was not sent");
    // First come, first served, and the place of a call that was given up is free.
    let (second, third) = (create(&client), retrieve(&client));
    let (_, second, third) = tokio::join!(async { drop(first) }, second, third);
    second.unwrap();
    third.unwrap();
    let lines: Vec<_> = server
        .requests()
        .iter()
        .map(|seen| seen.line()[..4].to_owned())
        .collect();
    assert_eq!(lines, ["POST", "POST", "GET "]);
    no_socket_left().await;
}

/// So does the wait for a connection, where their number is capped.
async fn no_socket_left() {
    let server = Server::start(vec![vec![Request, Stall], serve(ok())]).await;
    let client = builder(&server.url)
        .attempt_timeout(Duration::from_millis(80))
        .max_retries(0)
        .with(|transport| transport.max_connections(NonZeroUsize::MIN))
        .build()
        .unwrap();
    let long = CallOptions::new().attempt_timeout(Duration::from_secs(30));
    let mut first = Box::pin(create_with(&client, long));
    tokio::select! {
        _ = &mut first => panic!("nobody answers it"),
        () = server.has_read(1) => {}
    }
    let error = failed(create(&client).await);
    assert_eq!(error.attempts(), 1);
    assert!(
        matches!(error.kind(), ErrorKind::Connect | ErrorKind::Timeout),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1, "it was not sent");
    drop(first);
    server.has_ended(1).await;
    create(&client).await.unwrap();
    assert_eq!(server.places(), [0, 1]);
}

/// A process that was frozen finds its connections old, and trusts none of them.
pub(crate) async fn a_process_that_was_frozen() {
    let server = Server::always(serve(ok())).await;
    let client = client(&server.url);
    let wait = async |wait: Duration| {
        tokio::time::pause();
        tokio::time::advance(wait).await;
        tokio::time::resume();
    };
    create(&client).await.unwrap();
    wait(Duration::from_secs(10)).await;
    create(&client).await.unwrap();
    for pause in [Duration::from_secs(50), Duration::from_secs(400 * 86_400)] {
        wait(pause).await;
        assert_eq!(create(&client).await.unwrap().attempts(), 1);
    }
    assert_eq!(server.places(), [0, 0, 1, 2]);
}

pub(crate) async fn another_runtime() {
    let server = Server::always(serve(ok())).await;
    let one = client(&server.url);
    let elsewhere = move || {
        let runtime = || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_all().build().unwrap()
        };
        for _ in 0..3 {
            // Each ends with its connections; the next finds none that lives.
            let response = runtime().block_on(create(&one)).unwrap();
            assert!(response.attempts() <= 2);
        }
        one
    };
    let one = tokio::task::spawn_blocking(elsewhere).await.unwrap();
    create(&one).await.unwrap();
    // The client without async, here of all places.
    let plain = one.into_blocking().unwrap();
    let called = tokio::task::spawn_blocking(move || {
        plain
            .verification_sessions()
            .create(&crate::support::caller::params())
    });
    called.await.unwrap().unwrap();
}
