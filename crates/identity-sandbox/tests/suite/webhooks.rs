//! Deliveries: what an endpoint gets, when, and what goes wrong on the way on purpose.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use http::Method;
use identity_sandbox::{
    AttemptResult, DeliveryRule, Mishap, Outcome, RetrySchedule, Sandbox, WebhookError,
};
use identity_types::{EventType, LastErrorCode, VerificationSessionId, WebhookEndpointId};
use identity_webhooks::{Advice, Delivery, IdentityEvent, Known};
use serde_json::{Value, json};

use crate::call::{SESSIONS, get, post, post_to, request, sandbox, send};
use crate::hook::Hook;

const ALL: &str = "enabled_events[]=*";
const HOUR: Duration = Duration::from_secs(3600);

fn create(sandbox: &Sandbox) -> VerificationSessionId {
    let created = post(sandbox, "type=document").json();
    created["id"].as_str().unwrap().parse().unwrap()
}

fn pending(sandbox: &Sandbox) -> Vec<i64> {
    sandbox
        .events()
        .iter()
        .map(|event| event.pending_webhooks)
        .collect()
}

fn endpoint(sandbox: &Sandbox) -> WebhookEndpointId {
    sandbox.webhooks().endpoints()[0].id.clone()
}

#[tokio::test]
async fn a_whole_life_is_delivered_in_its_order_and_signed() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let id = create(&sandbox);
    sandbox.fail(&id, LastErrorCode::DocumentExpired).unwrap();
    sandbox.verify(&id).unwrap();
    assert_eq!(pending(&sandbox), [1; 5]);
    sandbox.webhooks().settle().await;
    assert_eq!(pending(&sandbox), [0; 5]);
    let received = hook.take();
    let names: Vec<_> = received
        .iter()
        .map(|(delivery, _)| delivery.event_type())
        .collect();
    assert_eq!(
        names,
        [
            EventType::Created,
            EventType::Processing,
            EventType::RequiresInput,
            EventType::Processing,
            EventType::Verified,
        ]
    );
    let (delivery, headers) = &received[4];
    assert_eq!(
        headers["user-agent"],
        "Stripe/1.0 (+https://stripe.com/docs/webhooks)"
    );
    assert_eq!(headers["content-type"], "application/json; charset=utf-8");
    let signature = headers["stripe-signature"].to_str().unwrap();
    assert!(signature.starts_with("t=1790000000,v1="), "{signature}");
    assert_eq!(signature.matches(",v1=").count(), 1);
    assert_eq!(signature.matches(",v0=").count(), 1);
    let Delivery::Event(event) = delivery else {
        panic!("{delivery:?}");
    };
    assert_eq!(event.pending_webhooks, 1);
    assert_eq!(event.session().unwrap().id, id);
    assert_eq!(event.account, None);
}

#[tokio::test]
async fn an_endpoint_gets_what_it_names_and_the_redaction_only_then() {
    let sandbox = sandbox();
    let all = Hook::start(&sandbox, ALL).await;
    let named = Hook::start(
        &sandbox,
        "enabled_events[]=identity.verification_session.redacted&enabled_events[]=identity.verification_session.verified",
    )
    .await;
    let id = create(&sandbox);
    sandbox.verify(&id).unwrap();
    post_to(&sandbox, &format!("{SESSIONS}/{id}/redact"), "");
    sandbox.clock().advance(HOUR);
    sandbox.webhooks().settle().await;
    assert_eq!(all.names(), ["created", "processing", "verified"]);
    assert_eq!(named.names(), ["verified", "redacted"]);
    assert_eq!(pending(&sandbox), [0; 4]);
}

#[tokio::test]
async fn a_disabled_or_deleted_endpoint_gets_nothing_not_even_what_was_on_its_way() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let path = format!("/v1/webhook_endpoints/{}", endpoint(&sandbox));
    create(&sandbox);
    post_to(&sandbox, &path, "disabled=true");
    create(&sandbox);
    assert_eq!(pending(&sandbox), [1, 0]);
    sandbox.webhooks().settle().await;
    assert_eq!(pending(&sandbox), [0, 0]);
    post_to(&sandbox, &path, "disabled=false");
    create(&sandbox);
    let delete = request(Method::DELETE, &path).body(String::new()).unwrap();
    send(&sandbox, delete).unwrap();
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names(), [""; 0]);
    assert_eq!(sandbox.webhooks().attempts(), []);
}

/// Three more attempts over a few hours, each signed anew; then it is given up and stays pending.
#[tokio::test]
async fn a_failed_delivery_is_tried_again_on_the_sandboxs_clock() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    hook.answer(&[500, 302, 404]);
    create(&sandbox);
    let mut times = Vec::new();
    loop {
        sandbox.webhooks().settle().await;
        times.extend(
            hook.take()
                .iter()
                .map(|(_, headers)| headers["stripe-signature"].to_str().unwrap()[..12].to_owned()),
        );
        let Some(due) = sandbox.webhooks().next_due() else {
            break;
        };
        assert_eq!(pending(&sandbox), [1]);
        sandbox.clock().set(due);
    }
    assert_eq!(
        times,
        [
            "t=1790000000",
            "t=1790000300",
            "t=1790003900",
            "t=1790014700"
        ]
    );
    assert_eq!(pending(&sandbox), [0]);
    let attempts = sandbox.webhooks().attempts();
    let seen: Vec<_> = attempts
        .iter()
        .map(|attempt| {
            (
                attempt.attempt,
                attempt.result.clone(),
                attempt.next_attempt,
            )
        })
        .collect();
    let status = AttemptResult::Status;
    assert_eq!(
        seen,
        [
            (1, status(500), None),
            (2, status(302), None),
            (3, status(404), None),
            (4, status(200), None)
        ]
    );
    assert_eq!(
        get(&sandbox, "/v1/events?delivery_success=true").json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn what_is_given_up_stays_pending_and_can_be_sent_again() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    hook.answer(&[500; 4]);
    create(&sandbox);
    // A clock that jumps makes all attempts due, as if the time had passed.
    sandbox.webhooks().settle().await;
    assert_eq!(
        sandbox.webhooks().attempts()[0]
            .next_attempt
            .unwrap()
            .as_secs(),
        1_790_000_300
    );
    sandbox.clock().advance(24 * HOUR);
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names().len(), 4);
    assert_eq!(sandbox.webhooks().next_due(), None);
    assert_eq!(pending(&sandbox), [1]);
    let undelivered = get(&sandbox, "/v1/events?delivery_success=false").json();
    assert_eq!(undelivered["data"].as_array().unwrap().len(), 1);

    let (event, endpoint) = (sandbox.events()[0].id.clone(), endpoint(&sandbox));
    sandbox.webhooks().resend(&event, &endpoint).unwrap();
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names(), ["created"]);
    assert_eq!(pending(&sandbox), [0]);
    // And once more, though it was taken: nothing is counted twice.
    sandbox.webhooks().resend(&event, &endpoint).unwrap();
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names(), ["created"]);
    assert_eq!(pending(&sandbox), [0]);
}

#[tokio::test]
async fn an_event_can_be_sent_to_an_endpoint_that_came_later_and_not_to_a_strangers() {
    let sandbox = sandbox();
    create(&sandbox);
    let hook = Hook::start(&sandbox, ALL).await;
    let (event, own) = (sandbox.events()[0].id.clone(), endpoint(&sandbox));
    sandbox.webhooks().resend(&event, &own).unwrap();
    assert_eq!(pending(&sandbox), [1]);
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names(), ["created"]);

    let stranger = request(Method::POST, "/v1/webhook_endpoints")
        .header("stripe-account", "acct_1")
        .body("url=http://localhost:1/&enabled_events[]=*".to_owned())
        .unwrap();
    let stranger = send(&sandbox, stranger).unwrap().json()["id"].clone();
    let stranger = stranger.as_str().unwrap().parse().unwrap();
    for (event, endpoint, error) in [
        (event.clone(), stranger, WebhookError::OtherAccount),
        (event, "we_1".parse().unwrap(), WebhookError::NoSuchEndpoint),
        ("evt_1".parse().unwrap(), own, WebhookError::NoSuchEvent),
    ] {
        assert_eq!(sandbox.webhooks().resend(&event, &endpoint), Err(error));
    }
}

#[tokio::test]
async fn other_schedules_can_be_chosen() {
    for (schedule, attempts) in [
        (RetrySchedule::Never, 1),
        (RetrySchedule::Waits(vec![Duration::ZERO; 5]), 6),
        (RetrySchedule::Live, 13),
    ] {
        let sandbox = Sandbox::builder()
            .clock(identity_sandbox::Clock::frozen(crate::call::START))
            .retry_schedule(schedule.clone())
            .build();
        let hook = Hook::start(&sandbox, ALL).await;
        hook.answer(&[503; 20]);
        create(&sandbox);
        sandbox.webhooks().settle().await;
        sandbox.clock().advance(72 * HOUR);
        sandbox.webhooks().settle().await;
        assert_eq!(hook.names().len(), attempts, "{schedule:?}");
        assert_eq!(sandbox.webhooks().next_due(), None);
    }
}

/// Nothing is connected to but this machine, and the attempt says so.
#[tokio::test]
async fn an_endpoint_elsewhere_is_never_called() {
    let sandbox = sandbox();
    post_to(
        &sandbox,
        "/v1/webhook_endpoints",
        "url=http://192.0.2.1/hooks?token=MARK&enabled_events[]=*",
    );
    create(&sandbox);
    sandbox.webhooks().settle().await;
    let attempts = sandbox.webhooks().attempts();
    let AttemptResult::Failed(words) = &attempts[0].result else {
        panic!("{attempts:?}");
    };
    assert!(words.contains("not on this machine"), "{words}");
    assert!(!format!("{attempts:?}{:?}", sandbox.webhooks().endpoints()).contains("MARK"));
}

#[tokio::test]
async fn while_a_secret_is_rolled_both_sign() {
    let sandbox = sandbox();
    let hook = Hook::listen().await;
    let form = format!("url={}/hooks&{ALL}", hook.url);
    let made = post_to(&sandbox, "/v1/webhook_endpoints", &form).json();
    let old = made["secret"].as_str().unwrap();
    let new = sandbox
        .webhooks()
        .roll_secret(&endpoint(&sandbox), 24 * HOUR)
        .unwrap();
    assert_ne!(new.expose(), old);
    let signatures = |hook: &Hook| -> Vec<usize> {
        hook.take()
            .iter()
            .map(|(_, headers)| {
                headers["stripe-signature"]
                    .to_str()
                    .unwrap()
                    .matches(",v1=")
                    .count()
            })
            .collect()
    };
    for secret in [old, new.expose()] {
        hook.verify(&sandbox, &[secret]);
        create(&sandbox);
        sandbox.webhooks().settle().await;
        assert_eq!(signatures(&hook), [2]);
    }
    sandbox.clock().advance(24 * HOUR);
    create(&sandbox);
    sandbox.webhooks().settle().await;
    assert_eq!(signatures(&hook), [1]);
    // The former secret does not verify any more: 400, and it is tried again.
    hook.verify(&sandbox, &[old]);
    create(&sandbox);
    sandbox.webhooks().settle().await;
    let last = sandbox.webhooks().attempts().pop().unwrap();
    assert_eq!(last.result, AttemptResult::Status(400));

    let webhooks = sandbox.webhooks();
    assert_eq!(
        webhooks
            .roll_secret(&endpoint(&sandbox), 25 * HOUR)
            .unwrap_err(),
        WebhookError::OverlapTooLong
    );
    assert_eq!(
        webhooks
            .roll_secret(&"we_1".parse().unwrap(), HOUR)
            .unwrap_err(),
        WebhookError::NoSuchEndpoint
    );
}

#[tokio::test]
async fn a_platform_gets_the_events_of_its_connected_accounts_with_their_name() {
    let sandbox = sandbox();
    let own = Hook::start(&sandbox, ALL).await;
    let connect = Hook::start(&sandbox, &format!("{ALL}&connect=true")).await;
    create(&sandbox);
    let connected = request(Method::POST, SESSIONS)
        .header("stripe-account", "acct_42")
        .body("type=document".to_owned())
        .unwrap();
    send(&sandbox, connected).unwrap();
    sandbox.webhooks().settle().await;
    let account = |hook: &Hook| -> Vec<Value> {
        hook.take()
            .iter()
            .map(|(delivery, _)| match delivery {
                Delivery::Event(event) => json!(event.account),
                _ => panic!("{delivery:?}"),
            })
            .collect()
    };
    assert_eq!(account(&own), [Value::Null]);
    assert_eq!(account(&connect), [json!("acct_42")]);
}

/// Events are written in the version of their endpoint, else the account's.
#[tokio::test]
async fn an_endpoint_has_a_version_of_its_own() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, &format!("{ALL}&api_version=2025-09-30.clover")).await;
    create(&sandbox);
    sandbox.webhooks().settle().await;
    let (delivery, _) = hook.take().remove(0);
    let Delivery::Event(event) = delivery else {
        panic!("{delivery:?}");
    };
    assert_eq!(event.api_version.as_deref(), Some("2025-09-30.clover"));
    assert_eq!(
        sandbox.events()[0].api_version.as_deref(),
        Some("2026-10-28.endive")
    );
}

/// The script that cost a team its users: a second session, and the first one's `verified` comes late.
#[tokio::test]
async fn two_sessions_and_a_late_verified() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let webhooks = sandbox.webhooks();
    webhooks.add_rule(
        DeliveryRule::new(Mishap::Delay(HOUR))
            .on(EventType::Verified)
            .times(1),
    );
    let first = create(&sandbox);
    sandbox.verify(&first).unwrap();
    let second = create(&sandbox);
    sandbox
        .fail(&second, LastErrorCode::DocumentExpired)
        .unwrap();
    webhooks.settle().await;
    assert_eq!(
        hook.names(),
        [
            "created",
            "processing",
            "created",
            "processing",
            "requires_input"
        ]
    );
    sandbox.clock().advance(HOUR);
    webhooks.settle().await;
    let received = hook.take();
    let IdentityEvent::Verified(session) = received[0].0.identity() else {
        panic!("{received:?}");
    };
    assert_eq!(session.id, first);
    // It tells of the session as it was then, and the other's state is not its business.
    assert_eq!(session.snapshot.unwrap().status.as_str(), "verified");
}

#[tokio::test]
async fn doubles_are_the_same_event_and_drops_never_come() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let webhooks = sandbox.webhooks();
    webhooks.add_rule(DeliveryRule::new(Mishap::Duplicate(2)).on(EventType::Created));
    webhooks.add_rule(DeliveryRule::new(Mishap::Drop).on(EventType::Processing));
    let id = create(&sandbox);
    sandbox.verify(&id).unwrap();
    webhooks.settle().await;
    let received = hook.take();
    let ids: Vec<_> = received.iter().map(|(delivery, _)| delivery.id()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3]);
    assert_eq!(pending(&sandbox), [0; 3]);
    let dropped: Vec<_> = webhooks
        .attempts()
        .into_iter()
        .filter(|attempt| attempt.result == AttemptResult::Dropped)
        .map(|attempt| attempt.event_type)
        .collect();
    assert_eq!(dropped, [EventType::Processing]);
    webhooks.clear_rules();
    assert_eq!(webhooks.rules(), []);
}

#[tokio::test]
async fn what_is_held_waits_until_it_is_let_go() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let webhooks = sandbox.webhooks();
    webhooks.add_rule(DeliveryRule::new(Mishap::Hold).on(EventType::Created));
    let id = create(&sandbox);
    sandbox.verify(&id).unwrap();
    webhooks.settle().await;
    assert_eq!(hook.names(), ["processing", "verified"]);
    sandbox.clock().advance(HOUR);
    webhooks.settle().await;
    assert_eq!(hook.names(), [""; 0]);
    assert_eq!(webhooks.release(), 1);
    webhooks.settle().await;
    assert_eq!(hook.names(), ["created"]);
    assert_eq!(webhooks.release(), 0);
}

/// Out of order and twice: what `Known` advises ends up true, and the same seed gives the same order.
#[tokio::test]
async fn a_shuffled_life_is_understood_and_repeats_itself() {
    let mut orders = Vec::new();
    for seed in [3, 3, 4, 5, 6] {
        let sandbox = Sandbox::builder()
            .seed(seed)
            .clock(identity_sandbox::Clock::frozen(crate::call::START))
            .build();
        let hook = Hook::start(&sandbox, ALL).await;
        let webhooks = sandbox.webhooks();
        webhooks.shuffle(true);
        webhooks.add_rule(DeliveryRule::new(Mishap::Duplicate(1)).percent(50));
        let id = create(&sandbox);
        for code in [
            LastErrorCode::DocumentExpired,
            LastErrorCode::DocumentUnverifiedOther,
        ] {
            sandbox.clock().advance(Duration::from_secs(5));
            sandbox.fail(&id, code).unwrap();
        }
        sandbox.clock().advance(Duration::from_secs(5));
        sandbox.outcome(&id, Outcome::verify()).unwrap();
        webhooks.settle().await;
        let mut known = None;
        let received = hook.take();
        for (delivery, _) in &received {
            match Known::advice(known.as_ref(), delivery) {
                Advice::Take(news) => known = Some(news),
                Advice::Retrieve => {
                    known = Some(Known::retrieved(
                        &sandbox.sessions()[0],
                        sandbox.clock().now(),
                    ));
                }
                Advice::Ignore => {}
            }
        }
        assert_eq!(known.unwrap().status.as_str(), "verified");
        let order: Vec<_> = received
            .iter()
            .map(|(delivery, _)| delivery.event_type())
            .collect();
        assert!(order.len() >= 7, "{order:?}");
        orders.push(order);
    }
    assert_eq!(orders[0], orders[1]);
    assert!(orders[2..].iter().any(|order| *order != orders[0]));
}

/// A server delivers by itself, and what time brings about comes by itself too.
#[tokio::test]
async fn a_server_delivers_by_itself() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    let server = sandbox.listen().await.unwrap();
    let came = |names: &'static [&'static str]| {
        let hook = &hook;
        async move {
            let mut seen = Vec::new();
            while seen.len() < names.len() {
                tokio::task::yield_now().await;
                seen.extend(hook.names());
            }
            assert_eq!(seen, names);
        }
    };
    let id = create(&sandbox);
    came(&["created"]).await;
    sandbox.outcome(&id, Outcome::verify().after(HOUR)).unwrap();
    came(&["processing"]).await;
    hook.answer(&[500]);
    sandbox.clock().advance(HOUR);
    came(&["verified"]).await;
    sandbox.clock().advance(HOUR);
    came(&["verified"]).await;
    sandbox.webhooks().settle().await;
    assert_eq!(pending(&sandbox), [0; 3]);
    server.shutdown().await;
}

/// An attempt that is cut off is made again: nothing is lost, and nothing is stuck.
#[tokio::test]
async fn a_settle_that_is_dropped_leaves_its_deliveries_to_the_next() {
    let sandbox = sandbox();
    let hook = Hook::start(&sandbox, ALL).await;
    create(&sandbox);
    {
        let webhooks = sandbox.webhooks();
        let mut settle = pin!(webhooks.settle());
        let mut context = Context::from_waker(Waker::noop());
        assert!(settle.as_mut().poll(&mut context).is_pending());
    }
    sandbox.webhooks().settle().await;
    assert_eq!(hook.names(), ["created"]);
    assert_eq!(pending(&sandbox), [0]);
}
