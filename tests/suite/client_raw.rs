//! Raw calls against the sandbox: every method, parameters of every shape, keys of the caller's, refusals.

use http::Method;
use identity_client::{CallOptions, ErrorKind, Phase};
use serde_json::json;

use crate::world::World;

const SESSIONS: &str = "/v1/identity/verification_sessions";

#[tokio::test(start_paused = true)]
async fn what_has_a_method_here_comes_to_the_same_without_it() {
    let world = World::new();
    let params = json!({
        "type": "document",
        "client_reference_id": "user-1",
        "metadata": {"odd &=+%": "a b&c", "2": "é"},
        "options": {"document": {"allowed_types": ["passport", "id_card"], "require_matching_selfie": true}},
    });
    let created = world
        .client
        .raw(Method::POST, SESSIONS, &params)
        .await
        .unwrap();
    assert!(created.idempotency_key().is_some() && created.request_id().is_some());
    let created: serde_json::Value = serde_json::from_slice(created.raw()).unwrap();
    let id = created["id"].as_str().unwrap();
    assert_eq!(created["metadata"], params["metadata"]);
    assert_eq!(
        created["options"]["document"]["allowed_types"],
        params["options"]["document"]["allowed_types"]
    );

    let path = format!("{SESSIONS}/{id}");
    let sessions = world.client.verification_sessions();
    let typed = sessions.retrieve(&id.parse().unwrap()).await;
    let typed = typed.unwrap();
    let raw = world.client.raw(Method::GET, &path, &()).await.unwrap();
    assert_eq!(raw.raw(), typed.raw());
    assert!(raw.idempotency_key().is_none());

    let wanted = json!({"limit": 1, "client_reference_id": "user-1", "created": {"gte": 1}, "expand": ["data.last_verification_report"]});
    let list = world
        .client
        .raw(Method::GET, SESSIONS, &wanted)
        .await
        .unwrap();
    let list: serde_json::Value = serde_json::from_slice(list.raw()).unwrap();
    assert_eq!(list["data"][0]["id"], id);
}

#[tokio::test(start_paused = true)]
async fn what_is_made_is_deleted() {
    let world = World::new();
    let params = json!({"url": "http://127.0.0.1/hooks", "enabled_events": ["*"]});
    let path = "/v1/webhook_endpoints";
    let made = world.client.raw(Method::POST, path, &params).await.unwrap();
    let made: serde_json::Value = serde_json::from_slice(made.raw()).unwrap();
    let path = format!("{path}/{}", made["id"].as_str().unwrap());
    let deleted = world.client.raw(Method::DELETE, &path, &()).await.unwrap();
    let deleted: serde_json::Value = serde_json::from_slice(deleted.raw()).unwrap();
    assert_eq!(deleted["deleted"], true);
    let error = world
        .client
        .raw(Method::DELETE, &path, &())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
}

#[tokio::test(start_paused = true)]
async fn a_key_of_ones_own_makes_one_session_of_two_calls() {
    let world = World::new();
    let key = CallOptions::new().idempotency_key("signup-4211".parse().unwrap());
    let params = json!({"type": "document"});
    let create = || world.client.raw_with(&key, Method::POST, SESSIONS, &params);
    let (one, two) = (create().await.unwrap(), create().await.unwrap());
    assert_eq!(one.raw(), two.raw());
    assert!(!one.idempotent_replayed() && two.idempotent_replayed());
    assert_eq!(two.idempotency_key().unwrap().as_str(), "signup-4211");
    assert_eq!(world.sandbox.session_count(), 1);
    let other = json!({"type": "id_number"});
    let error = world
        .client
        .raw_with(&key, Method::POST, SESSIONS, &other)
        .await;
    assert_eq!(error.unwrap_err().status().unwrap(), 400);
    // A reply that is lost after the commit is one session, too.
    world.sandbox.faults().commit_then_drop_next_create();
    let repaired = world.client.raw(Method::POST, SESSIONS, &params).await;
    assert_eq!(repaired.unwrap().attempts(), 2);
    assert_eq!(world.sandbox.session_count(), 2);
}

/// No value that was given shows in what is said of it, be it an answer or a refusal. Names and paths may: they
/// are the program's.
#[tokio::test(start_paused = true)]
async fn answers_and_refusals_show_nothing_that_was_given() {
    const MARK: &str = "MARKQZ";
    let world = World::new();
    let params = json!({"type": "document", "client_reference_id": MARK,
        "provided_details": {"email": format!("{MARK}@example.com")}, "metadata": {"note": MARK}});
    let created = world
        .client
        .raw(Method::POST, SESSIONS, &params)
        .await
        .unwrap();
    assert!(String::from_utf8_lossy(created.raw()).contains(MARK));
    let mut words = format!("{created:?} {created:#?}");
    let wrong = json!({"type": MARK, "email": MARK});
    for (method, path, kind, phase) in [
        (
            Method::POST,
            SESSIONS.to_owned(),
            ErrorKind::Api,
            Phase::Answered,
        ),
        (
            Method::GET,
            "/v1/nothing".to_owned(),
            ErrorKind::Api,
            Phase::Answered,
        ),
        (
            Method::PUT,
            SESSIONS.to_owned(),
            ErrorKind::Invalid,
            Phase::NotSent,
        ),
        (
            Method::GET,
            format!("{SESSIONS}?{MARK}=1"),
            ErrorKind::Invalid,
            Phase::NotSent,
        ),
        (
            Method::GET,
            format!("https://{MARK}/v1"),
            ErrorKind::Invalid,
            Phase::NotSent,
        ),
    ] {
        let error = world.client.raw(method, &path, &wrong).await.unwrap_err();
        assert_eq!((error.kind(), error.phase()), (kind, phase), "{path}");
        words.push_str(&format!("{error} {error:?} {error:#?}"));
    }
    assert!(!words.contains(MARK), "{words}");
}
