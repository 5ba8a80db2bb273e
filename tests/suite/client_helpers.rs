//! The helpers that stand above the calls, against the sandbox and its clock.

use std::time::Duration;

use identity_client::{Ensured, FreshUrl, Reason, Wait, Waited};
use identity_sandbox::Outcome;
use identity_types::{
    CreateVerificationSession, DocumentOptionsParam, LastErrorCode, RedactionStatus,
    VerificationSessionStatus,
};
use tokio::task::JoinSet;

use crate::world::World;

fn of_user() -> CreateVerificationSession {
    CreateVerificationSession::document().client_reference_id("user-4211")
}

fn minutes(minutes: u64) -> Wait {
    Wait::at_most(Duration::from_secs(60 * minutes))
}

/// The state of the session decides, and a person never has two sessions to pay for.
#[tokio::test(start_paused = true)]
async fn ensure_creates_reuses_refuses_and_replaces() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let first = sessions.ensure(&of_user()).await.unwrap();
    let Ensured::Created(created) = first else {
        panic!("{first:?}")
    };
    let id = created.id.clone();
    let again = sessions.ensure(&of_user()).await.unwrap();
    assert!(matches!(again, Ensured::Reused(_)), "{again:?}");
    assert_eq!(again.open().unwrap().id, id);

    let selfie = DocumentOptionsParam::new().require_matching_selfie(true);
    let other = sessions
        .ensure(&of_user().document_options(selfie))
        .await
        .unwrap();
    assert!(matches!(other, Ensured::Different(_)), "{other:?}");

    world.acts(&id, Outcome::fail(LastErrorCode::DocumentExpired));
    let failed = sessions.ensure(&of_user()).await.unwrap();
    assert!(matches!(failed, Ensured::Reused(_)), "{failed:?}");

    world.acts(&id, Outcome::verify().hold());
    let held = sessions.ensure(&of_user()).await.unwrap();
    assert!(matches!(held, Ensured::Processing(_)), "{held:?}");
    world.sandbox.finish(&id, None).unwrap();
    let done = sessions.ensure(&of_user()).await.unwrap();
    assert!(matches!(done, Ensured::Verified(_)), "{done:?}");
    assert!(done.open().is_none());
    assert_eq!(world.sandbox.session_count(), 1);
}

#[tokio::test(start_paused = true)]
async fn ensure_replaces_a_canceled_session() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let first = sessions.ensure(&of_user()).await.unwrap();
    sessions.cancel(&first.session().id).await.unwrap();
    let second = sessions.ensure(&of_user()).await.unwrap();
    assert!(matches!(second, Ensured::Created(_)), "{second:?}");
    assert_ne!(second.session().id, first.session().id);
}

/// Many ask at the same moment, and one answer of the API is lost on the way.
#[tokio::test(start_paused = true)]
async fn ensure_is_one_session_for_all_who_ask_at_once() {
    let world = World::new();
    world.sandbox.faults().commit_then_drop_next_create();
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let client = world.client.clone();
        callers.spawn(async move { client.verification_sessions().ensure(&of_user()).await });
    }
    let mut ids = Vec::new();
    while let Some(ensured) = callers.join_next().await {
        ids.push(ensured.unwrap().unwrap().open().unwrap().id.clone());
    }
    ids.dedup();
    assert_eq!((ids.len(), world.sandbox.session_count()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn wait_until_looks_until_it_is_so_or_never_will_be() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let verified = [VerificationSessionStatus::Verified];
    let id = world.session().await;
    world.acts(&id, Outcome::verify().after(Duration::from_secs(45)));
    let too_short = Wait::at_most(Duration::from_secs(20));
    let waited = sessions.wait_until(&id, &verified, &too_short).await;
    let waited = waited.unwrap();
    assert!(matches!(waited, Waited::TimedOut(_)), "{waited:?}");
    assert_eq!(
        waited.session().status,
        VerificationSessionStatus::Processing
    );
    let looks = world.calls();
    let waited = sessions.wait_until(&id, &verified, &minutes(2)).await;
    assert!(waited.unwrap().is_reached());
    assert!(world.calls() - looks < 20, "it looks every few seconds");

    let id = world.session().await;
    sessions.cancel(&id).await.unwrap();
    let waited = sessions.wait_until(&id, &verified, &minutes(2)).await;
    assert!(matches!(waited.unwrap(), Waited::Settled(_)));
}

/// A first failure is not taken for the outcome of the second attempt, and outages are waited out.
#[tokio::test(start_paused = true)]
async fn wait_for_outcome_waits_for_the_new_attempt() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let id = world.session().await;
    world.acts(&id, Outcome::fail(LastErrorCode::DocumentExpired));
    let before = sessions.retrieve(&id).await.unwrap().into_inner();
    let outcome = identity_client::Outcome::of(&before, None);
    let reason = Reason::Check(LastErrorCode::DocumentExpired);
    assert_eq!(outcome.reason(), Some(&reason));
    assert!(outcome.can_retry());

    let second = Outcome::fail(LastErrorCode::CountryNotSupported).after(Duration::from_secs(30));
    world.acts(&id, second);
    let waited = sessions.wait_for_outcome(&before, &minutes(3)).await;
    let session = waited.unwrap().into_session();
    let outcome = identity_client::Outcome::of(&session, None);
    let reason = Reason::Check(LastErrorCode::CountryNotSupported);
    assert_eq!(outcome, identity_client::Outcome::Final(reason));
}

#[tokio::test(start_paused = true)]
async fn a_fresh_url_is_there_while_input_is_asked_for() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let id = world.session().await;
    world.acts(&id, Outcome::fail(LastErrorCode::DocumentTypeNotSupported));
    let fresh = sessions.fresh_url(&id).await.unwrap();
    assert!(fresh.url().unwrap().expose().contains("/start/"));
    world.acts(&id, Outcome::verify().hold());
    let FreshUrl::Closed(session) = sessions.fresh_url(&id).await.unwrap() else {
        panic!("there is nothing to ask for")
    };
    assert_eq!(session.status, VerificationSessionStatus::Processing);
}

/// Asked for while the checks run: it waits for them, asks once, and waits until the data is gone.
#[tokio::test(start_paused = true)]
async fn redact_and_wait_ends_with_nothing_left() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let id = world.session().await;
    world.acts(&id, Outcome::verify().after(Duration::from_secs(30)));
    let waited = sessions.redact_and_wait(&id, &minutes(5)).await.unwrap();
    assert!(waited.is_reached(), "{waited:?}");
    let redaction = waited.session().redaction.as_ref().unwrap();
    assert_eq!(redaction.status, RedactionStatus::Redacted);
    // Again: there is nothing to ask for any more.
    let calls = world.calls();
    let again = sessions.redact_and_wait(&id, &minutes(5)).await.unwrap();
    assert!(again.is_reached());
    assert_eq!(world.calls() - calls, 2);
}
