//! Idempotency keys, from outside.

use std::time::Duration;

use http::Method;
use identity_sandbox::{Disconnected, Sandbox};
use serde_json::json;

use crate::call::{Answer, SESSIONS, request, sandbox, send};

fn create(sandbox: &Sandbox, key: &str, form: &str) -> Result<Answer, Disconnected> {
    let request = request(Method::POST, SESSIONS).header("idempotency-key", key);
    send(sandbox, request.body(form.to_owned()).unwrap())
}

#[test]
fn the_same_call_gives_the_same_body_and_a_new_request_id() {
    let sandbox = sandbox();
    let first = create(&sandbox, "k", "type=document&metadata[a]=1").unwrap();
    let again = create(&sandbox, "k", "metadata[a]=1&type=document").unwrap();
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_ne!(again.header("request-id"), first.header("request-id"));
    assert_eq!(sandbox.session_count(), 1);
}

#[test]
fn another_call_under_the_key_is_refused() {
    let sandbox = sandbox();
    create(&sandbox, "k", "type=document").unwrap();
    let other = create(&sandbox, "k", "type=id_number").unwrap();
    let message = "Keys for idempotent requests can only be used with the same parameters they were first used \
                   with. Try using a key other than 'k' if you meant to execute a different request.";
    assert_eq!(
        other.error(),
        (
            400,
            json!({"message": message, "type": "idempotency_error"})
        )
    );
    // What would be wrong with the parameters is not even looked at.
    assert_eq!(create(&sandbox, "k", "bogus=1").unwrap().message(), message);
    assert_eq!(sandbox.session_count(), 1);
}

#[test]
fn a_refused_call_does_not_use_its_key_up() {
    let sandbox = sandbox();
    assert_eq!(create(&sandbox, "k", "type=passport").unwrap().status, 400);
    let good = create(&sandbox, "k", "type=document").unwrap();
    assert_eq!(
        (good.status.as_u16(), good.header("idempotent-replayed")),
        (200, "")
    );
    let long = create(&sandbox, &"k".repeat(256), "type=document").unwrap();
    assert_eq!(
        long.message(),
        "Idempotency keys can be up to 255 characters long."
    );
}

#[test]
fn keys_belong_to_accounts_and_end_after_a_day() {
    let sandbox = sandbox();
    let first = create(&sandbox, "k", "type=document").unwrap();
    let other = request(Method::POST, SESSIONS)
        .header("stripe-account", "acct_1")
        .header("idempotency-key", "k");
    let other = send(
        &sandbox,
        other.body(String::from("type=id_number")).unwrap(),
    )
    .unwrap();
    assert_eq!(other.status, 200);
    sandbox
        .clock()
        .advance(Duration::from_secs(24 * 60 * 60 - 1));
    assert_eq!(
        create(&sandbox, "k", "type=document").unwrap().text,
        first.text
    );
    sandbox.clock().advance(Duration::from_secs(1));
    assert_ne!(
        create(&sandbox, "k", "type=document").unwrap().text,
        first.text
    );
    assert_eq!(sandbox.session_count(), 3);
}

#[test]
fn a_dropped_reply_is_there_for_the_repeat() {
    let sandbox = sandbox();
    sandbox.faults().commit_then_drop_next_create();
    // A create that is refused does not use the fault up.
    assert_eq!(create(&sandbox, "k", "bogus=1").unwrap().status, 400);
    assert_eq!(create(&sandbox, "k", "type=document"), Err(Disconnected));
    assert_eq!(
        (sandbox.session_count(), sandbox.faults().pending()),
        (1, 0)
    );
    let again = create(&sandbox, "k", "type=document").unwrap();
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.json()["id"], json!(sandbox.sessions()[0].id));
    assert_eq!(sandbox.session_count(), 1);
}

/// Whoever comes while the first call runs is told so; whoever comes later gets its result.
#[test]
fn of_thirty_at_once_one_makes_the_session() {
    for _ in 0..20 {
        let sandbox = sandbox();
        let answers: Vec<Answer> = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..30)
                .map(|_| scope.spawn(|| create(&sandbox, "k", "type=document").unwrap()))
                .collect();
            calls.into_iter().map(|call| call.join().unwrap()).collect()
        });
        assert_eq!(sandbox.session_count(), 1);
        let id = json!(sandbox.sessions()[0].id);
        let mut made = 0;
        for answer in answers {
            match answer.status.as_u16() {
                200 => {
                    assert_eq!(answer.json()["id"], id);
                    made += u8::from(answer.header("idempotent-replayed").is_empty());
                }
                status => {
                    assert_eq!(status, 409, "{}", answer.text);
                    assert_eq!(
                        answer.json()["error"]["code"],
                        json!("idempotency_key_in_use")
                    );
                    assert_eq!(answer.header("stripe-should-retry"), "true");
                }
            }
        }
        assert_eq!(made, 1);
    }
}
