//! `session create` and `session get`.

use identity_cli::Exit;
use serde_json::json;

use crate::support::{Canned, KEY, line, on_terminal, words};

/// A session with a secret, a URL, something unknown, and something personal.
pub(crate) const SESSION: &str = r#"{"id":"vs_1","object":"identity.verification_session","client_reference_id":"case-7",
"client_secret":"vs_1_secret_test_MARK","created":1795431600,"last_error":{"code":"document_expired",
"reason":"Jenny's document MARK has expired."},"last_verification_report":"vr_1","livemode":false,
"metadata":{"tier":"gold","note":"a\u001b[2Jb"},"options":{"document":{"allowed_types":["passport","id_card"],
"require_matching_selfie":true}},"redaction":null,"related_customer":null,"related_customer_account":null,
"status":"requires_input","type":"document","url":"https://verify.stripe.com/start/test_abc",
"verified_outputs":{"address":null,"first_name":"MARK","id_number_type":"us_ssn"},"zebra":{"kept":1.5}}"#;

#[test]
fn the_first_command_of_the_readme() {
    let ran = line("--sandbox session create --type document", &[]);
    let session = ran.json();
    assert!(session["id"].as_str().unwrap().starts_with("vs_"));
    assert_eq!(session["object"], "identity.verification_session");
    assert_eq!(session["status"], "requires_input");
    assert_eq!(session["livemode"], false);
    assert!(session["url"].as_str().unwrap().contains("/start/"));
    let secret = session["client_secret"].as_str().unwrap();
    assert_eq!(
        secret,
        format!("{}_secret_…", session["id"].as_str().unwrap())
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn the_secret_is_shown_on_request_only() {
    for format in ["json", "ndjson", "yaml", "env", "table", "id"] {
        let typed = format!("--sandbox session create --type document -o {format}");
        let masked = line(&typed, &[]);
        assert!(!masked.stdout.contains("_secret_test_"), "{format}");
        assert_eq!(
            masked.stdout.contains("_secret_…"),
            format != "id",
            "{format}"
        );
        let shown = line(&format!("{typed} --show-sensitive"), &[]);
        assert_eq!(
            shown.stdout.contains("_secret_test_"),
            format != "id",
            "{format}"
        );
    }
}

#[test]
fn a_person_gets_a_table_and_a_pipe_gets_json() {
    let typed = "--sandbox session create --type document";
    assert!(on_terminal(typed, &[]).stdout.starts_with("id  "));
    assert!(line(typed, &[]).stdout.starts_with("{\n  \"id\": \"vs_"));
    let id = on_terminal(&format!("{typed} -o id"), &[]).stdout;
    assert!(id.starts_with("vs_") && id.lines().count() == 1, "{id}");
}

#[test]
fn every_flag_becomes_its_parameter() {
    let api = Canned::serve(200, "", SESSION);
    let line = [
        "session",
        "create",
        "--type",
        "document",
        "--selfie",
        "--live-capture=true",
        "--id-number=false",
        "--allow",
        "passport,id_card",
        "--allow",
        "driving_license",
        "--return-url",
        "https://example.com/a?b=c",
        "--metadata",
        "a=1=2",
        "--metadata",
        "b c=é",
        "--client-reference-id",
        "case 7",
        "--email",
        "j@example.com",
        "--phone",
        "+15550001111",
        "--related-customer",
        "cus_1",
        "--related-customer-account",
        "acct_1",
        "--related-person",
        "acct_2/person_3",
        "--expand",
        "verified_outputs",
        "--expand",
        "provided_details",
        "--base-url",
        api.url(),
        "--idempotency-key",
        "case-7",
    ];
    let ran = words(line, &[KEY]);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let requests = api.requests();
    assert_eq!(requests.len(), 1);
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    let head = head.to_lowercase();
    assert!(
        head.starts_with("post /v1/identity/verification_sessions http/1.1\r\n"),
        "{head}"
    );
    assert!(head.contains("\r\nidempotency-key: case-7\r\n"), "{head}");
    assert!(
        head.contains("\r\nauthorization: bearer sk_test_123\r\n"),
        "{head}"
    );
    let mut pairs: Vec<String> = body
        .split('&')
        .map(|pair| pair.replace("%5B", "[").replace("%5D", "]"))
        .collect();
    pairs.sort();
    assert_eq!(
        pairs,
        [
            "client_reference_id=case%207",
            "expand[0]=verified_outputs",
            "expand[1]=provided_details",
            "metadata[a]=1%3D2",
            "metadata[b%20c]=%C3%A9",
            "options[document][allowed_types][0]=passport",
            "options[document][allowed_types][1]=id_card",
            "options[document][allowed_types][2]=driving_license",
            "options[document][require_id_number]=false",
            "options[document][require_live_capture]=true",
            "options[document][require_matching_selfie]=true",
            "provided_details[email]=j%40example.com",
            "provided_details[phone]=%2B15550001111",
            "related_customer=cus_1",
            "related_customer_account=acct_1",
            "related_person[account]=acct_2",
            "related_person[person]=person_3",
            "return_url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc",
            "type=document",
        ]
    );
}

#[test]
fn rare_kinds_of_create() {
    for (flags, body) in [
        ("--flow vf_1", "verification_flow=vf_1"),
        ("--type id_number", "type=id_number"),
        ("--type passport_v2 --type-unchecked", "type=passport_v2"),
        (
            "--type document --clear-document-options",
            "type=document&options[document]=",
        ),
    ] {
        let api = Canned::serve(200, "", SESSION);
        let ran = line(
            &format!("session create {flags} --base-url {}", api.url()),
            &[KEY],
        );
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        let request = api
            .requests()
            .remove(0)
            .replace("%5B", "[")
            .replace("%5D", "]");
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
}

#[test]
fn a_create_without_a_key_of_its_own_gets_one() {
    let api = Canned::serve(200, "", SESSION);
    for _ in 0..2 {
        line(
            &format!("session create --type document --base-url {}", api.url()),
            &[KEY],
        );
    }
    let keys: Vec<String> = api
        .requests()
        .iter()
        .map(|request| {
            let request = request.to_lowercase();
            let (_, rest) = request.split_once("idempotency-key: ").unwrap();
            rest.lines().next().unwrap().to_owned()
        })
        .collect();
    assert!(keys[0].len() >= 16 && keys[0] != keys[1], "{keys:?}");
}

#[test]
fn a_get_asks_for_what_it_was_told() {
    let api = Canned::serve(200, "", SESSION);
    let env = [KEY, ("STRIPE_API_BASE", api.url())];
    let ran = line(
        "session get vs_1 --expand verified_outputs --expand last_verification_report",
        &env,
    );
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let request = api
        .requests()
        .remove(0)
        .replace("%5B", "[")
        .replace("%5D", "]");
    assert!(
        request.starts_with(
            "GET /v1/identity/verification_sessions/vs_1?expand[0]=verified_outputs&expand[1]=last_verification_report HTTP"
        ),
        "{request}"
    );
    assert!(
        !request.to_lowercase().contains("idempotency-key"),
        "{request}"
    );
}

#[test]
fn json_is_what_the_api_sent_but_for_the_mask() {
    let api = Canned::serve(200, "", SESSION);
    let typed = format!("session get vs_1 --base-url {}", api.url());
    let mut expected: serde_json::Value = serde_json::from_str(SESSION).unwrap();
    let shown = line(&format!("{typed} --show-sensitive"), &[KEY]);
    assert_eq!(shown.json(), expected);

    let masked = line(&typed, &[KEY]);
    expected["client_secret"] = json!("vs_1_secret_…");
    expected["last_error"]["reason"] = json!("[masked]");
    expected["verified_outputs"]["first_name"] = json!("[masked]");
    assert_eq!(masked.json(), expected);
    assert!(!masked.stdout.contains("MARK"));
    assert!(masked.stdout.find("\"id\"") < masked.stdout.find("\"zebra\""));
}

#[test]
fn a_replay_is_said() {
    let api = Canned::serve(200, "Idempotent-Replayed: true\r\n", SESSION);
    let ran = line(
        &format!(
            "session create --type document --idempotency-key k --base-url {}",
            api.url()
        ),
        &[KEY],
    );
    assert_eq!(ran.exit, Exit::Ok);
    assert_eq!(
        ran.stderr,
        "note: replayed: this was done by an earlier call with the same key, whose result this is\n"
    );
}

#[test]
fn a_doubtful_value_is_sent_with_a_warning() {
    let ran = line(
        "--sandbox session create --type document --phone 555-MARK",
        &[],
    );
    assert_eq!(
        ran.stderr.lines().next(),
        Some("warning: --phone (provided_details[phone]): is not in E.164, as in +15550001111")
    );
    assert!(!ran.stderr.contains("MARK"), "{}", ran.stderr);
}

#[test]
fn verbose_tells_the_ids_and_no_secret() {
    let api = Canned::serve(200, "Request-Id: req_7\r\n", SESSION);
    let typed = format!(
        "session create --type document --email mark@example.com --idempotency-key k-1 --base-url {}",
        api.url()
    );
    for verbose in ["-v", "-vv", "-vvv"] {
        let ran = line(&format!("{typed} {verbose}"), &[KEY]);
        let last = ran.stderr.lines().last().unwrap();
        assert_eq!(last, "request id: req_7, attempts: 1, idempotency key: k-1");
        assert!(ran.stderr.lines().count() > 1, "no log: {}", ran.stderr);
        for secret in ["MARK", "mark@", "sk_test_123"] {
            assert!(!ran.stderr.contains(secret), "{}", ran.stderr);
        }
    }
}
