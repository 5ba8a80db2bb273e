//! The calls that move a session, and what the person does in between.

use http::Method;
use identity_sandbox::{Outcome, OutcomeError, Sandbox};
use identity_types::{LastErrorCode, VerificationSessionId};
use serde_json::{Value, json};

use crate::call::{Answer, SESSIONS, START, get, post, request, sandbox, send};

pub(crate) fn id(answer: &Answer) -> VerificationSessionId {
    VerificationSessionId::new(answer.json()["id"].as_str().unwrap()).unwrap()
}

pub(crate) fn create(sandbox: &Sandbox, form: &str) -> VerificationSessionId {
    id(&post(sandbox, form))
}

pub(crate) fn post_to(sandbox: &Sandbox, path: &str, form: &str) -> Answer {
    let request = request(Method::POST, path).body(form.to_owned()).unwrap();
    send(sandbox, request).unwrap()
}

pub(crate) fn call(sandbox: &Sandbox, id: &VerificationSessionId, verb: &str) -> Answer {
    post_to(sandbox, &format!("{SESSIONS}/{id}{verb}"), "")
}

pub(crate) fn retrieve(sandbox: &Sandbox, id: &VerificationSessionId) -> Value {
    get(sandbox, &format!("{SESSIONS}/{id}")).json()
}

fn types(sandbox: &Sandbox) -> Vec<String> {
    let name = |event: &identity_types::Event| {
        event
            .event_type
            .as_str()
            .rsplit('.')
            .next()
            .unwrap()
            .to_owned()
    };
    sandbox.events().iter().map(name).collect()
}

#[test]
fn a_session_fails_is_tried_again_and_is_verified() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let first = retrieve(&sandbox, &id);
    sandbox.fail(&id, LastErrorCode::DocumentExpired).unwrap();
    let failed = retrieve(&sandbox, &id);
    assert_eq!(failed["status"], "requires_input");
    assert_eq!(failed["last_error"]["code"], "document_expired");
    assert!(failed["url"].is_string() && failed["url"] != first["url"]);
    assert_ne!(failed["client_secret"], first["client_secret"]);

    sandbox.outcome(&id, Outcome::verify().hold()).unwrap();
    let processing = retrieve(&sandbox, &id);
    assert_eq!(processing["status"], "processing");
    assert_eq!(processing["url"], Value::Null);
    assert_eq!(processing["last_error"], Value::Null);
    assert_eq!(
        processing["last_verification_report"],
        failed["last_verification_report"]
    );

    sandbox.finish(&id, None).unwrap();
    let verified = retrieve(&sandbox, &id);
    assert_eq!(verified["status"], "verified");
    assert_ne!(
        verified["last_verification_report"],
        failed["last_verification_report"]
    );
    assert_eq!(
        types(&sandbox),
        [
            "created",
            "processing",
            "requires_input",
            "processing",
            "verified"
        ]
    );
    assert_eq!(sandbox.billable_attempts(), 2);
}

#[test]
fn every_code_is_reachable_and_only_those_of_a_check_make_a_report() {
    for code in LastErrorCode::KNOWN {
        let sandbox = sandbox();
        let id = create(&sandbox, "verification_flow=vf_all");
        sandbox.fail(&id, (*code).into()).unwrap();
        let session = retrieve(&sandbox, &id);
        assert_eq!(session["last_error"]["code"], *code);
        let submitted = code.contains('_') && {
            let check = code.split('_').next().unwrap();
            ["document", "email", "id", "phone", "selfie"].contains(&check)
        };
        assert_eq!(
            session["last_verification_report"].is_string(),
            submitted,
            "{code}"
        );
        assert_eq!(sandbox.billable_attempts(), u64::from(submitted), "{code}");
        if !submitted {
            assert_eq!(types(&sandbox), ["created", "requires_input"], "{code}");
            continue;
        }
        let report = session["last_verification_report"].as_str().unwrap();
        let report = get(
            &sandbox,
            &format!("/v1/identity/verification_reports/{report}"),
        )
        .json();
        let sections = ["document", "selfie", "id_number", "email", "phone"];
        let failed: Vec<_> = sections
            .iter()
            .filter(|section| report[section]["status"] == "unverified")
            .collect();
        assert_eq!(failed.len(), 1, "{code}");
        assert_eq!(report[failed[0]]["error"], session["last_error"], "{code}");
    }
}

#[test]
fn a_check_that_the_session_does_not_have_cannot_fail() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    assert_eq!(
        sandbox.fail(&id, LastErrorCode::SelfieFaceMismatch),
        Err(OutcomeError::NoSuchCheck("selfie"))
    );
    assert_eq!(
        sandbox.outcome(&id, Outcome::verify().persona_named("nobody")),
        Err(OutcomeError::NoSuchPersona)
    );
    assert_eq!(types(&sandbox), ["created"]);
}

#[test]
fn canceling_has_the_rules_and_the_words_of_the_api() {
    let sandbox = sandbox();
    let waiting = create(&sandbox, "type=document");
    sandbox.fail(&waiting, LastErrorCode::Abandoned).unwrap();
    let canceled = call(&sandbox, &waiting, "/cancel");
    assert_eq!(canceled.json()["status"], "canceled");
    assert_eq!(canceled.json()["last_error"], Value::Null);
    assert_eq!(canceled.json()["client_secret"], Value::Null);
    // Again: nothing changes.
    assert_eq!(call(&sandbox, &waiting, "/cancel").text, canceled.text);
    assert_eq!(types(&sandbox), ["created", "requires_input", "canceled"]);

    let verified = create(&sandbox, "type=document");
    sandbox.verify(&verified).unwrap();
    let refused = call(&sandbox, &verified, "/cancel");
    assert_eq!(
        refused.error(),
        (
            400,
            json!({
                "message": "You cannot cancel this VerificationSession because it has a status of \"verified\". \
                    Only a VerificationSession in \"requires_input\" status may be canceled.",
                "type": "invalid_request_error",
            })
        )
    );
    let unknown = post_to(&sandbox, &format!("{SESSIONS}/vs_1/cancel"), "");
    assert_eq!(unknown.error().1["code"], "resource_missing");
    assert_eq!(unknown.status, 404);
}

#[test]
fn an_update_merges_and_is_for_sessions_that_wait() {
    let sandbox = sandbox();
    let id = create(
        &sandbox,
        "type=document&metadata[a]=1&metadata[b]=2&options[document][require_live_capture]=true",
    );
    let path = format!("{SESSIONS}/{id}");
    let updated = post_to(
        &sandbox,
        &path,
        "metadata[a]=&metadata[c]=3&provided_details[email]=jenny@example.com&expand[]=provided_details",
    );
    assert_eq!(updated.json()["metadata"], json!({"b": "2", "c": "3"}));
    assert_eq!(
        updated.json()["provided_details"]["email"],
        "jenny@example.com"
    );
    let cleared = post_to(&sandbox, &path, "metadata=&options[document]=");
    assert_eq!(cleared.json()["metadata"], json!({}));
    assert_eq!(cleared.json()["options"], json!({}));
    assert_eq!(types(&sandbox), ["created"]);
    assert_eq!(
        post_to(&sandbox, &path, "return_url=https://example.com").message(),
        "Received unknown parameter: return_url"
    );
    call(&sandbox, &id, "/cancel");
    assert_eq!(
        post_to(&sandbox, &path, "metadata[x]=1").message(),
        "You cannot update this VerificationSession because it has a status of \"canceled\". Only a \
         VerificationSession in \"requires_input\" status may be updated."
    );
}

#[test]
fn a_redaction_takes_its_time_and_leaves_nothing_anywhere() {
    let sandbox = sandbox();
    let id = create(
        &sandbox,
        "type=document&metadata[secret]=mine&provided_details[email]=someone@example.com\
         &options[document][require_matching_selfie]=true",
    );
    sandbox.verify(&id).unwrap();
    let shown = format!(
        "{SESSIONS}/{id}?expand[]=verified_outputs.dob&expand[]=last_verification_report.document.number\
         &expand[]=provided_details"
    );
    assert_eq!(
        get(&sandbox, &shown).json()["verified_outputs"]["first_name"],
        "Jenny"
    );
    let asked = call(&sandbox, &id, "/redact").json();
    assert_eq!(
        (&asked["status"], &asked["metadata"]),
        (&json!("verified"), &json!({}))
    );
    assert_eq!(asked["redaction"], json!({"status": "processing"}));
    assert_eq!(
        post_to(&sandbox, &format!("{SESSIONS}/{id}"), "type=document").message(),
        "You cannot update this VerificationSession because it has been redacted."
    );
    sandbox.clock().advance(std::time::Duration::from_secs(10));
    let gone = get(&sandbox, &shown).json();
    assert_eq!(gone["redaction"], json!({"status": "redacted"}));
    assert_eq!(gone["verified_outputs"]["first_name"], "[redacted]");
    assert_eq!(gone["verified_outputs"]["address"]["country"], "US");
    assert_eq!(
        gone["verified_outputs"]["dob"],
        json!({"day": 1, "month": 1, "year": 1})
    );
    assert_eq!(
        gone["last_verification_report"]["document"]["number"],
        "[redacted]"
    );
    assert_eq!(gone["provided_details"]["email"], "[redacted]");
    let events = sandbox.events();
    assert_eq!(events.last().unwrap().created, START.saturating_add(10));
    let everything = serde_json::to_string(&(events, sandbox.sessions())).unwrap();
    for word in ["mine", "someone", "Jenny", "Rosen", "1901"] {
        assert!(!everything.contains(word), "{word}");
    }
    assert_eq!(
        types(&sandbox),
        ["created", "processing", "verified", "redacted"]
    );
    // Again: nothing changes.
    assert_eq!(
        call(&sandbox, &id, "/redact").json()["redaction"]["status"],
        "redacted"
    );
    assert_eq!(types(&sandbox).len(), 4);
}

#[test]
fn redacting_cancels_what_waits_and_not_what_is_processed() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let asked = call(&sandbox, &id, "/redact").json();
    assert_eq!(asked["status"], "canceled");
    assert_eq!(asked["url"], Value::Null);
    sandbox.finish_redaction(&id).unwrap();
    assert_eq!(types(&sandbox), ["created", "canceled", "redacted"]);

    let busy = create(&sandbox, "type=document");
    sandbox.outcome(&busy, Outcome::verify().hold()).unwrap();
    assert_eq!(
        call(&sandbox, &busy, "/redact").message(),
        "You cannot redact this VerificationSession because it has a status of \"processing\"."
    );
}

#[test]
fn secrets_end_with_their_time_and_a_retrieve_brings_fresh_ones() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let first = retrieve(&sandbox, &id);
    sandbox
        .clock()
        .advance(std::time::Duration::from_secs(24 * 60 * 60 - 1));
    assert_eq!(retrieve(&sandbox, &id), first);
    sandbox.clock().advance(std::time::Duration::from_secs(1));
    let second = retrieve(&sandbox, &id);
    assert_ne!(second["client_secret"], first["client_secret"]);
    assert_eq!(second["url"], first["url"]);
    sandbox
        .clock()
        .advance(std::time::Duration::from_secs(24 * 60 * 60));
    let third = retrieve(&sandbox, &id);
    assert_ne!(third["client_secret"], second["client_secret"]);
    assert_ne!(third["url"], second["url"]);
    assert_eq!(types(&sandbox), ["created"]);
}

#[test]
fn values_of_a_create_choose_what_its_session_comes_to() {
    let sandbox = sandbox();
    let id = create(
        &sandbox,
        "type=document&metadata[sandbox_outcome]=document_expired, abandoned, verify@30s",
    );
    assert_eq!(retrieve(&sandbox, &id)["status"], "processing");
    sandbox.clock().advance(std::time::Duration::from_secs(30));
    assert_eq!(retrieve(&sandbox, &id)["status"], "verified");
    assert_eq!(
        types(&sandbox),
        [
            "created",
            "processing",
            "requires_input",
            "requires_input",
            "processing",
            "verified"
        ]
    );
    let by_reference = create(
        &sandbox,
        "type=document&client_reference_id=sandbox_outcome:verify:user_1",
    );
    assert_eq!(retrieve(&sandbox, &by_reference)["status"], "verified");
    let on_submit = create(
        &sandbox,
        "type=document&metadata[sandbox_on_submit]=fail,verify",
    );
    assert_eq!(retrieve(&sandbox, &on_submit)["status"], "requires_input");
    sandbox.submit(&on_submit).unwrap();
    assert_eq!(
        retrieve(&sandbox, &on_submit)["last_error"]["code"],
        "document_unverified_other"
    );
    sandbox.submit(&on_submit).unwrap();
    assert_eq!(retrieve(&sandbox, &on_submit)["status"], "verified");
    for (form, message) in [
        (
            "metadata[sandbox_outcome]=pass",
            "Invalid metadata[sandbox_outcome]: an outcome must be verify, fail, or one of the codes of \
             last_error, as document_expired is.",
        ),
        (
            "metadata[sandbox_outcome]=selfie_face_mismatch",
            "Invalid metadata[sandbox_outcome]: the session has no selfie check: ask for it in its options, \
             or use a verification flow.",
        ),
    ] {
        let refused = post(&sandbox, &format!("type=document&{form}"));
        assert_eq!(refused.message(), message);
    }
}

#[test]
fn scripts_are_armed_before_the_person_acts() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    let script = ["fail", "abandoned"].map(|text| text.parse::<Outcome>().unwrap());
    sandbox.script(&id, script).unwrap();
    sandbox.script_all([Outcome::decline_consent()]);
    for code in ["document_unverified_other", "abandoned", "consent_declined"] {
        sandbox.submit(&id).unwrap();
        assert_eq!(retrieve(&sandbox, &id)["last_error"]["code"], code);
    }
    sandbox.submit(&id).unwrap();
    assert_eq!(retrieve(&sandbox, &id)["status"], "verified");
    assert!(matches!(sandbox.submit(&id), Err(OutcomeError::Illegal(_))));
}

#[test]
fn a_stored_refusal_is_replayed_and_one_before_the_endpoint_is_not() {
    let sandbox = sandbox();
    let id = create(&sandbox, "type=document");
    sandbox.outcome(&id, Outcome::verify().hold()).unwrap();
    let path = format!("{SESSIONS}/{id}/cancel");
    let cancel = |form: &str| {
        let request = request(Method::POST, &path).header("idempotency-key", "k");
        send(&sandbox, request.body(form.to_owned()).unwrap()).unwrap()
    };
    assert_eq!(
        cancel("bogus=1").message(),
        "Received unknown parameter: bogus"
    );
    let refused = cancel("");
    assert_eq!(refused.status, 400);
    sandbox
        .finish(&id, Outcome::fail(LastErrorCode::DocumentExpired))
        .unwrap();
    let replayed = cancel("");
    assert_eq!(replayed.text, refused.text);
    assert_eq!(replayed.header("idempotent-replayed"), "true");
}
