//! Every call: what it sends, and what it makes of answers.

use std::collections::BTreeMap;
use std::sync::Mutex;

use http::Method;
use identity_client::{CallOptions, ErrorKind};
use identity_types::{
    CreateEphemeralKey, CreateFileLink, CreateVerificationSession, CreateWebhookEndpoint,
    EventType, FileId, FileLinkExpiry, ListEvents, ListFileLinks, ListFiles,
    ListVerificationReports, ListWebhookEndpoints, RetrieveVerificationSession, UpdateFileLink,
    UpdateVerificationSession, UpdateWebhookEndpoint, WebhookUrl,
};

use crate::support::{all_words, always, client, json, page, session};

const REPORT: &str = r#"{"id":"vr_1","object":"identity.verification_report","client_reference_id":null,
    "created":1,"livemode":false,"type":"document","verification_session":"vs_1"}"#;
const FILE: &str = r#"{"id":"file_1","object":"file","created":1,"expires_at":null,"filename":"a","purpose":"selfie",
    "size":3,"title":null,"type":"jpg","url":"https://evil.example/contents"}"#;
const LINK: &str = r#"{"id":"link_1","object":"file_link","created":1,"expired":false,"expires_at":31,
    "file":"file_1","livemode":false,"metadata":{},"url":"https://files.stripe.com/links/a"}"#;
const EVENT: &str = r#"{"id":"evt_1","object":"event","api_version":null,"created":1,"data":{"object":{"object":"x"}},
    "livemode":false,"pending_webhooks":0,"request":null,"type":"identity.verification_session.created"}"#;
const KEY: &str = r#"{"id":"ephkey_1","object":"ephemeral_key","created":1,"expires":2,"livemode":false,
    "secret":"ek_test_1"}"#;
const ENDPOINT: &str = r#"{"id":"we_1","object":"webhook_endpoint","api_version":null,"application":null,"created":1,
    "description":null,"enabled_events":["*"],"livemode":false,"metadata":{},"status":"enabled",
    "url":"https://example.com/hook","secret":"whsec_1"}"#;

fn list_of(item: &str) -> String {
    format!(r#"{{"object":"list","data":[{item}],"has_more":false,"url":"/v1/x"}}"#)
}

const SESSIONS: &str = "/v1/identity/verification_sessions";

#[tokio::test]
async fn sessions_go_where_the_contract_says() {
    let (client, log) = client(|_| json(200, session("vs_1", "requires_input")));
    let sessions = client.verification_sessions();
    let id = "vs_1".parse().unwrap();

    let create = CreateVerificationSession::document().client_reference_id("user 1");
    sessions.create(&create).await.unwrap();
    let retrieve = RetrieveVerificationSession::new().expand("verified_outputs");
    sessions.retrieve_with(&id, &retrieve).await.unwrap();
    sessions
        .update(&id, &UpdateVerificationSession::new().clear_metadata())
        .await
        .unwrap();
    sessions.cancel(&id).await.unwrap();
    sessions.redact(&id).await.unwrap();

    assert_eq!(
        log.lines(),
        [
            format!("POST {SESSIONS} type=document&client_reference_id=user%201"),
            format!("GET {SESSIONS}/vs_1 expand[0]=verified_outputs"),
            format!("POST {SESSIONS}/vs_1 metadata="),
            format!("POST {SESSIONS}/vs_1/cancel"),
            format!("POST {SESSIONS}/vs_1/redact"),
        ]
    );
    for sent in log.all() {
        let is_keyed = sent.header("idempotency-key").is_some();
        assert_eq!(is_keyed, sent.method == Method::POST, "{}", sent.line());
    }
}

#[tokio::test]
async fn reports_events_and_lists_go_where_the_contract_says() {
    let (client, log) = client(|sent| match sent.path.as_str() {
        "/v1/identity/verification_reports/vr_1" => json(200, REPORT),
        "/v1/identity/verification_reports" => json(200, list_of(REPORT)),
        "/v1/events/evt_1" => json(200, EVENT),
        "/v1/events" => json(200, list_of(EVENT)),
        _ => json(200, page(&["vs_1"], false)),
    });
    let report = client
        .verification_reports()
        .retrieve(&"vr_1".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(
        report.verification_session.as_ref().unwrap().as_str(),
        "vs_1"
    );
    let params = ListVerificationReports::new().limit(5);
    let reports = client.verification_reports().list(&params).await.unwrap();
    assert_eq!(reports.data.len(), 1);
    let event = client
        .events()
        .retrieve(&"evt_1".parse().unwrap())
        .await
        .unwrap();
    assert!(event.session().is_none());
    client.events().list(&ListEvents::new()).await.unwrap();
    assert_eq!(
        log.lines(),
        [
            "GET /v1/identity/verification_reports/vr_1",
            "GET /v1/identity/verification_reports limit=5",
            "GET /v1/events/evt_1",
            "GET /v1/events",
        ]
    );
}

#[tokio::test]
async fn files_and_links_go_where_the_contract_says() {
    let (client, log) = client(|sent| match sent.path.as_str() {
        "/v1/files/file_1" => json(200, FILE),
        "/v1/files" => json(200, list_of(FILE)),
        "/v1/file_links" if sent.method == Method::GET => json(200, list_of(LINK)),
        _ => json(200, LINK),
    });
    let file = "file_1".parse::<FileId>().unwrap();
    let link = "link_1".parse().unwrap();
    client.files().retrieve(&file).await.unwrap();
    client.files().list(&ListFiles::new()).await.unwrap();
    let links = client.file_links();
    links
        .create(&CreateFileLink::new(file.clone()))
        .await
        .unwrap();
    links.retrieve(&link).await.unwrap();
    let now = UpdateFileLink::new().expires_at(FileLinkExpiry::Now);
    links.update(&link, &now).await.unwrap();
    links.list(&ListFileLinks::new().file(file)).await.unwrap();
    assert_eq!(
        log.lines(),
        [
            "GET /v1/files/file_1",
            "GET /v1/files",
            "POST /v1/file_links file=file_1",
            "GET /v1/file_links/link_1",
            "POST /v1/file_links/link_1 expires_at=now",
            "GET /v1/file_links file=file_1",
        ]
    );
}

#[tokio::test]
async fn content_comes_from_the_host_of_files_and_never_from_a_url_in_a_body() {
    let (client, log) = client(|_| {
        let mut answer = json(200, "\u{1}\u{2}face");
        let jpeg = "image/jpeg".parse().unwrap();
        answer.headers_mut().insert("content-type", jpeg);
        answer
    });
    let content = client
        .files()
        .content(&"file_1".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(content.expose().as_ref(), b"\x01\x02face");
    assert_eq!(content.content_type(), Some("image/jpeg"));
    assert!(!format!("{content:?}").contains("face"));
    let sent = log.last();
    assert_eq!(sent.host, "files.stripe.com");
    assert_eq!(sent.path, "/v1/files/file_1/contents");
    assert!(sent.header("authorization").is_some());
}

/// The same call, in pieces: the same key and host, errors as ever, redirects refused, a cap.
#[tokio::test]
async fn content_comes_in_pieces_too() {
    let statuses = Mutex::new(vec![200, 302, 404, 200, 503]);
    let (client, log) = client(move |_| {
        let status = statuses.lock().unwrap().pop().unwrap();
        let mut answer = json(status, "\u{1}\u{2}face");
        let headers = answer.headers_mut();
        headers.insert("content-type", "image/jpeg".parse().unwrap());
        headers.insert("location", "https://evil.example".parse().unwrap());
        answer
    });
    let id = "file_1".parse().unwrap();
    let files = client.files();
    let answer = files.content_stream(&id, 6).await.unwrap();
    assert_eq!((answer.attempts(), answer.request_id()), (2, Some("req_1")));
    let mut content = answer.into_inner();
    assert_eq!(content.content_type(), Some("image/jpeg"));
    assert_eq!(content.announced(), Some(6));
    let piece = content.next().await.unwrap().unwrap();
    assert!(!format!("{piece:?} {content:?}").contains("face"));
    assert_eq!(piece.expose().as_ref(), b"\x01\x02face");
    assert!(content.next().await.is_none());
    let sent = log.last();
    assert_eq!(sent.host, "files.stripe.com");
    assert_eq!(sent.path, "/v1/files/file_1/contents");
    assert!(sent.header("authorization").is_some());

    for kind in [ErrorKind::Api, ErrorKind::Protocol, ErrorKind::TooLarge] {
        let error = files.content_stream(&id, 5).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(!all_words(&error).contains("face"));
    }
    assert_eq!(log.all().len(), 5);
}

#[tokio::test]
async fn a_link_to_an_image_ends_thirty_seconds_after_the_apis_now() {
    let (client, log) = client(|sent| {
        let mut answer = json(
            200,
            if sent.path == "/v1/file_links" {
                LINK
            } else {
                FILE
            },
        );
        let date = "Tue, 22 Sep 2026 13:33:20 GMT".parse().unwrap();
        answer.headers_mut().insert("date", date);
        answer
    });
    client
        .file_links()
        .create_for_image(&"file_1".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(log.last().body, "file=file_1&expires_at=1790084030");
}

#[tokio::test]
async fn ephemeral_keys_take_the_version_of_the_mobile_sdk() {
    let (client, log) = client(always(200, KEY));
    let params = CreateEphemeralKey::new("vs_1".parse().unwrap());
    let options = CallOptions::new().api_version("2000-01-01");
    let keys = client.ephemeral_keys().with_options(options);
    let key = keys.create(&params, "2025-01-27.acacia").await.unwrap();
    let sent = log.last();
    assert_eq!(
        sent.line(),
        "POST /v1/ephemeral_keys verification_session=vs_1"
    );
    assert_eq!(sent.header("stripe-version"), Some("2025-01-27.acacia"));
    client.ephemeral_keys().delete(&key.id).await.unwrap();
    assert_eq!(log.last().line(), "DELETE /v1/ephemeral_keys/ephkey_1");
}

#[tokio::test]
async fn webhook_endpoints_go_where_the_contract_says() {
    let (client, log) = client(|sent| match (&sent.method, sent.query.as_str()) {
        (&Method::DELETE, _) => json(
            200,
            r#"{"id":"we_1","object":"webhook_endpoint","deleted":true}"#,
        ),
        (&Method::GET, "limit=1") => json(200, list_of(ENDPOINT)),
        _ => json(200, ENDPOINT),
    });
    let endpoints = client.webhook_endpoints();
    let url = WebhookUrl::new("https://example.com/hook").unwrap();
    let create = CreateWebhookEndpoint::new(url, [EventType::from("*")]);
    let made = endpoints.create(&create).await.unwrap();
    assert_eq!(made.secret.as_ref().unwrap().expose(), "whsec_1");
    endpoints.retrieve(&made.id).await.unwrap();
    let update = UpdateWebhookEndpoint::new().disabled(true);
    endpoints.update(&made.id, &update).await.unwrap();
    endpoints
        .list(&ListWebhookEndpoints::new().limit(1))
        .await
        .unwrap();
    let gone = endpoints.delete(&made.id).await.unwrap();
    assert!(gone.deleted);
    assert_eq!(
        log.lines()[1..],
        [
            "GET /v1/webhook_endpoints/we_1",
            "POST /v1/webhook_endpoints/we_1 disabled=true",
            "GET /v1/webhook_endpoints limit=1",
            "DELETE /v1/webhook_endpoints/we_1",
        ]
    );
}

#[tokio::test]
async fn raw_calls_take_any_path_of_the_api_and_no_other() {
    let (client, log) = client(always(200, r#"{"id":"acct_1","n":[1,null]}"#));
    let account = client.raw(Method::GET, "/v1/account", &()).await.unwrap();
    let identity_types::Value::Object(members) = account.into_inner() else {
        panic!("an object came");
    };
    assert_eq!(members.get("id").unwrap().as_str(), Some("acct_1"));
    client
        .raw(Method::POST, "/v1/x", &BTreeMap::from([("a", "b c")]))
        .await
        .unwrap();
    assert_eq!(log.last().line(), "POST /v1/x a=b%20c");

    let before = log.all().len();
    for path in [
        "v1/x",
        "",
        "//evil.example",
        "https://evil.example/v1",
        "@evil.example",
        "/v1/../x",
        "/v1/x?a=b",
        "/v1/x#y",
        "/v1//x",
        "/v1/x\r\nHost: evil.example",
    ] {
        let error = client.raw(Method::GET, path, &()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{path}");
        assert!(!all_words(&error).contains("evil"), "{path}");
    }
    let error = client.raw(Method::PUT, "/v1/x", &()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(log.all().len(), before, "nothing was sent");
}

#[tokio::test]
async fn an_error_under_a_success_stays_an_error() {
    let (client, _) = client(always(
        200,
        r#"{"error":{"type":"api_error","code":"odd"}}"#,
    ));
    let error = client
        .raw(Method::GET, "/v1/account", &())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    let id = "vs_1".parse().unwrap();
    let error = client
        .verification_sessions()
        .retrieve(&id)
        .await
        .unwrap_err();
    assert_eq!(error.api_error().unwrap().code.as_deref(), Some("odd"));
}

/// Rows 67 to 85 of the fault table, as far as they are the client's: kind, no value in any word, and the
/// facts of the answer at hand.
#[tokio::test]
async fn bodies_of_every_bad_kind_are_typed_errors_that_quote_nothing() {
    let good = session("vs_1", "verified");
    let with = |from: &str, to: &str| good.replace(from, to);
    let cases = [
        (200, "null".to_owned(), ErrorKind::Decode),
        (200, "\"MARK\"".to_owned(), ErrorKind::Decode),
        (200, "12".to_owned(), ErrorKind::Decode),
        (200, "[{\"MARK\":1}]".to_owned(), ErrorKind::Decode),
        (200, String::new(), ErrorKind::Decode),
        (200, format!("{good} MARK"), ErrorKind::Decode),
        (200, format!("{good}{good}"), ErrorKind::Decode),
        (200, "{'MARK':NaN}".to_owned(), ErrorKind::Decode),
        (200, "\u{feff}{}".to_owned(), ErrorKind::Decode),
        (200, "[".repeat(60_000), ErrorKind::Decode),
        (
            200,
            with("1790000000", "123456789012345678901234567890"),
            ErrorKind::Decode,
        ),
        (200, with("\"created\":1790000000,", ""), ErrorKind::Decode),
        (200, with("false", "\"MARK\""), ErrorKind::Decode),
        (
            200,
            with("identity.verification_session", "MARK"),
            ErrorKind::Decode,
        ),
        (
            200,
            r#"{"id":"vs_1","object":"identity.verification_session","deleted":true}"#.to_owned(),
            ErrorKind::Decode,
        ),
        (302, String::new(), ErrorKind::Protocol),
        (400, r#"{"error":"MARK"}"#.to_owned(), ErrorKind::Api),
        (400, r#"{"error":["MARK"]}"#.to_owned(), ErrorKind::Api),
        (404, r#"{"error":null}"#.to_owned(), ErrorKind::Api),
        (
            400,
            r#"{"error":{"type":7,"message":"MARK"}}"#.to_owned(),
            ErrorKind::Api,
        ),
        (400, r#"{"foo":"MARK"}"#.to_owned(), ErrorKind::Api),
        (401, "<html>MARK</html>".to_owned(), ErrorKind::Api),
    ];
    for (status, body, kind) in cases {
        let sample: String = body.chars().take(60).collect();
        let (client, _) = client(move |_| json(status, body.clone()));
        let id = "vs_1".parse().unwrap();
        let error = client
            .verification_sessions()
            .retrieve(&id)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{sample}");
        assert_eq!(error.status().unwrap().as_u16(), status, "{sample}");
        assert_eq!(error.request_id(), Some("req_1"), "{sample}");
        assert!(error.raw_body().is_some(), "{sample}");
        assert!(
            !all_words(&error).contains("MARK"),
            "{sample}: {}",
            all_words(&error)
        );
    }
}

#[tokio::test]
async fn what_is_new_in_an_answer_does_not_fail_it() {
    let body = session("vs_1", "someday").replacen('{', r#"{"brand_new":[1],"#, 1);
    let (client, _) = client(move |_| json(200, body.clone()));
    let id = "vs_1".parse().unwrap();
    let session = client.verification_sessions().retrieve(&id).await.unwrap();
    assert_eq!(session.status.as_str(), "someday");
    assert!(session.extra.get("brand_new").is_some());
}

#[tokio::test]
async fn broken_parameters_never_reach_the_wire() {
    let (client, log) = client(|_| json(200, session("vs_1", "verified")));
    let long = "MARK".repeat(2000);
    let create = CreateVerificationSession::document().client_reference_id(long);
    let error = client
        .verification_sessions()
        .create(&create)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(error.invalid_input().unwrap().path(), "client_reference_id");
    assert!(!all_words(&error).contains("MARK"));
    assert!(log.all().is_empty());
}

#[tokio::test]
async fn a_path_of_the_json_that_came_from_a_person_is_cut() {
    let body = session("vs_1", "verified").replace(
        "\"metadata\":{}",
        "\"metadata\":{\"jenny@example.com MARK\":1}",
    );
    let (client, _) = client(move |_| json(200, body.clone()));
    let id = "vs_1".parse().unwrap();
    let error = client
        .verification_sessions()
        .retrieve(&id)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("at metadata.*:"), "{error}");
    assert!(!all_words(&error).contains("MARK"));
}
