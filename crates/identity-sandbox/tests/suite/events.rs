//! `/v1/events`

use std::time::Duration;

use identity_sandbox::Sandbox;
use identity_types::{LastErrorCode, VerificationSessionId};
use serde_json::{Value, json};

use crate::call::{SESSIONS, get, post, post_to, sandbox};

fn create(sandbox: &Sandbox) -> VerificationSessionId {
    let created = post(sandbox, "type=document").json();
    created["id"].as_str().unwrap().parse().unwrap()
}

/// The last words of the types, newest first.
fn names(list: &Value) -> Vec<&str> {
    let data = list["data"].as_array().unwrap().iter();
    data.map(|event| event["type"].as_str().unwrap().rsplit('.').next().unwrap())
        .collect()
}

fn list(sandbox: &Sandbox, query: &str) -> Value {
    let answer = get(sandbox, &format!("/v1/events?{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A session that fails once and is verified.
fn lived(sandbox: &Sandbox) -> VerificationSessionId {
    let id = create(sandbox);
    sandbox.fail(&id, LastErrorCode::DocumentExpired).unwrap();
    sandbox.clock().advance(Duration::from_secs(60));
    sandbox.verify(&id).unwrap();
    id
}

#[test]
fn events_are_listed_newest_first_and_filtered() {
    let sandbox = sandbox();
    lived(&sandbox);
    const ALL: [&str; 5] = [
        "verified",
        "processing",
        "requires_input",
        "processing",
        "created",
    ];
    for (query, expected) in [
        ("", &ALL[..]),
        ("type=identity.verification_session.*", &ALL),
        ("type=identity.verification_session.verified", &ALL[..1]),
        ("type=customer.*", &[]),
        (
            "types[]=identity.verification_session.verified&types[]=identity.verification_session.created",
            &["verified", "created"],
        ),
        ("created[gte]=1790000060", &ALL[..2]),
        ("created=1790000000", &ALL[2..]),
        ("limit=2", &ALL[..2]),
        ("delivery_success=true", &ALL),
        ("delivery_success=false", &[]),
    ] {
        assert_eq!(names(&list(&sandbox, query)), expected, "{query}");
    }
}

#[test]
fn pages_follow_each_other_both_ways() {
    let sandbox = sandbox();
    lived(&sandbox);
    let all = list(&sandbox, "");
    let id = |place: usize| all["data"][place]["id"].as_str().unwrap();
    let page = list(&sandbox, &format!("limit=2&starting_after={}", id(1)));
    assert_eq!(page["data"], json!([all["data"][2], all["data"][3]]));
    assert_eq!(page["has_more"], true);
    let page = list(&sandbox, &format!("limit=2&ending_before={}", id(1)));
    assert_eq!(page["data"], json!([all["data"][0]]));
    assert_eq!(page["has_more"], false);
}

#[test]
fn an_event_says_what_it_was_then_and_who_caused_it() {
    let sandbox = sandbox();
    let id = lived(&sandbox);
    let all = list(&sandbox, "");
    let created = &all["data"][4];
    let path = format!("/v1/events/{}", created["id"].as_str().unwrap());
    let event = get(&sandbox, &path).json();
    assert_eq!(&event, created);
    assert_eq!(event["data"]["object"]["id"], id.as_str());
    assert_eq!(event["data"]["object"]["status"], "requires_input");
    assert_eq!(event["api_version"], "2026-10-28.endive");
    assert_eq!(event["pending_webhooks"], 0);
    assert!(event["request"]["id"].as_str().unwrap().starts_with("req_"));
    let verified = &all["data"][0];
    assert_eq!(verified["data"]["object"]["status"], "verified");
    assert_eq!(
        verified["request"],
        json!({"id": null, "idempotency_key": null})
    );
    assert!(verified["data"]["object"].get("verified_outputs").is_none());
}

#[test]
fn events_reach_back_thirty_days() {
    let sandbox = sandbox();
    create(&sandbox);
    let id = list(&sandbox, "")["data"][0]["id"].clone();
    let path = format!("/v1/events/{}", id.as_str().unwrap());
    sandbox
        .clock()
        .advance(Duration::from_secs(30 * 24 * 3600 - 1));
    create(&sandbox);
    assert_eq!(names(&list(&sandbox, "")).len(), 2);
    assert_eq!(get(&sandbox, &path).status, 200);
    sandbox.clock().advance(Duration::from_secs(1));
    let (status, error) = get(&sandbox, &path).error();
    assert_eq!(
        (status, &error["code"], &error["param"]),
        (404, &json!("resource_missing"), &json!("id"))
    );
    assert_eq!(names(&list(&sandbox, "")).len(), 1);
}

#[test]
fn what_cannot_be_is_refused() {
    let sandbox = sandbox();
    let many = "types[]=a.b&".repeat(21);
    for (query, param, message) in [
        (
            "type=a.b&types[]=a.b",
            "type",
            "You may only specify one of these parameters: type, types.",
        ),
        (
            many.trim_end_matches('&'),
            "types",
            "Array types exceeded maximum 20 allowed elements.",
        ),
        (
            "delivery_success=maybe",
            "delivery_success",
            "Invalid boolean: maybe",
        ),
        (
            "starting_after=evt_1",
            "starting_after",
            "No such event: 'evt_1'",
        ),
    ] {
        let (status, error) = get(&sandbox, &format!("/v1/events?{query}")).error();
        assert_eq!((status, &error["param"]), (400, &json!(param)), "{error}");
        assert_eq!(error["message"], message);
    }
}

/// What a redaction removes is gone from the events that tell of it too.
#[test]
fn a_redaction_reaches_the_events_of_its_session() {
    let sandbox = sandbox();
    let id = create(&sandbox);
    let path = format!("{SESSIONS}/{id}");
    post_to(&sandbox, &path, "metadata[user]=MARK");
    sandbox.verify(&id).unwrap();
    assert!(list(&sandbox, "").to_string().contains("MARK"));
    post_to(&sandbox, &format!("{path}/redact"), "");
    sandbox.clock().advance(Duration::from_secs(3600));
    let all = list(&sandbox, "");
    assert_eq!(names(&all)[0], "redacted");
    assert!(!all.to_string().contains("MARK"), "{all}");
}
