//! `/v1/webhook_endpoints`

use http::Method;
use identity_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::call::{Answer, get, post_to, request, sandbox, send};

const PATH: &str = "/v1/webhook_endpoints";

fn create(sandbox: &Sandbox, form: &str) -> Value {
    let answer = post_to(sandbox, PATH, form);
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

fn delete(sandbox: &Sandbox, path: &str) -> Answer {
    let request = request(Method::DELETE, path).body(String::new()).unwrap();
    send(sandbox, request).unwrap()
}

fn path(endpoint: &Value) -> String {
    format!("{PATH}/{}", endpoint["id"].as_str().unwrap())
}

#[test]
fn an_endpoint_is_made_with_a_secret_that_is_shown_once() {
    let sandbox = sandbox();
    let mut made = create(
        &sandbox,
        "url=https://example.com/hooks&enabled_events[]=*&enabled_events[]=identity.verification_session.redacted\
         &description=mine&metadata[a]=b&api_version=2025-09-30.clover",
    );
    let secret = made.as_object_mut().unwrap().remove("secret").unwrap();
    assert!(secret.as_str().unwrap().starts_with("whsec_"));
    let id = made["id"].clone();
    let expected = json!({
        "id": id, "object": "webhook_endpoint", "api_version": "2025-09-30.clover", "application": null,
        "created": 1_790_000_000, "description": "mine",
        "enabled_events": ["*", "identity.verification_session.redacted"], "livemode": false,
        "metadata": {"a": "b"}, "status": "enabled", "url": "https://example.com/hooks",
    });
    assert_eq!(made, expected);
    assert_eq!(get(&sandbox, &path(&made)).json(), expected);
    assert_eq!(get(&sandbox, PATH).json()["data"], json!([expected]));
}

#[test]
fn an_update_changes_what_is_sent_and_nothing_else() {
    let sandbox = sandbox();
    let made = create(
        &sandbox,
        "url=http://localhost:1/&enabled_events[]=*&description=mine&metadata[a]=b&metadata[c]=d",
    );
    let update = |form: &str| post_to(&sandbox, &path(&made), form).json();
    let updated = update("disabled=true&metadata[a]=&description=");
    assert_eq!(updated["status"], "disabled");
    assert_eq!(updated["metadata"], json!({"c": "d"}));
    assert_eq!(updated["description"], Value::Null);
    let updated = update(
        "disabled=false&url=http://localhost:2/&enabled_events[]=identity.verification_session.verified",
    );
    assert_eq!(updated["status"], "enabled");
    assert_eq!(updated["url"], "http://localhost:2/");
    assert_eq!(
        updated["enabled_events"],
        json!(["identity.verification_session.verified"])
    );
    assert_eq!(update("")["metadata"], json!({"c": "d"}));
}

#[test]
fn a_deleted_endpoint_is_gone() {
    let sandbox = sandbox();
    let made = create(&sandbox, "url=http://localhost:1/&enabled_events[]=*");
    let gone = delete(&sandbox, &path(&made));
    let id = &made["id"];
    assert_eq!(
        gone.json(),
        json!({"id": id, "object": "webhook_endpoint", "deleted": true})
    );
    assert_eq!(get(&sandbox, &path(&made)).status, 404);
    assert_eq!(delete(&sandbox, &path(&made)).status, 404);
    assert_eq!(get(&sandbox, PATH).json()["data"], json!([]));
    // Its place, and with it its id, is not given to another.
    let next = create(&sandbox, "url=http://localhost:1/&enabled_events[]=*");
    assert_ne!(next["id"], made["id"]);
    assert_ne!(next["secret"], made["secret"]);
}

#[test]
fn lists_have_pages_and_accounts_their_own() {
    let sandbox = sandbox();
    let ids: Vec<Value> = (0..5)
        .map(|_| create(&sandbox, "url=http://localhost:1/&enabled_events[]=*")["id"].clone())
        .collect();
    let page = get(&sandbox, &format!("{PATH}?limit=2")).json();
    assert_eq!(page["has_more"], true);
    assert_eq!(page["data"][0]["id"], ids[4]);
    let last = page["data"][1]["id"].as_str().unwrap().to_owned();
    let page = get(&sandbox, &format!("{PATH}?limit=3&starting_after={last}")).json();
    assert_eq!(page["has_more"], false);
    let rest: Vec<_> = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| &each["id"])
        .collect();
    assert_eq!(rest, [&ids[2], &ids[1], &ids[0]]);

    let other = request(Method::GET, PATH)
        .header("stripe-account", "acct_1")
        .body(String::new())
        .unwrap();
    assert_eq!(send(&sandbox, other).unwrap().json()["data"], json!([]));
}

#[test]
fn what_cannot_be_is_refused_at_its_place() {
    let sandbox = sandbox();
    for (form, param, message) in [
        (
            "enabled_events[]=*",
            json!("url"),
            "Missing required param: url.",
        ),
        (
            "url=http://localhost/",
            json!("enabled_events"),
            "Missing required param: enabled_events.",
        ),
        (
            "url=nowhere&enabled_events[]=*",
            json!("url"),
            "Not a valid URL",
        ),
        (
            "url=http://localhost/&enabled_events[]=Verified",
            json!("enabled_events[0]"),
            "Invalid enabled_events[0]: must be * or the name of an event",
        ),
        (
            "url=http://localhost/&enabled_events=",
            json!("enabled_events"),
            "You passed an empty string",
        ),
        (
            "url=http://localhost/&enabled_events[]=*&api_version=new",
            json!("api_version"),
            "Invalid Stripe API version: new",
        ),
        (
            "url=http://localhost/&enabled_events[]=*&secret=x",
            json!("secret"),
            "Received unknown parameter: secret",
        ),
    ] {
        let (status, error) = post_to(&sandbox, PATH, form).error();
        assert_eq!((status, &error["param"]), (400, &param), "{form}: {error}");
        assert!(
            error["message"].as_str().unwrap().starts_with(message),
            "{error}"
        );
    }
    assert_eq!(get(&sandbox, PATH).json()["data"], json!([]));
    let (status, error) = get(&sandbox, &format!("{PATH}/we_1")).error();
    assert_eq!((status, &error["code"]), (404, &json!("resource_missing")));
    assert_eq!(error["param"], "webhook_endpoint");
}

#[test]
fn an_account_has_a_hundred_endpoints_at_most() {
    let sandbox = sandbox();
    for _ in 0..100 {
        create(&sandbox, "url=http://localhost:1/&enabled_events[]=*");
    }
    let answer = post_to(&sandbox, PATH, "url=http://localhost:1/&enabled_events[]=*");
    assert_eq!(answer.status, 400);
}
