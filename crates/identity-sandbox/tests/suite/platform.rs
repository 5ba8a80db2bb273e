//! What holds for every call: keys, versions, routes, headers, content types.

use http::{Method, Request};
use serde_json::json;

use crate::call::{SESSIONS, get, post, request, sandbox, send};

#[test]
fn every_answer_carries_the_apis_headers() {
    let sandbox = sandbox();
    let answer = post(&sandbox, "type=document");
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("stripe-version"), "2026-10-28.endive");
    assert_eq!(answer.header("request-id").len(), "req_".len() + 14);
    assert_eq!(answer.header("idempotent-replayed"), "");

    let named = request(Method::POST, SESSIONS)
        .header("stripe-version", "2025-09-30.clover")
        .header("idempotency-key", "k");
    let named = send(&sandbox, named.body(String::from("type=document")).unwrap()).unwrap();
    assert_eq!(named.header("stripe-version"), "2025-09-30.clover");
    assert_eq!(named.header("idempotency-key"), "k");
    assert_ne!(named.header("request-id"), answer.header("request-id"));
    assert_eq!(sandbox.requests(), 2);
}

#[test]
fn an_error_names_its_pages() {
    let answer = post(&sandbox(), "bogus=1");
    let error = &answer.json()["error"];
    assert_eq!(
        error["doc_url"],
        json!("https://stripe.com/docs/error-codes/parameter-unknown")
    );
    let log = format!(
        "https://dashboard.stripe.com/test/logs/{}?t=1790000000",
        answer.header("request-id")
    );
    assert_eq!(error["request_log_url"], json!(log));
}

#[test]
fn the_key_comes_before_everything_else() {
    let sandbox = sandbox();
    for key in [
        None,
        Some("Bearer sk_live_0000000000001234"),
        Some("Bearer pk_test_1"),
    ] {
        for path in ["/v1/bogus", SESSIONS] {
            let mut request = Request::post(path).header("stripe-version", "bogus");
            if let Some(key) = key {
                request = request.header("authorization", key);
            }
            let answer = send(&sandbox, request.body(String::from("bogus=1")).unwrap()).unwrap();
            assert_eq!(answer.status, 401, "{key:?} {path}");
            assert!(answer.header("request-id").starts_with("req_"));
            assert_eq!(answer.json()["error"]["request_log_url"], json!(null));
            assert!(!answer.text.contains("0000"), "{}", answer.text);
        }
    }
}

#[test]
fn then_the_version_then_the_route() {
    let sandbox = sandbox();
    let bad = request(Method::GET, "/v1/bogus").header("stripe-version", "bogus");
    let bad = send(&sandbox, bad.body(String::new()).unwrap()).unwrap();
    assert_eq!(
        (bad.status.as_u16(), bad.message().as_str()),
        (400, "Invalid Stripe API version: bogus")
    );

    let unknown = get(&sandbox, "/v1/bogus?x=1");
    assert_eq!(unknown.status, 404);
    assert!(
        unknown
            .message()
            .starts_with("Unrecognized request URL (GET: /v1/bogus). If you are trying")
    );
    for method in [Method::PUT, Method::DELETE, Method::OPTIONS, Method::TRACE] {
        let answer = request(method.clone(), SESSIONS)
            .body(String::new())
            .unwrap();
        let answer = send(&sandbox, answer).unwrap();
        assert!(
            answer
                .message()
                .starts_with(&format!("Unrecognized request URL ({method}: {SESSIONS})."))
        );
    }
}

#[test]
fn only_forms_are_read_and_the_query_counts() {
    let sandbox = sandbox();
    for (content_type, body, status) in [
        ("application/x-www-form-urlencoded", "type=document", 200),
        (
            "application/x-www-form-urlencoded; charset=utf-8",
            "type=document",
            200,
        ),
        ("application/json", r#"{"type":"document"}"#, 400),
        ("multipart/form-data; boundary=x", "--x--", 400),
        // The official CLI and SDKs send a type without a body.
        ("application/json", "", 400),
    ] {
        let request = request(Method::POST, SESSIONS).header("content-type", content_type);
        let answer = send(&sandbox, request.body(body.to_owned()).unwrap()).unwrap();
        assert_eq!(answer.status, status, "{content_type}");
    }
    let query = request(
        Method::POST,
        &format!("{SESSIONS}?type=id_number&client_reference_id=q"),
    );
    let answer = send(&sandbox, query.body(String::from("type=document")).unwrap()).unwrap();
    assert_eq!(answer.json()["type"], json!("document"));
    assert_eq!(answer.json()["client_reference_id"], json!("q"));
}

#[test]
fn a_body_over_the_cap_is_refused_and_not_read_on() {
    let sandbox = sandbox();
    let answer = post(&sandbox, &"a".repeat((1 << 20) + 1));
    assert_eq!(answer.status, 413);
    assert_eq!(sandbox.session_count(), 0);
}

#[test]
fn an_absolute_uri_is_routed_by_its_path() {
    let request = request(
        Method::POST,
        "https://api.stripe.com/v1/identity/verification_sessions",
    );
    let answer = send(
        &sandbox(),
        request.body(String::from("type=document")).unwrap(),
    )
    .unwrap();
    assert_eq!(answer.status, 200);
}
