//! Every operation of the client, against the sandbox as a service.

use identity_client::{CallOptions, ErrorKind};
use identity_sandbox::Outcome;
use identity_types::{
    CreateVerificationSession, LastErrorCode, ListVerificationReports, ListVerificationSessions,
    Metadata, RetrieveVerificationSession, UpdateVerificationSession, VerificationSessionStatus,
};

use crate::world::World;

#[tokio::test(start_paused = true)]
async fn a_session_is_created_updated_and_canceled() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let params = CreateVerificationSession::document().client_reference_id("user-1");
    let created = sessions.create(&params).await.unwrap();
    assert!(created.idempotency_key().is_some() && created.request_id().is_some());

    let mut metadata = Metadata::new();
    metadata.insert("order", "6735").unwrap();
    let update = UpdateVerificationSession::new().metadata(metadata);
    let updated = sessions.update(&created.id, &update).await.unwrap();
    assert_eq!(updated.metadata.get("order"), Some("6735"));
    let retrieved = sessions.retrieve(&created.id).await.unwrap();
    assert_eq!(*retrieved, *updated);

    let canceled = sessions.cancel(&created.id).await.unwrap();
    assert_eq!(canceled.status, VerificationSessionStatus::Canceled);
    let error = sessions.update(&created.id, &update).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Api, 1));
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(world.calls(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_verified_session_has_a_report_and_is_redacted() {
    let world = World::new();
    let sessions = world.client.verification_sessions();
    let id = world.session().await;
    world.acts(&id, Outcome::verify());

    let expand = RetrieveVerificationSession::new().expand("last_verification_report");
    let session = sessions.retrieve_with(&id, &expand).await.unwrap();
    assert_eq!(session.status, VerificationSessionStatus::Verified);
    let inline = session.last_verification_report.as_ref().unwrap();
    assert!(inline.object().is_some());

    let reports = world.client.verification_reports();
    let report = reports.retrieve(inline.id()).await.unwrap();
    assert_eq!(report.verification_session.as_ref(), Some(&id));
    let of_session = ListVerificationReports::new().verification_session(id.clone());
    let listed = reports.list(&of_session).await.unwrap();
    assert_eq!(listed.data.len(), 1);
    assert_eq!(listed.data[0].id, report.id);

    let redacted = sessions.redact(&id).await.unwrap();
    assert!(redacted.redaction.is_some());
}

#[tokio::test(start_paused = true)]
async fn lists_are_walked_in_both_directions_and_filtered() {
    let world = World::new();
    let mut ids = Vec::new();
    for _ in 0..7 {
        ids.push(world.session().await);
    }
    world.acts(&ids[3], Outcome::fail(LastErrorCode::DocumentExpired));
    world.acts(&ids[5], Outcome::verify());
    ids.reverse();

    let sessions = world.client.verification_sessions();
    let pages_of = |limit| ListVerificationSessions::new().limit(limit);
    let mut items = sessions.items(pages_of(3));
    let all = items.collect_at_most(100).await.unwrap();
    let found: Vec<_> = all.iter().map(|session| session.id.clone()).collect();
    assert_eq!(found, ids, "newest first");

    let before = pages_of(2).ending_before(ids[6].clone());
    let mut items = sessions.items(before);
    let newer = items.collect_at_most(100).await.unwrap();
    let newer: Vec<_> = newer.iter().map(|session| session.id.clone()).collect();
    let mut oldest_first = ids[..6].to_vec();
    oldest_first.reverse();
    assert_eq!(newer, oldest_first);

    let verified = pages_of(3).status(VerificationSessionStatus::Verified);
    let verified = sessions.list(&verified).await.unwrap();
    assert_eq!(verified.data.len(), 1);
    assert_eq!(verified.data[0].id, ids[1]);
}

/// A create whose answer is lost is repaired by the stack; one that is asked for twice is one.
#[tokio::test(start_paused = true)]
async fn a_create_is_one_session_whatever_happens_on_the_way() {
    let world = World::new();
    world.sandbox.faults().commit_then_drop_next_create();
    let params = CreateVerificationSession::document();
    let sessions = world.client.verification_sessions();
    let created = sessions.create(&params).await.unwrap();
    assert_eq!((created.attempts(), world.calls()), (2, 2));
    assert!(created.idempotent_replayed());

    let options = CallOptions::new().idempotency_key(created.idempotency_key().unwrap().clone());
    let again = sessions.with_options(options).create(&params).await;
    assert_eq!(again.unwrap().id, created.id);
    assert_eq!(world.sandbox.session_count(), 1);
}
