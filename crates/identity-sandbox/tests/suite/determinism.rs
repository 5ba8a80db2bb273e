//! The same seed, clock and calls give the same bytes.

use http::Method;
use identity_sandbox::{Clock, Sandbox};

use crate::call::{Answer, SESSIONS, START, get, post, request, sandbox, send};

fn run(sandbox: &Sandbox) -> Vec<Answer> {
    let first = post(sandbox, "type=document&metadata[b]=1&metadata[a]=2");
    let path = format!("{SESSIONS}/{}", first.json()["id"].as_str().unwrap());
    let keyed = request(Method::POST, SESSIONS).header("idempotency-key", "k");
    let keyed = send(sandbox, keyed.body(String::from("type=id_number")).unwrap()).unwrap();
    let refused = post(sandbox, "bogus=1");
    vec![
        first,
        keyed,
        refused,
        get(sandbox, &path),
        get(sandbox, "/v1/bogus"),
    ]
}

#[test]
fn two_runs_agree_to_the_last_byte() {
    assert_eq!(run(&sandbox()), run(&sandbox()));
    let other = Sandbox::builder()
        .seed(8)
        .clock(Clock::frozen(START))
        .build();
    assert_ne!(run(&sandbox())[0].text, run(&other)[0].text);
}

#[test]
fn what_others_do_and_what_is_refused_moves_no_id() {
    let (quiet, busy) = (sandbox(), sandbox());
    post(&busy, "bogus=1");
    let other = http::Request::post(SESSIONS).header("authorization", "Bearer sk_test_other");
    send(&busy, other.body(String::from("type=document")).unwrap()).unwrap();
    assert_eq!(
        post(&busy, "type=document").text,
        post(&quiet, "type=document").text
    );
}

/// A whole life, and all that can be seen of it.
fn life() -> Vec<Answer> {
    let sandbox = sandbox();
    let id = crate::lifecycle::create(
        &sandbox,
        "type=document&metadata[sandbox_outcome]=fail,verify@5s",
    );
    sandbox.clock().advance(std::time::Duration::from_secs(5));
    let verified = get(
        &sandbox,
        &format!("{SESSIONS}/{id}?expand[]=last_verification_report"),
    );
    let redacted = crate::lifecycle::call(&sandbox, &id, "/redact");
    sandbox.clock().advance(std::time::Duration::from_secs(10));
    vec![
        verified,
        redacted,
        get(&sandbox, SESSIONS),
        get(&sandbox, "/v1/identity/verification_reports"),
        get(&sandbox, "/v1/files"),
    ]
}

#[test]
fn two_lives_agree_to_the_last_byte() {
    assert_eq!(life(), life());
}
