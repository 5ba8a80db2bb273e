//! The switches of what follows a create, away from their defaults.

use std::time::Duration;

use http::Method;
use identity_sandbox::{
    ChecksAfterFailure, Clock, DocumentImagePurpose, EmptyMetadata, EventOfUnsubmitted,
    ExpandDepth, IdentityLinkLife, IllegalMoveCode, LastErrorWhileProcessing, LimitOutOfRange,
    MetadataUpdate, OldSensitiveResults, Outcome, ReferenceOfRedacted, ReplayedRequestId, Sandbox,
    SecondRedaction, SecretsAfterFailure, SecretsInEvents, SensitiveFieldsOfSecretKey, Switches,
};
use identity_types::LastErrorCode;
use serde_json::Value;

use crate::call::{SESSIONS, START, get, post, request, send};
use crate::lifecycle::{call, create, post_to, retrieve};

/// A sandbox with other switches.
fn with(change: impl FnOnce(&mut Switches)) -> Sandbox {
    let mut switches = Switches::default();
    change(&mut switches);
    Sandbox::builder()
        .clock(Clock::frozen(START))
        .switches(switches)
        .build()
}

#[test]
fn what_an_update_may_do() {
    let sandbox = with(|switches| switches.empty_metadata = EmptyMetadata::Refuse);
    let id = create(&sandbox, "type=document");
    let refused = post_to(&sandbox, &format!("{SESSIONS}/{id}"), "metadata=");
    assert_eq!(refused.error().1["code"], "parameter_invalid_empty");
    assert_eq!(post(&sandbox, "type=document&metadata=").status, 400);

    let sandbox = with(|switches| switches.metadata_update = MetadataUpdate::Always);
    let id = create(&sandbox, "type=document");
    call(&sandbox, &id, "/cancel");
    let path = format!("{SESSIONS}/{id}");
    assert_eq!(
        post_to(&sandbox, &path, "metadata[a]=1").json()["metadata"]["a"],
        "1"
    );
    assert_eq!(
        post_to(&sandbox, &path, "metadata[a]=1&type=document").status,
        400
    );

    let known = ["cus_1".to_owned()].into();
    let sandbox = with(|switches| switches.related_customers = Some(known));
    assert_eq!(
        post(&sandbox, "type=document&related_customer=cus_1").status,
        200
    );
    let unknown = post(&sandbox, "type=document&related_customer=cus_2");
    assert_eq!(unknown.message(), "No such Customer: 'cus_2'");
}

#[test]
fn what_a_failure_leaves() {
    let sandbox = with(|switches| {
        switches.secrets_after_failure = SecretsAfterFailure::WhenRetrieved;
        switches.last_error_while_processing = LastErrorWhileProcessing::Keep;
        switches.event_of_unsubmitted = EventOfUnsubmitted::None;
        switches.secrets_in_events = SecretsInEvents::Hide;
        switches.document_image_purpose = DocumentImagePurpose::IdentityDocument;
    });
    let id = create(&sandbox, "type=document");
    let failed = sandbox.fail(&id, LastErrorCode::DocumentExpired).unwrap();
    assert_eq!((failed.url, failed.client_secret), (None, None));
    assert!(retrieve(&sandbox, &id)["url"].is_string());
    let processing = sandbox
        .outcome(&id, Outcome::fail(LastErrorCode::DocumentExpired).hold())
        .unwrap();
    assert!(processing.last_error.is_some());
    sandbox.finish(&id, None).unwrap();
    let before = sandbox.events().len();
    sandbox.fail(&id, LastErrorCode::Abandoned).unwrap();
    let events = sandbox.events();
    assert_eq!(events.len(), before);
    assert!(
        events
            .iter()
            .all(|event| event.session().unwrap().url.is_none())
    );
    let files = get(&sandbox, "/v1/files").json();
    assert_eq!(files["data"][0]["purpose"], "identity_document");
}

#[test]
fn what_a_redaction_leaves() {
    let sandbox = with(|switches| {
        switches.reference_of_redacted = ReferenceOfRedacted::Remove;
        switches.second_redaction = SecondRedaction::Refuse;
        switches.illegal_move_code = IllegalMoveCode::StatusTransitionInvalid;
    });
    let id = create(&sandbox, "type=document&client_reference_id=user_1");
    call(&sandbox, &id, "/redact");
    sandbox.finish_redaction(&id).unwrap();
    assert_eq!(retrieve(&sandbox, &id)["client_reference_id"], Value::Null);
    let list = get(&sandbox, &format!("{SESSIONS}?client_reference_id=user_1")).json();
    assert_eq!(list["data"], Value::from(Vec::<Value>::new()));
    let again = call(&sandbox, &id, "/redact");
    assert_eq!(again.error().1["code"], "status_transition_invalid");
    assert_eq!(
        again.message(),
        "You cannot redact this VerificationSession because it has been redacted."
    );
}

#[test]
fn what_keys_may_see_and_lists_may_hold() {
    for (switch, status, shown) in [
        (SensitiveFieldsOfSecretKey::Show, 200, true),
        (SensitiveFieldsOfSecretKey::Hide, 200, false),
        (SensitiveFieldsOfSecretKey::Refuse, 403, false),
    ] {
        let sandbox = with(|switches| switches.sensitive_fields_of_secret_key = switch);
        let id = create(&sandbox, "type=document");
        sandbox.verify(&id).unwrap();
        let answer = get(
            &sandbox,
            &format!("{SESSIONS}/{id}?expand[]=verified_outputs.dob"),
        );
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["verified_outputs"]["dob"].is_object(), shown);
    }
    let sandbox = with(|switches| {
        switches.old_sensitive_results = OldSensitiveResults::Hide;
        switches.limit_out_of_range = LimitOutOfRange::Refuse;
        switches.identity_link_life = IdentityLinkLife::Any;
    });
    let id = create(&sandbox, "type=document");
    sandbox.verify(&id).unwrap();
    let file = get(&sandbox, "/v1/files").json()["data"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        post_to(&sandbox, "/v1/file_links", &format!("file={file}")).status,
        200
    );
    sandbox
        .clock()
        .advance(Duration::from_secs(48 * 60 * 60 + 1));
    let path = format!("{SESSIONS}/{id}?expand[]=verified_outputs.dob");
    let restricted = http::Request::get(path).header("authorization", "Bearer rk_test_123");
    let answer = send(&sandbox, restricted.body(String::new()).unwrap()).unwrap();
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.json()["verified_outputs"].get("dob")
        ),
        (200, None)
    );
    assert_eq!(get(&sandbox, &format!("{SESSIONS}?limit=101")).status, 400);
}

#[test]
fn a_replay_can_have_the_first_id() {
    let sandbox = with(|switches| switches.replayed_request_id = ReplayedRequestId::First);
    let again = || {
        let request = request(Method::POST, SESSIONS).header("idempotency-key", "k");
        send(&sandbox, request.body("type=document".to_owned()).unwrap()).unwrap()
    };
    let (first, second) = (again(), again());
    assert_eq!(first.header("request-id"), second.header("request-id"));
    assert_eq!(second.header("idempotent-replayed"), "true");
}

/// The document fails, and the selfie comes after it.
#[test]
fn checks_after_one_that_failed_run_or_do_not() {
    for (switch, runs) in [
        (ChecksAfterFailure::Skip, false),
        (ChecksAfterFailure::Run, true),
    ] {
        let sandbox = with(|switches| switches.checks_after_failure = switch);
        let form = "type=document&options[document][require_matching_selfie]=true";
        let id = create(&sandbox, form);
        sandbox.fail(&id, LastErrorCode::DocumentExpired).unwrap();
        let path = format!("{SESSIONS}/{id}?expand[]=last_verification_report");
        let report = &get(&sandbox, &path).json()["last_verification_report"];
        assert_eq!(report["document"]["status"], "unverified");
        let selfie = report.get("selfie").map(|selfie| &selfie["status"]);
        assert_eq!(selfie, runs.then_some(&Value::from("verified")));
    }
}

#[test]
fn a_path_of_a_list_may_be_four_deep_with_its_first_part_or_without() {
    for (switch, parts, is_too_deep) in [
        (ExpandDepth::WithoutData, 5, false),
        (ExpandDepth::WithoutData, 6, true),
        (ExpandDepth::WithData, 4, false),
        (ExpandDepth::WithData, 5, true),
    ] {
        let sandbox = with(|switches| switches.list_expand_depth = switch);
        let path = ["data", "last_verification_report", "a", "b", "c", "d"];
        let answer = get(
            &sandbox,
            &format!("{SESSIONS}?expand[]={}", path[..parts].join(".")),
        );
        // What is not too deep is still no property.
        let code = &answer.json()["error"]["code"];
        let is_depth = code == "property_expansion_max_depth";
        assert_eq!(is_depth, is_too_deep, "{switch:?} {parts}: {code}");
    }
}
