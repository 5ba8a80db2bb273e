//! `GET /v1/identity/verification_sessions/{session}`

use http::{Method, Request};
use serde_json::json;

use crate::call::{SESSIONS, get, post, request, sandbox, send};

#[test]
fn a_session_is_read_back_as_it_was_made() {
    let sandbox = sandbox();
    let created = post(
        &sandbox,
        "type=document&provided_details[email]=jenny@example.com",
    );
    let path = format!("{SESSIONS}/{}", created.json()["id"].as_str().unwrap());
    assert_eq!(get(&sandbox, &path).text, created.text);
    assert_eq!(
        get(&sandbox, &format!("//v1{}", &path[3..])).text,
        created.text
    );
    let expanded = get(&sandbox, &format!("{path}?expand%5B%5D=provided_details"));
    assert_eq!(
        expanded.json()["provided_details"],
        json!({"email": "jenny@example.com"})
    );

    let head = request(Method::HEAD, &path).body(String::new()).unwrap();
    let head = send(&sandbox, head).unwrap();
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
}

#[test]
fn what_the_account_does_not_have_is_missing() {
    let sandbox = sandbox();
    let id = post(&sandbox, "type=document").json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("{SESSIONS}/{id}");
    let missing = |id: &str| {
        (
            404,
            json!({"code": "resource_missing", "message": format!("No such VerificationSession: '{id}'"),
                   "param": "session", "type": "invalid_request_error"}),
        )
    };
    assert_eq!(
        get(&sandbox, &format!("{SESSIONS}/vs_2")).error(),
        missing("vs_2")
    );
    assert_eq!(
        get(&sandbox, &format!("{SESSIONS}/..")).error(),
        missing("..")
    );

    let other = Request::get(&path).header("authorization", "Bearer sk_test_other");
    let other = send(&sandbox, other.body(String::new()).unwrap()).unwrap();
    assert_eq!(other.error(), missing(&id));
    let connected = request(Method::GET, &path).header("stripe-account", "acct_1");
    let connected = send(&sandbox, connected.body(String::new()).unwrap()).unwrap();
    assert_eq!(connected.error(), missing(&id));
    assert_eq!(connected.header("stripe-account"), "acct_1");
}

#[test]
fn expand_is_looked_at_after_the_session_and_types_before() {
    let sandbox = sandbox();
    let answer = get(&sandbox, &format!("{SESSIONS}/vs_2?expand[]=bogus"));
    assert_eq!(answer.status, 404);
    let answer = get(&sandbox, &format!("{SESSIONS}/vs_2?limit=3"));
    assert_eq!(answer.message(), "Received unknown parameter: limit");
}
