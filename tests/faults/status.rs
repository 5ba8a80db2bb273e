//! Rows 30 and 57 to 59: the status decides, and what is no object is no success.

use identity_client::{ErrorKind, NotRetried, Phase};

use crate::support::MARK;
use crate::support::answers::{head, json, with};
use crate::support::caller::{client, create, facts, failed, status};
use crate::support::script::{Request, serve, write};
use crate::support::server::Server;

const DECODE: (ErrorKind, Phase, u32) = (ErrorKind::Decode, Phase::Answered, 1);

fn html(status: u16) -> String {
    let page = format!("<html><h1>{MARK}</h1></html>");
    with(status, "content-type: text/html; charset=utf-8\r\n", &page)
}

/// The sample of the body is the whole of it, behind its own accessor: in the sentence it could show
/// what somebody typed.
pub(crate) async fn a_captive_portal() {
    let server = Server::always(serve(html(200))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), DECODE);
    assert_eq!(
        error.to_string(),
        "the answer with status 200 does not decode: is not JSON but text/html"
    );
    assert!(error.raw_body().unwrap().as_bytes().starts_with(b"<html>"));

    let server = Server::always(serve(html(511))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 3));
    assert_eq!(
        error.to_string(),
        "the API answered 511 without an error object but with text/html"
    );
}

pub(crate) async fn an_empty_answer() {
    for answer in [
        format!("{}\r\n", head(204)),
        with(205, "", ""),
        with(200, "", ""),
        json(200, ""),
        with(200, "content-type: text/html\r\n", ""),
    ] {
        let server = Server::always(serve(answer)).await;
        let error = failed(create(&client(&server.url)).await);
        assert_eq!(facts(&error), DECODE);
        let said = error.to_string();
        assert!(said.ends_with("does not decode: is empty"), "{said}");
        assert_eq!(error.request_id(), Some("req_1"));
    }
}

pub(crate) async fn an_unasked_304() {
    let server = Server::always(serve(format!("{}\r\n", head(304)))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Protocol, Phase::Answered, 1));
    assert_eq!(
        error.to_string(),
        "the answer is that nothing has changed (304), which was not asked for"
    );
}

pub(crate) async fn a_page_of_a_gateways() {
    for (code, attempts, reason) in [
        (400, 1, NotRetried::Status),
        (403, 1, NotRetried::Status),
        (502, 3, NotRetried::Attempts),
        (503, 3, NotRetried::Attempts),
    ] {
        let server = Server::always(serve(html(code))).await;
        let error = failed(create(&client(&server.url)).await);
        assert_eq!(
            facts(&error),
            (ErrorKind::Api, Phase::Answered, attempts),
            "{code}"
        );
        assert_eq!(
            (status(&error), error.not_retried()),
            (Some(code), Some(reason))
        );
        assert!(error.api_error().is_none());
        assert!(error.to_string().ends_with("but with text/html"));
    }
    // And the gateway may be well again.
    let script = vec![
        Request,
        write(html(502)),
        Request,
        write(crate::support::answers::ok()),
    ];
    let server = Server::always(script).await;
    assert_eq!(create(&client(&server.url)).await.unwrap().attempts(), 2);
}
