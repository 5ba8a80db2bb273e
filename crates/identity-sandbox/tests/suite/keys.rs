//! What keys may do, and which sensitive fields they may see.

use std::time::Duration;

use http::Method;
use identity_sandbox::{Access, Permissions, Sandbox, Sensitive};
use serde_json::Value;

use crate::call::{Answer, SESSIONS, sandbox, send};
use crate::lifecycle::create;

fn with_key(sandbox: &Sandbox, key: &str, method: Method, path: &str) -> Answer {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {key}"));
    send(sandbox, request.body(String::new()).unwrap()).unwrap()
}

#[test]
fn a_restricted_key_does_what_it_may() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let path = format!("{SESSIONS}/{id}");
    let mut permissions = Permissions::default();
    permissions.verification_sessions = Access::Read;
    sandbox.restrict_key("rk_test_123", permissions);
    assert_eq!(
        with_key(&sandbox, "rk_test_123", Method::GET, &path).status,
        200
    );
    let refused = with_key(
        &sandbox,
        "rk_test_123",
        Method::POST,
        &format!("{path}/cancel"),
    );
    assert_eq!(refused.status, 403);
    let message = refused.message();
    assert!(
        message
            .starts_with("The provided key 'rk_test_****' does not have the required permissions"),
        "{message}"
    );
    assert!(
        message.contains("\"Verification Sessions and Reports Write\""),
        "{message}"
    );
}

#[test]
fn sensitive_results_are_for_restricted_keys_and_for_two_days() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    sandbox.verify(&id).unwrap();
    let one = format!("{SESSIONS}/{id}?expand[]=verified_outputs.dob");
    let list = format!("{SESSIONS}?expand[]=data.verified_outputs.dob");
    let key = "rk_test_123";
    let dob = |answer: Answer| answer.json()["data"][0]["verified_outputs"]["dob"].clone();
    assert!(
        with_key(&sandbox, key, Method::GET, &one).json()["verified_outputs"]["dob"].is_object()
    );
    assert!(dob(with_key(&sandbox, key, Method::GET, &list)).is_object());
    sandbox
        .clock()
        .advance(Duration::from_secs(48 * 60 * 60 + 1));
    assert_eq!(with_key(&sandbox, key, Method::GET, &one).status, 403);
    assert_eq!(
        dob(with_key(&sandbox, key, Method::GET, &list)),
        Value::Null
    );
    // A secret key sees them in test mode, unless a switch says otherwise.
    assert!(
        with_key(&sandbox, "sk_test_123", Method::GET, &one).json()["verified_outputs"]["dob"]
            .is_object()
    );
    let mut permissions = Permissions::default();
    permissions.sensitive = Sensitive::Always;
    sandbox.restrict_key(key, permissions);
    assert_eq!(with_key(&sandbox, key, Method::GET, &one).status, 200);
    permissions.sensitive = Sensitive::None;
    sandbox.restrict_key(key, permissions);
    assert_eq!(with_key(&sandbox, key, Method::GET, &list).status, 403);
}

#[test]
fn keys_expire_and_can_be_counted_out() {
    let sandbox = Sandbox::builder().only_key("sk_test_123").build();
    let status = |key| with_key(&sandbox, key, Method::GET, SESSIONS);
    assert_eq!(status("sk_test_123").status, 200);
    assert_eq!(
        status("sk_test_other1234").message(),
        "Invalid API Key provided: sk_test_****1234"
    );
    sandbox.expire_key("sk_test_123");
    let expired = status("sk_test_123");
    assert_eq!(expired.status, 401);
    assert_eq!(expired.json()["error"]["code"], "api_key_expired");
}

#[test]
fn who_names_its_own_account_acts_for_itself() {
    let sandbox = sandbox();
    create(&sandbox, "type=document");
    sandbox.restrict_key("rk_test_123", {
        let mut permissions = Permissions::default();
        permissions.files = Access::None;
        permissions
    });
    // The refusal names the account.
    let message = with_key(&sandbox, "rk_test_123", Method::GET, "/v1/files").message();
    let own = message
        .split("on account '")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let count = |account: &str| {
        let request = http::Request::get(SESSIONS)
            .header("authorization", "Bearer sk_test_123")
            .header("stripe-account", account);
        let answer = send(&sandbox, request.body(String::new()).unwrap()).unwrap();
        answer.json()["data"].as_array().unwrap().len()
    };
    assert_eq!((count(own), count("acct_other")), (1, 0));
}
