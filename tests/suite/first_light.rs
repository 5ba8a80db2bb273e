//! The call that this project began with, from typed parameters to a typed session and back.

use identity_client::{CallOptions, Client, ErrorKind};
use identity_sandbox::{Sandbox, Server};
use identity_types::{
    ApiKey, CreateVerificationSession, DocumentOptionsParam, DocumentType, Metadata,
    ProvidedDetailsParam, ReturnUrl, VerificationSessionId, VerificationSessionStatus,
};

use crate::checked;

fn key() -> ApiKey {
    ApiKey::new("sk_test_suite").expect("the shape of a key")
}

/// A client of a server on a free port; nothing is shared with another test.
async fn served() -> (Server, Client) {
    let server = Sandbox::start().await.expect("a free port");
    let client = checked::client(&server, key());
    (server, client)
}

fn everything() -> CreateVerificationSession {
    let mut metadata = Metadata::new();
    for (key, value) in [
        ("user_id", "usr_9"),
        ("odd &=+%;\"é😀", "a b&c=d+e%f;g\"é😀"),
        ("2", "1"),
        ("10", "2"),
    ] {
        metadata.insert(key, value).expect("within the limits");
    }
    CreateVerificationSession::document()
        .client_reference_id("user-4211")
        .metadata(metadata)
        .document_options(
            DocumentOptionsParam::new()
                .allowed_types([DocumentType::Passport, DocumentType::IdCard])
                .require_id_number(true)
                .require_live_capture(false)
                .require_matching_selfie(true),
        )
        .provided_details(
            ProvidedDetailsParam::new()
                .email("ada@example.com")
                .phone("+15550001111"),
        )
        .return_url(ReturnUrl::new("https://example.com/done?sid={X}&x=1#frag").expect("a URL"))
        .expand("provided_details")
}

#[tokio::test]
async fn a_session_with_every_option_comes_back_as_it_was_asked_for() {
    let (_server, client) = served().await;
    let params = everything();
    let created = client
        .verification_sessions()
        .create(&params)
        .await
        .expect("a session");

    assert!(created.id.as_str().starts_with("vs_"));
    assert_eq!(created.status, VerificationSessionStatus::RequiresInput);
    assert!(created.url.is_some() && created.client_secret.is_some());
    assert!(!created.livemode);
    assert_eq!(
        params
            .metadata
            .as_ref()
            .and_then(|metadata| metadata.value()),
        Some(&created.metadata)
    );
    let options = created
        .options
        .as_ref()
        .and_then(|options| options.document.as_ref())
        .expect("echoed");
    assert_eq!(
        options.allowed_types,
        Some(vec![DocumentType::Passport, DocumentType::IdCard])
    );
    assert_eq!(
        (options.require_id_number, options.require_live_capture),
        (Some(true), Some(false))
    );
    let details = created.provided_details.present().expect("expanded");
    assert!(
        details
            .email
            .as_ref()
            .is_some_and(|email| *email == *"ada@example.com")
    );
    assert_eq!(created.attempts(), 1);
    assert!(created.request_id().is_some() && created.idempotency_key().is_some());

    let again = client
        .verification_sessions()
        .retrieve(&created.id)
        .await
        .expect("the same session");
    assert_eq!(
        (&again.id, &again.metadata, &again.options),
        (&created.id, &created.metadata, &created.options)
    );
    assert!(again.provided_details.is_not_expanded());
}

/// Never a second paid session: the create is committed, the reply is lost, the client sends it again.
#[tokio::test]
async fn a_reply_lost_after_the_commit_gives_the_one_session() {
    let (server, client) = served().await;
    let sandbox = server.sandbox();
    sandbox.faults().commit_then_drop_next_create();

    let created = client
        .verification_sessions()
        .create(&CreateVerificationSession::document())
        .await
        .expect("the second attempt is answered");

    assert_eq!(created.attempts(), 2);
    assert!(created.idempotent_replayed());
    let sessions = sandbox.sessions();
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].id, created.id);
}

/// The same without retries: the error says that it may have arrived, and with which key to ask again.
#[tokio::test]
async fn a_reply_lost_without_retries_can_be_asked_for_by_its_key() {
    let (server, client) = served().await;
    server.sandbox().faults().commit_then_drop_next_create();

    let sessions = client
        .verification_sessions()
        .with_options(CallOptions::new().max_retries(0));
    let error = sessions
        .create(&CreateVerificationSession::document())
        .await
        .expect_err("the reply is lost");
    assert_eq!(
        (error.kind(), error.phase()),
        (ErrorKind::Lost, identity_client::Phase::MaybeSent)
    );
    assert_eq!(error.attempts(), 1);
    assert!(error.is_retryable());

    let key = error
        .idempotency_key()
        .expect("a create always has one")
        .clone();
    let created = client
        .verification_sessions()
        .with_options(CallOptions::new().idempotency_key(key))
        .create(&CreateVerificationSession::document())
        .await
        .expect("the stored result");
    assert!(created.idempotent_replayed());
    assert_eq!(server.sandbox().session_count(), 1);
}

#[tokio::test]
async fn what_breaks_a_limit_is_not_sent() {
    let (server, client) = served().await;
    let params = CreateVerificationSession::document().expand("x".repeat(5001));
    let error = client
        .verification_sessions()
        .create(&params)
        .await
        .expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert_eq!(
        error.to_string(),
        "expand[0]: must be at most 5000 characters"
    );
    assert_eq!(server.sandbox().requests(), 0);
}

#[tokio::test]
async fn the_api_says_no_in_its_own_words() {
    let (server, client) = served().await;
    let unknown =
        VerificationSessionId::new("vs_1AAAAAAAAAAAAAAAAAAAAAAAA").expect("the shape of an id");
    let error = client
        .verification_sessions()
        .retrieve(&unknown)
        .await
        .expect_err("no such session");
    assert_eq!(
        (error.kind(), error.status().map(|status| status.as_u16())),
        (ErrorKind::Api, Some(404))
    );
    let api = error.api_error().expect("the API's object");
    assert_eq!(api.code.as_deref(), Some("resource_missing"));
    assert!(error.request_id().is_some());

    // Plain HTTP is for loopback only, so a live key gets as far as the sandbox, which refuses it.
    let live = ApiKey::new("sk_live_suite").expect("the shape of a key");
    let stranger = Client::builder(live)
        .base_url(server.url())
        .build()
        .expect("a loopback URL");
    let error = stranger
        .verification_sessions()
        .retrieve(&unknown)
        .await
        .expect_err("a live key");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
}

#[tokio::test]
async fn one_key_is_one_call() {
    let (server, client) = served().await;
    let options = || CallOptions::new().idempotency_key("signup-4211".parse().expect("a key"));
    let sessions = client.verification_sessions().with_options(options());
    let first = sessions
        .create(&CreateVerificationSession::document())
        .await
        .expect("created");
    let second = sessions
        .create(&CreateVerificationSession::document())
        .await
        .expect("replayed");
    assert_eq!(first.id, second.id);
    assert!(!first.idempotent_replayed() && second.idempotent_replayed());

    let error = sessions
        .create(&CreateVerificationSession::id_number())
        .await
        .expect_err("another call");
    assert_eq!(
        error.api_error().map(|api| api.error_type.as_str()),
        Some("idempotency_error")
    );
    assert!(!error.is_retryable());
    assert_eq!(server.sandbox().session_count(), 1);
}
