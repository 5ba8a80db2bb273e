//! Webhooks by the control API: every answer is held to its document.

use std::time::Duration;

use http::{Method, StatusCode};
use identity_sandbox::{AttemptResult, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::call::{get, post, post_to, sandbox};
use crate::control::{control, done, refused, settle};
use crate::hook::Hook;

const ALL: &str = "enabled_events[]=*";

fn deliveries(sandbox: &Sandbox, query: &str) -> Value {
    done(sandbox, &Method::GET, &format!("/deliveries{query}"), "")["data"].take()
}

fn first_event(sandbox: &Sandbox) -> String {
    sandbox.events()[0].id.to_string()
}

#[tokio::test]
async fn deliveries_are_settled_and_told_with_their_attempts() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    hook.answer(&[500]);
    post(&sandbox, "type=document");
    let waiting = deliveries(&sandbox, "");
    assert_eq!(waiting[0]["attempts"], json!([]));
    assert_eq!(waiting[0]["next_attempt"], 1_790_000_000);
    let told = settle(&sandbox).await["data"].take();
    assert_eq!(hook.names(), ["created"]);
    let delivery = &told[0];
    assert_eq!(delivery["type"], "identity.verification_session.created");
    assert_eq!(delivery["delivered"], false);
    assert_eq!(delivery["attempts"][0]["result"], json!({"status": 500}));
    assert_eq!(delivery["attempts"][0]["sent"], 1_790_000_000);
    let next = delivery["next_attempt"].as_i64().unwrap();
    assert!(next > 1_790_000_000, "{next}");
    let set = json!({"time": next}).to_string();
    done(&sandbox, &Method::POST, "/clock/set", &set);
    let told = settle(&sandbox).await["data"].take();
    assert_eq!(told[0]["delivered"], true);
    assert_eq!(told[0]["attempts"][1]["result"], json!({"status": 200}));
    assert_eq!(told[0]["next_attempt"], Value::Null);
    let event = first_event(&sandbox);
    for (query, count) in [
        (format!("?event={event}"), 1),
        ("?event=evt_1".to_owned(), 0),
        ("?endpoint=we_1".to_owned(), 0),
        ("?limit=0".to_owned(), 0),
    ] {
        let found = deliveries(&sandbox, &query);
        assert_eq!(found.as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn an_event_is_sent_again_to_one_endpoint_or_to_all_that_were_told() {
    let sandbox = sandbox();
    let told = Hook::start(&sandbox, ALL).await;
    post(&sandbox, "type=document");
    settle(&sandbox).await;
    let later = Hook::start(&sandbox, ALL).await;
    let path = format!("/events/{}/resend", first_event(&sandbox));
    let all = done(&sandbox, &Method::POST, &path, "");
    assert_eq!(all, json!({"resent": 1}));
    settle(&sandbox).await;
    assert_eq!((told.names().len(), later.names().len()), (2, 0));
    let newest = sandbox.webhooks().endpoints().pop().unwrap().id;
    let to = json!({"endpoint": newest}).to_string();
    done(&sandbox, &Method::POST, &path, &to);
    settle(&sandbox).await;
    assert_eq!((told.names().len(), later.names().len()), (0, 1));
    for endpoint in sandbox.webhooks().endpoints() {
        let form = "disabled=true";
        post_to(
            &sandbox,
            &format!("/v1/webhook_endpoints/{}", endpoint.id),
            form,
        );
    }
    let (status, message) = refused(&sandbox, &Method::POST, &path, "");
    assert_eq!(status, 400);
    assert!(message.starts_with("Endpoint: must be given"), "{message}");
}

/// The call that tools make, with a key.
#[tokio::test]
async fn the_api_sends_an_event_again_too() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    post(&sandbox, "type=document");
    settle(&sandbox).await;
    let event = first_event(&sandbox);
    let endpoint = sandbox.webhooks().endpoints()[0].id.clone();
    let path = format!("/v1/events/{event}/retry");
    let answer = post_to(&sandbox, &path, &format!("webhook_endpoint={endpoint}"));
    assert_eq!(answer.json()["id"], json!(event));
    settle(&sandbox).await;
    assert_eq!(hook.names(), ["created", "created"]);
    for (path, form, status, param) in [
        (&*path, "", 400, "webhook_endpoint"),
        (&*path, "webhook_endpoint=we_1", 404, "webhook_endpoint"),
        ("/v1/events/evt_1/retry", "webhook_endpoint=we_1", 404, "id"),
    ] {
        let (found, error) = post_to(&sandbox, path, form).error();
        assert_eq!((found, &error["param"]), (status, &json!(param)), "{path}");
    }
}

#[tokio::test]
async fn a_secret_is_rolled_and_the_former_one_signs_as_long_as_is_said() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let id = sandbox.webhooks().endpoints()[0].id.clone();
    let path = format!("/webhook_endpoints/{id}/roll_secret");
    let rolled = done(&sandbox, &Method::POST, &path, r#"{"overlap":60}"#);
    let signatures = |hook: &Hook| {
        let taken = hook.take();
        let header = taken[0].1["stripe-signature"].to_str().unwrap();
        header.matches(",v1=").count()
    };
    post(&sandbox, "type=document");
    settle(&sandbox).await;
    assert_eq!(signatures(&hook), 2);
    sandbox.clock().advance(Duration::from_secs(60));
    hook.verify(&sandbox, &[rolled["secret"].as_str().unwrap()]);
    post(&sandbox, "type=document");
    settle(&sandbox).await;
    assert_eq!(signatures(&hook), 1);
    let shown = get(&sandbox, &format!("/v1/webhook_endpoints/{id}"));
    assert!(!shown.text.contains("whsec_"), "{}", shown.text);
}

#[tokio::test]
async fn rules_double_delay_lose_hold_and_shuffle() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let rule = |mishap: &str| {
        done(&sandbox, &Method::DELETE, "/delivery_rules", "");
        let rules = done(&sandbox, &Method::POST, "/delivery_rules", mishap);
        assert_eq!(rules, done(&sandbox, &Method::GET, "/delivery_rules", ""));
        post(&sandbox, "type=document");
    };
    rule(r#"{"mishap":{"duplicate":2},"times":1,"on":"identity.verification_session.created"}"#);
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 3);
    rule(r#"{"mishap":"drop"}"#);
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 0);
    rule(r#"{"mishap":{"delay":30}}"#);
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 0);
    sandbox.clock().advance(Duration::from_secs(30));
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 1);
    rule(r#"{"mishap":"hold"}"#);
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 0);
    assert_eq!(deliveries(&sandbox, "?limit=1")[0]["held"], true);
    let released = done(&sandbox, &Method::POST, "/deliveries/release", "");
    assert_eq!(released, json!({"released": 1}));
    settle(&sandbox).await;
    assert_eq!(hook.names().len(), 1);
    done(&sandbox, &Method::DELETE, "/delivery_rules", "");
    let on = done(
        &sandbox,
        &Method::POST,
        "/deliveries/shuffle",
        r#"{"on":true}"#,
    );
    assert_eq!(on, json!({"on": true}));
    let made: Vec<String> = (0..8)
        .map(|_| post(&sandbox, "type=document").json()["id"].to_string())
        .collect();
    settle(&sandbox).await;
    let events = hook.take();
    let came: Vec<String> = events
        .iter()
        .map(|(delivery, _)| json!(session(delivery)).to_string())
        .collect();
    assert_eq!(came.len(), 8);
    assert_ne!(came, made);
}

fn session(delivery: &identity_webhooks::Delivery) -> String {
    let identity_webhooks::Delivery::Event(event) = delivery else {
        panic!("{delivery:?}");
    };
    event.session().unwrap().id.to_string()
}

#[test]
fn mistakes_have_a_place_and_a_rule() {
    let sandbox = sandbox();
    let form = format!("url=http://127.0.0.1:1/&{ALL}");
    post_to(&sandbox, "/v1/webhook_endpoints", &form);
    post(&sandbox, "type=document");
    let resend = format!("/events/{}/resend", first_event(&sandbox));
    let id = sandbox.webhooks().endpoints()[0].id.clone();
    let roll = format!("/webhook_endpoints/{id}/roll_secret");
    for (path, body, status, words) in [
        ("/events/evt_1/resend", "", 404, "There is no such event"),
        ("/events/x/resend", "", 404, "There is no such event"),
        (
            &resend,
            r#"{"endpoint":"we_1"}"#,
            404,
            "no such webhook endpoint",
        ),
        (
            &resend,
            r#"{"endpoint":5}"#,
            400,
            "Endpoint: not the right type",
        ),
        (&resend, r#"{"to":"x"}"#, 400, "no such member"),
        (
            "/webhook_endpoints/we_1/roll_secret",
            "",
            404,
            "no such webhook endpoint",
        ),
        (
            &roll,
            r#"{"overlap":86401}"#,
            400,
            "Overlap: a former secret can stay valid for 24 hours",
        ),
        (
            &roll,
            r#"{"overlap":-1}"#,
            400,
            "Overlap: not the right value",
        ),
        ("/delivery_rules", "{}", 400, "missing field `mishap`"),
        (
            "/delivery_rules",
            r#"{"mishap":"lose"}"#,
            400,
            "no such word",
        ),
        (
            "/delivery_rules",
            r#"{"mishap":{"delay":"x"}}"#,
            400,
            "Mishap.delay: not the right type",
        ),
        (
            "/delivery_rules",
            r#"{"mishap":"drop","percent":101}"#,
            400,
            "Percent: must be at most 100",
        ),
        ("/deliveries/shuffle", "{}", 400, "missing field `on`"),
    ] {
        let (found, message) = refused(&sandbox, &Method::POST, path, body);
        assert_eq!(found, status, "{path} {body}: {message}");
        assert!(message.contains(words), "{path} {body}: {message}");
    }
    let (status, message) = refused(&sandbox, &Method::GET, "/deliveries?bogus=1", "");
    assert_eq!(
        (status, message.contains("query")),
        (400, true),
        "{message}"
    );
    assert_eq!(sandbox.webhooks().rules(), []);
}

/// The answer to what was sent before a reset is not booked on what has its place afterwards.
#[tokio::test]
async fn an_answer_from_before_a_reset_or_a_restore_counts_for_nothing() {
    for restores in [false, true] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let form = format!("url=http://{}/&{ALL}", listener.local_addr().unwrap());
        let sandbox = sandbox();
        let empty = sandbox.snapshot();
        let begin = || {
            post_to(&sandbox, "/v1/webhook_endpoints", &form);
            let created = post(&sandbox, "type=document");
            assert_eq!(created.status, StatusCode::OK);
        };
        begin();
        let (arrived, first) = oneshot::channel();
        let (go, gone) = oneshot::channel();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_u8().await.unwrap();
            arrived.send(()).unwrap();
            gone.await.unwrap();
            stream
                .write_all(b"HTTP/1.1 410 Gone\r\n\r\n")
                .await
                .unwrap();
            drop(stream);
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.read_u8().await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        });
        let webhooks = sandbox.webhooks();
        let settling = tokio::spawn(async move { webhooks.settle().await });
        first.await.unwrap();
        if restores {
            sandbox.restore(&empty);
        } else {
            sandbox.reset();
        }
        begin();
        go.send(()).unwrap();
        settling.await.unwrap();
        let results: Vec<_> = sandbox
            .webhooks()
            .attempts()
            .into_iter()
            .map(|attempt| attempt.result)
            .collect();
        assert_eq!(results, [AttemptResult::Status(200)]);
        server.await.unwrap();
    }
}

/// One that waits for another's delivery does not wait for what a reset has taken away.
#[tokio::test]
async fn a_settle_ends_when_a_reset_takes_away_what_it_waits_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let form = format!("url=http://{}/&{ALL}", listener.local_addr().unwrap());
    let sandbox = sandbox();
    post_to(&sandbox, "/v1/webhook_endpoints", &form);
    post(&sandbox, "type=document");
    let webhooks = sandbox.webhooks();
    let sending = tokio::spawn(async move { webhooks.settle().await });
    let (_stream, _) = listener.accept().await.unwrap();
    let webhooks = sandbox.webhooks();
    let waiting = tokio::spawn(async move { webhooks.settle().await });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    sandbox.reset();
    waiting.await.unwrap();
    sending.abort();
}

async fn run() -> String {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let id = sandbox.webhooks().endpoints()[0].id.clone();
    let path = format!("/webhook_endpoints/{id}/roll_secret");
    let rule = r#"{"mishap":{"duplicate":1},"percent":50}"#;
    done(&sandbox, &Method::POST, "/delivery_rules", rule);
    done(
        &sandbox,
        &Method::POST,
        "/deliveries/shuffle",
        r#"{"on":true}"#,
    );
    for _ in 0..8 {
        post(&sandbox, "type=document");
    }
    let told = settle(&sandbox).await.to_string();
    assert!(hook.take().len() > 8);
    told + &control(&sandbox, &Method::POST, &path, "").text
}

#[tokio::test]
async fn the_same_seed_and_calls_give_the_same_deliveries_and_secrets() {
    assert_eq!(run().await, run().await);
}

#[test]
fn a_rule_doubles_within_reason() {
    let sandbox = sandbox();
    let rule = |copies| json!({"mishap": {"duplicate": copies}}).to_string();
    let (status, message) = refused(&sandbox, &Method::POST, "/delivery_rules", &rule(101));
    assert_eq!(status, 400);
    assert!(
        message.contains("duplicate: must be at most 100"),
        "{message}"
    );
    done(&sandbox, &Method::POST, "/delivery_rules", &rule(100));
}
