//! `ensure`: its rules, and each race it removes.

use identity_client::{CallOptions, Client, Ensured, Error, ErrorKind};
use identity_types::{CreateVerificationSession, DocumentOptionsParam};

use crate::fake_api::FakeApi;

fn params() -> CreateVerificationSession {
    CreateVerificationSession::document().client_reference_id("user-4211")
}

async fn ensure(client: &Client) -> Result<Ensured, Error> {
    client.verification_sessions().ensure(&params()).await
}

/// What it came to, as a word and an id.
fn told(ensured: &Ensured) -> String {
    let word = match ensured {
        Ensured::Created(_) => "created",
        Ensured::Reused(_) => "reused",
        Ensured::Processing(_) => "processing",
        Ensured::Verified(_) => "verified",
        Ensured::Different(_) => "different",
        _ => "new kind",
    };
    format!("{word} {}", ensured.session().id)
}

#[tokio::test]
async fn the_states_of_what_is_there_decide() {
    for (sessions, expected, creates) in [
        (&[][..], "created vs_new0", 1),
        (&[("vs_1", "requires_input")], "reused vs_1", 0),
        (&[("vs_1", "processing")], "processing vs_1", 0),
        (&[("vs_1", "verified")], "verified vs_1", 0),
        (&[("vs_1", "canceled")], "created vs_new1", 1),
        (&[("vs_1", "someday")], "processing vs_1", 0),
        // The newest of equals; a verified one whatever came later; one in processing before an open one.
        (
            &[("vs_1", "requires_input"), ("vs_2", "requires_input")],
            "reused vs_2",
            0,
        ),
        (
            &[("vs_1", "verified"), ("vs_2", "requires_input")],
            "verified vs_1",
            0,
        ),
        (
            &[("vs_1", "processing"), ("vs_2", "requires_input")],
            "processing vs_1",
            0,
        ),
        (
            &[("vs_1", "requires_input"), ("vs_2", "canceled")],
            "reused vs_1",
            0,
        ),
    ] {
        let api = FakeApi::with(sessions);
        let ensured = ensure(&api.client()).await.unwrap();
        assert_eq!(told(&ensured), expected, "{sessions:?}");
        assert_eq!(api.log.creates(), creates, "{sessions:?}");
        let is_open = expected.starts_with("created") || expected.starts_with("reused");
        assert_eq!(
            ensured.open().is_some_and(|open| open.url.is_some()),
            is_open
        );
    }
}

#[tokio::test]
async fn many_who_ask_at_once_get_one_session() {
    let api = FakeApi::default();
    api.let_lists_meet(8);
    let callers: Vec<_> = (0..8)
        .map(|_| {
            // Each as in a process of its own.
            let client = api.client();
            tokio::spawn(async move { ensure(&client).await })
        })
        .collect();
    let mut all = Vec::new();
    for caller in callers {
        all.push(told(&caller.await.unwrap().unwrap()));
    }
    all.sort();
    assert_eq!(all[0], "created vs_new0");
    assert_eq!(all[1..], vec!["reused vs_new0".to_owned(); 7]);
    assert_eq!(api.log.creates(), 8, "all of them asked");
    assert_eq!(api.sessions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn one_whose_parameters_differ_finds_the_others_session() {
    let api = FakeApi::default();
    api.let_lists_meet(2);
    let other = params().related_customer("cus_1");
    let (one, two) = (api.client(), api.client());
    let (one, two) = tokio::join!(async { ensure(&one).await }, async {
        two.verification_sessions().ensure(&other).await
    },);
    let mut both = [told(&one.unwrap()), told(&two.unwrap())];
    both.sort();
    assert_eq!(both, ["created vs_new0", "reused vs_new0"]);
    assert_eq!(api.sessions().len(), 1);
}

#[tokio::test]
async fn a_canceled_session_is_replaced_under_another_key() {
    let api = FakeApi::default();
    let client = api.client();
    assert_eq!(told(&ensure(&client).await.unwrap()), "created vs_new0");
    api.set("vs_new0", "canceled");
    assert_eq!(told(&ensure(&client).await.unwrap()), "created vs_new1");
    let keys = api.log.create_keys();
    assert_ne!(keys[0], keys[1]);
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_found_through_its_key_when_the_list_is_behind() {
    let api = FakeApi::default();
    let client = api.client();
    ensure(&client).await.unwrap();
    api.list_shows(&[]);
    assert_eq!(told(&ensure(&client).await.unwrap()), "reused vs_new0");
    // What the key gives back is as it was then; what counts is how it is now.
    api.set("vs_new0", "verified");
    assert_eq!(told(&ensure(&client).await.unwrap()), "verified vs_new0");
    api.set("vs_new0", "canceled");
    assert_eq!(told(&ensure(&client).await.unwrap()), "created vs_new1");
    assert_eq!(api.sessions().len(), 2);
}

#[tokio::test]
async fn a_list_that_is_behind_is_not_believed() {
    for (now, expected) in [
        ("processing", "processing vs_1"),
        ("verified", "verified vs_1"),
    ] {
        let api = FakeApi::with(&[("vs_1", now)]);
        api.list_shows(&[("vs_1", "requires_input")]);
        assert_eq!(told(&ensure(&api.client()).await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_session_canceled_between_the_looks_is_replaced() {
    let api = FakeApi::with(&[("vs_1", "requires_input")]);
    api.statuses_of_retrieves(&["canceled"]);
    assert_eq!(
        told(&ensure(&api.client()).await.unwrap()),
        "created vs_new1"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_the_api_stored_under_the_key_does_not_last() {
    let api = FakeApi::default();
    api.fail_creates(&[(500, r#"{"error":{"type":"api_error"}}"#)]);
    // The stack's own retries get the stored failure back.
    assert_eq!(
        told(&ensure(&api.client()).await.unwrap()),
        "created vs_new0"
    );
    assert_eq!(api.sessions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_create_that_runs_elsewhere_is_waited_for() {
    let in_use = r#"{"error":{"type":"invalid_request_error","code":"idempotency_key_in_use"}}"#;
    let api = FakeApi::default();
    api.fail_creates(&[(409, in_use); 5]);
    assert_eq!(
        told(&ensure(&api.client()).await.unwrap()),
        "created vs_new0"
    );

    let api = FakeApi::default();
    api.fail_creates(&[(409, in_use); 100]);
    let error = ensure(&api.client()).await.unwrap_err();
    assert_eq!(
        error.api_error().unwrap().code.as_deref(),
        Some("idempotency_key_in_use")
    );
    assert!(error.is_retryable());
    assert!(api.sessions().is_empty());
}

#[tokio::test]
async fn a_session_for_lesser_checks_is_not_passed_off_as_the_one_asked_for() {
    let api = FakeApi::with(&[("vs_1", "requires_input")]);
    let sessions = api.client();
    let sessions = sessions.verification_sessions();
    let selfie =
        params().document_options(DocumentOptionsParam::new().require_matching_selfie(true));
    assert_eq!(
        told(&sessions.ensure(&selfie).await.unwrap()),
        "different vs_1"
    );
    let number = CreateVerificationSession::id_number().client_reference_id("user-4211");
    assert_eq!(
        told(&sessions.ensure(&number).await.unwrap()),
        "different vs_1"
    );
    let plain =
        params().document_options(DocumentOptionsParam::new().require_matching_selfie(false));
    assert_eq!(told(&sessions.ensure(&plain).await.unwrap()), "reused vs_1");
    assert_eq!(api.log.creates(), 0);
}

#[tokio::test]
async fn refusals_and_failures_pass_through() {
    let api = FakeApi::default();
    let client = api.client();
    let sessions = client.verification_sessions();
    let nobody = CreateVerificationSession::document();
    let error = sessions.ensure(&nobody).await.unwrap_err();
    assert_eq!(error.invalid_input().unwrap().path(), "client_reference_id");
    let options = CallOptions::new().idempotency_key("mine".parse().unwrap());
    let error = sessions
        .with_options(options)
        .ensure(&params())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(api.log.all().is_empty());

    api.fail_creates(&[(403, r#"{"error":{"type":"invalid_request_error"}}"#)]);
    let error = ensure(&client).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 403);
}
