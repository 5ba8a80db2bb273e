//! What a verified body is read as.

use identity_types::{EventType, Timestamp, VerificationSessionStatus, WebhookSecret};
use identity_webhooks::{Delivery, IdentityEvent, Verifier, WebhookError, sign};
use serde_json::{Value, json};

pub(crate) fn event(name: &str, status: &str) -> Value {
    json!({
        "id": "evt_1", "object": "event", "api_version": "2026-10-28.endive", "created": 1_790_000_000,
        "data": {"object": {
            "id": "vs_1", "object": "identity.verification_session", "client_reference_id": null,
            "client_secret": null, "created": 1_789_999_000, "last_error": null,
            "last_verification_report": null, "livemode": false, "metadata": {}, "options": {},
            "redaction": null, "related_customer": null, "related_customer_account": null,
            "status": status, "type": "document", "url": null,
        }},
        "livemode": false, "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null},
        "type": name,
    })
}

pub(crate) fn thin(name: &str) -> Value {
    json!({
        "id": "evt_test_2", "object": "v2.core.event", "created": "2026-11-23T12:00:00.123Z", "livemode": false,
        "related_object": {
            "id": "vs_1", "type": "identity.verification_session",
            "url": "/v1/identity/verification_sessions/vs_1",
        },
        "reason": null, "type": name,
    })
}

pub(crate) fn parse(value: &Value) -> Delivery {
    Delivery::parse(value.to_string().as_bytes()).unwrap()
}

fn name_of(event: &IdentityEvent<'_>) -> &'static str {
    match event {
        IdentityEvent::Created(_) => "created",
        IdentityEvent::Processing(_) => "processing",
        IdentityEvent::Verified(_) => "verified",
        IdentityEvent::RequiresInput(_) => "requires_input",
        IdentityEvent::Canceled(_) => "canceled",
        IdentityEvent::Redacted(_) => "redacted",
        IdentityEvent::Other(_) => "other",
    }
}

#[test]
fn all_six_events_are_told_apart_whole_and_thin() {
    for (name, status) in [
        ("created", "requires_input"),
        ("processing", "processing"),
        ("verified", "verified"),
        ("requires_input", "requires_input"),
        ("canceled", "canceled"),
        ("redacted", "verified"),
    ] {
        let full = format!("identity.verification_session.{name}");
        let whole = parse(&event(&full, status));
        let thin = parse(&thin(&format!("v1.{full}")));
        for delivery in [&whole, &thin] {
            assert_eq!(name_of(&delivery.identity()), name);
            assert_eq!(delivery.event_type().as_str(), full);
            assert!(!delivery.livemode());
        }
        assert_eq!(whole.id().as_str(), "evt_1");
        assert_eq!(thin.id().as_str(), "evt_test_2");
    }
}

#[test]
fn a_whole_event_has_the_session_and_a_thin_one_its_id() {
    let whole = parse(&event("identity.verification_session.verified", "verified"));
    let IdentityEvent::Verified(session) = whole.identity() else {
        panic!("{whole:?}");
    };
    assert_eq!(session.id.as_str(), "vs_1");
    assert_eq!(
        session.snapshot.unwrap().status,
        VerificationSessionStatus::Verified
    );
    let thin = parse(&thin("v1.identity.verification_session.verified"));
    let IdentityEvent::Verified(session) = thin.identity() else {
        panic!("{thin:?}");
    };
    assert_eq!((session.id.as_str(), session.snapshot), ("vs_1", None));
}

/// An endpoint may ask for other events, and the API may grow: neither costs an outcome.
#[test]
fn what_is_not_known_is_kept_and_is_no_error() {
    let mut other = event("customer.created", "x");
    other["data"]["object"] = json!({"id": "cus_1", "object": "customer"});
    other["new_member"] = json!([1]);
    for (value, name) in [
        (other, "customer.created"),
        (
            event("identity.verification_session.paused", "paused"),
            "identity.verification_session.paused",
        ),
        (thin("v2.core.thing.happened"), "v2.core.thing.happened"),
    ] {
        let delivery = parse(&value);
        let expected = IdentityEvent::Other(EventType::from(name));
        assert_eq!(delivery.identity(), expected);
    }
}

#[test]
fn what_is_no_event_is_named_by_path_and_rule_without_its_values() {
    let mut wrong = event("identity.verification_session.verified", "verified");
    wrong["livemode"] = json!("MARK");
    for (body, sentence) in [
        (
            wrong.to_string(),
            "the delivery is no event: livemode must be a boolean",
        ),
        (
            json!({"object": "MARK"}).to_string(),
            "the delivery is no event: object must be event or v2.core.event",
        ),
        (
            "{}".to_owned(),
            "the delivery is no event: it lacks the member `object`",
        ),
        (
            "{\"object\":\"MARK".to_owned(),
            "the delivery is no event: object ends too early",
        ),
        (
            format!("{} x", event("a", "b")),
            "the delivery is no event: it is not JSON",
        ),
    ] {
        let error = Delivery::parse(body.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(sentence), "{error}");
        assert!(!error.contains("MARK"), "{error}");
    }
}

#[test]
fn nothing_is_parsed_that_is_not_proven() {
    let secret = WebhookSecret::new("whsec_test");
    let now = Timestamp::from_secs(1_790_000_000);
    let verifier = Verifier::new(secret.clone()).unwrap();
    let header = sign(b"no event", now, [&secret]);
    let forged = sign(b"no event", now, [&WebhookSecret::new("whsec_other")]);
    assert!(matches!(
        verifier.construct_event(b"no event", &forged, now),
        Err(WebhookError::Verify(_))
    ));
    assert!(matches!(
        verifier.construct_event(b"no event", &header, now),
        Err(WebhookError::Parse(_))
    ));
}
