//! Seed files: what they make, and where they are wrong.

use http::Request;
use identity_sandbox::{Clock, Sandbox, SeedFile};

use crate::call::{SESSIONS, START, send};

const SEED: &str = r#"
clock: {time: 1790000000, frozen: true}
personas:
  maria: {first_name: Maria, document_type: passport}
flows:
  vf_1: {document: true, selfie: true}
accounts:
  - key: sk_test_123
    sessions:
      - params:
          type: document
          metadata: {order: "7"}
          options: {document: {require_matching_selfie: true, allowed_types: [passport]}}
        outcomes: [{result: fail, code: selfie_face_mismatch}, {result: verify, persona: maria}]
      - params: {type: document}
        outcomes: [{result: verify, delay: hold}]
      - params: {verification_flow: vf_1}
        redact: true
  - key: sk_test_other
    sessions:
      - params: {type: id_number}
        script: [{result: verify}]
faults:
  - {fault: latency, milliseconds: 20, times: null}
"#;

fn statuses(sandbox: &Sandbox, key: &str) -> Vec<String> {
    let request = Request::get(SESSIONS).header("authorization", format!("Bearer {key}"));
    let list = send(sandbox, request.body(String::new()).unwrap())
        .unwrap()
        .json();
    let data = list["data"].as_array().unwrap();
    data.iter()
        .map(|each| each["status"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_file_fills_a_sandbox() {
    let seed = SeedFile::parse(SEED).unwrap();
    let sandbox = Sandbox::builder().prepare(&seed).build();
    assert_eq!(sandbox.fill(&seed).unwrap(), 4);
    assert_eq!(sandbox.clock().now(), START);
    assert_eq!(sandbox.faults().pending(), 1);
    sandbox.faults().clear();
    assert_eq!(
        statuses(&sandbox, "sk_test_123"),
        ["canceled", "processing", "verified"]
    );
    assert_eq!(statuses(&sandbox, "sk_test_other"), ["requires_input"]);
    let verified = serde_json::to_value(&sandbox.sessions()[0]).unwrap();
    assert_eq!(verified["verified_outputs"]["first_name"], "Maria");
    // JSON is read as well.
    assert!(SeedFile::parse(r#"{"accounts": [{"key": "sk_test_1"}]}"#).is_ok());
    assert!(SeedFile::parse("").is_ok());
}

#[test]
fn a_mistake_is_told_by_its_place_and_nothing_is_made() {
    for (seed, path, words) in [
        (
            "accounts: [{sessions: []}]",
            "accounts[0]",
            "missing field `key`",
        ),
        ("bogus: 1", "bogus", "no such member"),
        (
            "accounts: [{key: sk_test_1, sessions: [{outcomes: [{result: jane}]}]}]",
            "accounts[0].sessions[0].outcomes[0].result",
            "no such word",
        ),
        (
            "accounts: [{key: sk_test_1, sessions: [{params: {type: document}}, {params: {type: jane}}]}]",
            "accounts[0].sessions[1].params",
            "the API refuses type",
        ),
        (
            "accounts: [{key: sk_test_1, sessions: [{params: {type: document, jane: 1}}]}]",
            "accounts[0].sessions[0].params",
            "parameter_unknown",
        ),
        (
            "accounts: [{key: sk_live_jane, sessions: [{params: {type: document}}]}]",
            "accounts[0].sessions[0].params",
            "the API refuses it",
        ),
        (
            "accounts: [{key: sk_test_1, sessions: [{params: {type: document}, outcomes: [{result: fail, code: selfie_face_mismatch}]}]}]",
            "accounts[0].sessions[0].outcomes[0]",
            "no selfie check",
        ),
        (
            "accounts: [{key: sk_test_1, sessions: [{params: {type: document}, cancel: true, outcomes: [{result: verify}]}]}]",
            "accounts[0].sessions[0].cancel",
            "the API refuses it",
        ),
        (
            "personas: {maria: {}}",
            "personas",
            "only when the sandbox starts",
        ),
        ("faults: [{fault: jane}]", "faults[0]", "no such word"),
        ("a: [", "", "neither YAML nor JSON"),
        ("{\"a\": jane", "", "neither YAML nor JSON"),
    ] {
        let sandbox = Sandbox::builder().clock(Clock::frozen(START)).build();
        let error = SeedFile::parse(seed)
            .and_then(|seed| sandbox.fill(&seed))
            .unwrap_err();
        assert_eq!(error.path(), path, "{seed}: {error}");
        assert!(error.to_string().contains(words), "{seed}: {error}");
        assert!(
            !error.to_string().contains("`jane`") && sandbox.session_count() == 0,
            "{seed}: {error}"
        );
    }
}
