//! Rows 72 to 85: JSON of every wrong kind, from wiremock, which serves the plain cases.

use identity_client::{Client, Error, ErrorKind, Phase};
use identity_types::{ApiErrorType, Value, VerificationSessionStatus};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::MARK;
use crate::support::answers::{session, session_with};
use crate::support::caller::{client, create, facts, failed, retrieve, status};

const DECODE: (ErrorKind, Phase, u32) = (ErrorKind::Decode, Phase::Answered, 1);

/// A client of a server that always answers so. The server lives as long as it is held.
async fn answered(status: u16, body: impl Into<String>) -> (Client, MockServer) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status)
        .insert_header("request-id", "req_1")
        .set_body_raw(body.into(), "application/json");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    (client(&server.uri()), server)
}

/// The error of a body that does not decode: what is known of the answer stays reachable.
async fn undecodable(body: impl Into<String>) -> Error {
    let body = body.into();
    let (client, _server) = answered(200, body.clone()).await;
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), DECODE, "{body}");
    assert_eq!(
        (status(&error), error.request_id()),
        (Some(200), Some("req_1"))
    );
    assert_eq!(error.raw_body().unwrap().as_bytes(), body.as_bytes());
    error
}

pub(crate) async fn null() {
    undecodable("null").await;
}

pub(crate) async fn a_string_or_a_number() {
    for body in [&format!("\"{MARK}\""), "7", "-1.5e9", "true"] {
        undecodable(body).await;
    }
}

pub(crate) async fn an_array() {
    undecodable("[]").await;
    undecodable(format!("[{}]", session())).await;
}

pub(crate) async fn what_is_almost_json() {
    for body in [
        format!("{} {MARK}", session()),
        format!("{}{}", session(), session()),
        session().replace("1790000000", "NaN"),
        session().replace('"', "'"),
        session().replace(",\"livemode\"", ",,\"livemode\""),
        session()[..100].to_owned(),
    ] {
        undecodable(body).await;
    }
}

/// No stack overflows, neither in a typed call nor in a raw one.
pub(crate) async fn a_nest_of_sixty_thousand() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(60_000), close.repeat(60_000));
        undecodable(session_with(&format!(",\"deep\":{deep}"))).await;
        let (client, _server) = answered(200, deep).await;
        let error = failed(client.raw(http::Method::GET, "/v1/x", &()).await);
        assert_eq!(facts(&error), DECODE);
    }
}

/// A known member twice is an error that names it; the last of the caller's own pairs wins.
pub(crate) async fn a_key_twice() {
    let error = undecodable(session_with(r#","status":"verified""#)).await;
    assert!(error.to_string().contains("status"), "{error}");
    let pairs = format!(r#"{{"a":"{MARK}","a":"last"}}"#);
    let body = session().replace(&format!(r#"{{"note":"{MARK}"}}"#), &pairs);
    let (client, _server) = answered(200, body).await;
    assert_eq!(
        create(&client).await.unwrap().metadata.get("a"),
        Some("last")
    );
}

pub(crate) async fn an_integer_that_is_too_large() {
    let with = |number: &str| session().replace("1790000000", number);
    let (client, _server) = answered(200, with("9007199254740993")).await;
    assert_eq!(
        create(&client).await.unwrap().created.as_secs(),
        9_007_199_254_740_993
    );
    for number in ["9223372036854775808", "1e400", "1.5"] {
        let error = undecodable(with(number)).await;
        assert!(error.to_string().contains("at created"), "{error}");
    }
    // Where nobody knows the field, it is kept.
    let (client, _server) = answered(200, session_with(",\"huge\":12345678901234567890")).await;
    let session = create(&client).await.unwrap();
    assert_eq!(
        session.extra.get("huge"),
        Some(&Value::Unsigned(12_345_678_901_234_567_890))
    );
}

pub(crate) async fn a_value_nobody_knows() {
    let body = session().replace("requires_input", "brand_new");
    let (client, _server) = answered(200, body).await;
    let session = create(&client).await.unwrap();
    assert_eq!(session.status.as_str(), "brand_new");
    assert_ne!(session.status, VerificationSessionStatus::RequiresInput);
}

pub(crate) async fn a_field_nobody_knows() {
    let body = session_with(r#","brand_new":{"a":[1,{"b":null}]}"#);
    let (client, _server) = answered(200, body.clone()).await;
    let session = create(&client).await.unwrap();
    assert!(session.extra.get("brand_new").is_some());
    assert_eq!(session.raw(), body.as_bytes());
}

pub(crate) async fn a_field_that_is_missing_or_wrong() {
    for (from, to, path) in [
        (r#""id":"vs_1","#, "", "`id`"),
        (r#""livemode":false"#, r#""livemode":null"#, "at livemode"),
        (
            r#""created":1790000000"#,
            &format!(r#""created":"{MARK}""#),
            "at created",
        ),
        (
            r#""options":{}"#,
            &format!(r#""options":{{"document":"{MARK}"}}"#),
            "at options.document",
        ),
        (r#""last_error":null"#, r#""last_error":7"#, "at last_error"),
    ] {
        let body = session().replace(from, to);
        assert_ne!(body, session(), "{from}");
        let error = undecodable(body).await;
        assert!(error.to_string().contains(path), "{error}");
    }
    // A field that may be absent may be absent.
    let (client, _server) =
        answered(200, session().replace(r#""related_customer":null,"#, "")).await;
    create(&client).await.unwrap();
}

pub(crate) async fn an_object_of_another_kind() {
    let body = session().replace("identity.verification_session", "customer");
    let error = undecodable(body).await;
    assert!(error.to_string().contains("at object"), "{error}");
    let stub = r#"{"id":"vs_1","object":"identity.verification_session","deleted":true}"#;
    undecodable(stub).await;
}

pub(crate) async fn a_success_with_an_error_in_it() {
    let body =
        format!(r#"{{"error":{{"type":"invalid_request_error","code":"x","message":"{MARK}"}}}}"#);
    let (client, _server) = answered(200, body).await;
    for error in [
        failed(create(&client).await),
        failed(
            client
                .raw(http::Method::GET, "/v1/x", &())
                .await
                .map(|_| ()),
        ),
    ] {
        assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
        assert_eq!(error.api_error().unwrap().code.as_deref(), Some("x"));
    }
}

pub(crate) async fn an_error_object_that_is_odd() {
    for odd in [
        &format!("\"{MARK}\""),
        &format!("[\"{MARK}\"]"),
        "null",
        "7",
        r#"{"type":7,"code":["x"],"message":{"a":1},"param":"type"}"#,
        &format!(r#"{{"type":"brand_new","message":"{MARK}","extra":{{"a":[]}}}}"#),
    ] {
        let (client, _server) = answered(400, format!("{{\"error\":{odd}}}")).await;
        let error = failed(create(&client).await);
        assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1), "{odd}");
        assert_eq!(
            (status(&error), error.request_id()),
            (Some(400), Some("req_1"))
        );
        assert!(error.api_error().is_some(), "{odd}");
    }
    let (client, _server) = answered(402, r#"{"error":{"type":"card_error"}}"#).await;
    let error = failed(retrieve(&client).await);
    assert_eq!(
        error.api_error().unwrap().error_type,
        ApiErrorType::CardError
    );
}

pub(crate) async fn a_failure_without_an_error_object() {
    for (code, body, attempts) in [
        (404, "{}", 1),
        (400, "[1]", 1),
        (500, r#"{"foo":1}"#, 3),
        (402, &session(), 1),
    ] {
        let (client, _server) = answered(code, body).await;
        let error = failed(create(&client).await);
        assert_eq!(
            facts(&error),
            (ErrorKind::Api, Phase::Answered, attempts),
            "{code}"
        );
        assert_eq!(status(&error), Some(code));
        assert!(error.api_error().is_none() && error.raw_body().is_some());
    }
}
