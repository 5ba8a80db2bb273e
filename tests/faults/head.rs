//! Rows 44 to 53: heads that are late, odd, huge, or no HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_client::{ErrorKind, Phase};

use crate::support::answers::{self, ok, session, with};
use crate::support::caller::{builder, client, create, delete, facts, failed, retrieve, status};
use crate::support::script::{Flood, Request, Stall, serve, write};
use crate::support::server::Server;

const PROTOCOL: (ErrorKind, Phase, u32) = (ErrorKind::Protocol, Phase::MaybeSent, 1);

pub(crate) async fn an_unasked_100() {
    let server = Server::always(serve(format!("HTTP/1.1 100 Continue\r\n\r\n{}", ok()))).await;
    assert_eq!(create(&client(&server.url)).await.unwrap().attempts(), 1);
}

/// Some are skipped. How many hyper does not count, so that the attempt's time is what bounds them.
pub(crate) async fn hints_without_end() {
    let hints = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n";
    let server = Server::always(serve(format!("{}{}", hints.repeat(20), ok()))).await;
    assert_eq!(create(&client(&server.url)).await.unwrap().attempts(), 1);

    let server = Server::always(vec![Request, Flood(hints.into())]).await;
    let client = builder(&server.url)
        .attempt_timeout(Duration::from_millis(60))
        .max_retries(0)
        .build()
        .unwrap();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Timeout, Phase::MaybeSent, 1));
}

pub(crate) async fn an_unasked_101() {
    let switch = "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n";
    let server = Server::always(vec![Request, write(switch), Stall]).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Protocol, Phase::MaybeSent, 3));
    assert_eq!(status(&error), Some(101));
    let error = failed(delete(&client(&server.url)).await);
    assert_eq!(facts(&error), PROTOCOL);
}

pub(crate) async fn a_status_that_is_none() {
    let server = Server::always(serve(answers::json(999, "{}"))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
    assert_eq!(status(&error), Some(999));

    for line in [
        "HTTP/1.1 000 Nothing",
        "HTTP/1.1 2xx OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 -1 X",
    ] {
        let head = format!("{line}\r\ncontent-length: 2\r\n\r\n{{}}");
        let server = Server::always(serve(head)).await;
        assert_eq!(
            facts(&failed(delete(&client(&server.url)).await)),
            PROTOCOL,
            "{line}"
        );
    }
}

/// What is no head may be gone the next time: a call with a key is sent again, one without is not.
pub(crate) async fn a_malformed_header_line() {
    for line in ["no colon", ": no name", "na me: x", "x: a\0b", "\u{1}: x"] {
        let head = format!("HTTP/1.1 200 OK\r\n{line}\r\ncontent-length: 2\r\n\r\n{{}}");
        let server = Server::always(serve(head)).await;
        let error = failed(create(&client(&server.url)).await);
        assert_eq!(
            facts(&error),
            (ErrorKind::Protocol, Phase::MaybeSent, 3),
            "{line:?}"
        );
        assert_eq!(
            facts(&failed(delete(&client(&server.url)).await)),
            PROTOCOL,
            "{line:?}"
        );
    }
}

pub(crate) async fn a_head_of_many_bytes() {
    for (length, is_taken) in [(20_000, true), (100_000, true), (600_000, false)] {
        let long = format!("x-long: {}\r\n", "y".repeat(length));
        let server = Server::always(serve(with(200, &long, &session()))).await;
        let result = create(&client(&server.url)).await;
        if is_taken {
            assert_eq!(result.unwrap().header("x-long").unwrap().len(), length);
        } else {
            too_large(&failed(result));
        }
    }
}

pub(crate) async fn a_head_of_many_lines() {
    for (lines, is_taken) in [(150, true), (3000, false)] {
        let many = "x-many: y\r\n".repeat(lines);
        let server = Server::always(serve(with(200, &many, &session()))).await;
        let result = create(&client(&server.url)).await;
        if is_taken {
            assert_eq!(result.unwrap().attempts(), 1);
        } else {
            too_large(&failed(result));
        }
    }
}

fn too_large(error: &identity_client::Error) {
    assert_eq!(facts(error), (ErrorKind::TooLarge, Phase::MaybeSent, 1));
    assert_eq!(error.to_string(), "the answer's head is over the size cap");
    assert!(!error.is_retryable());
}

pub(crate) async fn two_request_ids() {
    let server = Server::always(serve(with(200, "Request-Id: req_2\r\n", &session()))).await;
    let response = create(&client(&server.url)).await.unwrap();
    assert_eq!(response.request_id(), Some("req_1"));
    let server = Server::always(serve(with(400, "Request-Id: req_2\r\n", "{}"))).await;
    assert_eq!(
        failed(create(&client(&server.url)).await).request_id(),
        Some("req_1")
    );
}

/// What is no text is not offered as text, except to the hook of notices, which gets all that can be read.
pub(crate) async fn a_header_that_is_not_ascii() {
    let mut bytes = b"HTTP/1.1 200 OK\r\nx-odd: caf\xe9\r\nstripe-notice: caf\xe9\r\n".to_vec();
    bytes.extend(format!("content-length: {}\r\n\r\n{}", session().len(), session()).bytes());
    let server = Server::always(serve(bytes)).await;
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let notices = Arc::clone(&heard);
    let client = builder(&server.url)
        .with(move |transport| {
            let notices = Arc::clone(&notices);
            transport.on_notice(move |text| notices.lock().unwrap().push(text.to_owned()))
        })
        .build()
        .unwrap();
    let response = retrieve(&client).await.unwrap();
    assert_eq!(response.header("x-odd"), None);
    assert_eq!(*heard.lock().unwrap(), ["caf\u{fffd}"]);
}

/// Two ends for one body: nobody knows what the next bytes are, so the connection ends too.
pub(crate) async fn two_lengths() {
    let chunked = "b\r\n{\"id\":\"x\"}\n\r\n0\r\n\r\n";
    for (headers, body) in [
        ("content-length: 2\r\ncontent-length: 3\r\n", "{}"),
        ("content-length: 2, 3\r\n", "{}"),
        (
            "content-length: 2\r\ntransfer-encoding: chunked\r\n",
            chunked,
        ),
        (
            "transfer-encoding: chunked\r\ncontent-length: 2\r\n",
            chunked,
        ),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{headers}\r\n{body}");
        let server = Server::always(serve(answer)).await;
        let client = client(&server.url);
        for _ in 0..2 {
            assert_eq!(facts(&failed(delete(&client).await)), PROTOCOL, "{headers}");
        }
        assert_eq!(server.places(), [0, 1], "{headers}");
    }
}
