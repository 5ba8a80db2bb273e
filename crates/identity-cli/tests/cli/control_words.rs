//! The other words of `identity sandbox`: deliveries, rules, secrets, people, keys, seeds, and the journal. Together with
//! those of `controlled.rs` they are all that the control API can do.

use identity_cli::Exit;
use identity_cli::sandbox::Sandbox;

use crate::support::{Scratch, Served, line, on_terminal, words};

#[test]
fn deliveries_are_seen_made_and_made_again() {
    let served = Served::start();
    let run = |typed: &str| {
        let ran = line(typed, &served.env());
        assert_eq!(ran.exit, Exit::Ok, "{typed}: {}", ran.stderr);
        ran
    };
    let words_of = |list: &[&str]| words(list.iter().copied(), &served.env());
    let endpoint = run("webhook endpoints create --url http://127.0.0.1:1/MARK -o id");
    let endpoint = endpoint.stdout.trim();
    let rule = words_of(&[
        "sandbox",
        "rules",
        "add",
        "{\"mishap\": \"hold\", \"times\": 1}",
    ]);
    assert_eq!(rule.json()[0]["mishap"], "hold");
    served.create();
    let found = run("sandbox deliveries").json();
    let event = found[0]["event"].as_str().unwrap();
    assert_eq!(
        (&found[0]["endpoint"], &found[0]["held"]),
        (&endpoint.into(), &true.into())
    );
    assert_eq!(run("sandbox deliveries release").json()["released"], 1);
    let settled = run("sandbox deliveries settle").json();
    assert_eq!(settled[0]["attempts"].as_array().unwrap().len(), 1);
    let again = run(&format!("sandbox deliveries redeliver {event}"));
    assert_eq!(again.json()["resent"], 1);
    assert!(
        run(&format!(
            "sandbox deliveries --event {event} --endpoint {endpoint} --limit 1"
        ))
        .json()
        .is_array()
    );
    assert_eq!(
        run("sandbox deliveries --event evt_other").json(),
        serde_json::json!([])
    );
    let table = on_terminal("sandbox deliveries", &served.env()).stdout;
    assert!(
        table.starts_with("EVENT") && table.contains(endpoint),
        "{table}"
    );
    assert_eq!(run("sandbox rules clear").json(), serde_json::json!([]));
    assert_eq!(run("sandbox deliveries shuffle on").json()["on"], true);
    let masked = run(&format!("sandbox roll-secret {endpoint}"));
    assert_eq!(masked.json()["secret"], "[masked]");
    assert!(
        masked.stderr.starts_with("note: the secret is masked"),
        "{}",
        masked.stderr
    );
    let shown = run(&format!(
        "sandbox roll-secret {endpoint} --overlap 1h --field secret --show-sensitive"
    ));
    assert!(
        shown.stdout.starts_with("whsec_") && shown.stderr.is_empty(),
        "{}",
        shown.stdout
    );
}

#[test]
fn people_act_keys_are_cut_and_seeds_are_sown() {
    let served = Served::start();
    let run = |typed: &str| line(typed, &served.env());
    let id = served.create();
    assert_eq!(
        run("sandbox act script document_expired,verified").exit,
        Exit::Ok
    );
    let submit = run(&format!("sandbox act submit {id}"));
    assert_eq!(submit.exit, Exit::Ok, "{}", submit.stderr);
    run(&format!("sandbox act finish {id}"));
    let code = run(&format!("session get {id} --field last_error.code"));
    assert_eq!(code.stdout, "document_expired\n");
    let simulated = run(&format!(
        "session simulate {id} verified --delay 1h --field status"
    ));
    assert_eq!(simulated.stdout, "processing\n", "{}", simulated.stderr);
    let finished = run(&format!("sandbox act finish {id} verified --field status"));
    assert_eq!(finished.stdout, "verified\n", "{}", finished.stderr);
    run(&format!("session redact {id} --yes"));
    let redacted = run(&format!(
        "sandbox act finish-redaction {id} --field redaction.status"
    ));
    assert_eq!(redacted.stdout, "redacted\n", "{}", redacted.stderr);
    let status = run("sandbox status").json();
    assert_eq!(
        (&status["sessions"], &status["billable_attempts"]),
        (&1.into(), &2.into())
    );
    let table = on_terminal("sandbox overview", &served.env()).stdout;
    assert!(table.starts_with("ID") && table.contains(&id), "{table}");
    let scratch = Scratch::new("sown");
    let seed = scratch.write(
        "seed.yaml",
        "accounts:\n  - key: sk_test_123\n    sessions:\n      - params: {type: document}\n",
    );
    let sown = run(&format!("sandbox seed {seed}"));
    assert_eq!(sown.json()["sessions"], 1, "{}", sown.stderr);

    let [_, base] = served.env();
    let other = [("STRIPE_API_KEY", "sk_test_other"), base];
    assert_eq!(
        line("sandbox key --allow verification_sessions=read", &other).exit,
        Exit::Ok
    );
    assert_eq!(
        line("session create --type document", &other).exit,
        Exit::Auth
    );
    assert_eq!(line("session list", &other).exit, Exit::Ok);
    assert_eq!(line("sandbox key --expire", &other).exit, Exit::Ok);
    assert_eq!(line("session list", &other).exit, Exit::Auth);
    for (typed, sentence) in [
        (
            "sandbox key",
            "--allow: is required, or --expire, and not both: what the key may do",
        ),
        (
            "sandbox key --allow fils=read",
            "--allow: must be verification_sessions, sensitive, files, events, webhook_endpoints or ephemeral_keys (did you mean files?), with = and a level",
        ),
        (
            "sandbox key --allow files=MARK",
            "--allow (files): must be none, read or write",
        ),
        (
            "sandbox act sing vs_1",
            "ACTION: must be submit, finish, finish-redaction or script",
        ),
        (
            "sandbox act submit vs_1 verified",
            "OUTCOME: has no use with that action",
        ),
        (
            "sandbox deliveries redeliver",
            "VALUE: is required: the event (evt_...)",
        ),
        ("sandbox deliveries shuffle up", "VALUE: must be on or off"),
        (
            "sandbox rules add",
            "VALUE: is required: the rule as JSON, @FILE or -",
        ),
        (
            "sandbox roll-secret we_1 --overlap 3d",
            "--overlap: must be a whole number with a unit, as in 30s or 1h, and at most 24h",
        ),
    ] {
        let ran = run(typed);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n")),
            "{typed}"
        );
    }
}

#[test]
fn a_journal_shows_what_was_typed_only_when_asked_to() {
    let served = Served::with(Sandbox::builder().unmasked_journal().build());
    let made = line(
        "session create --type document --email MARK@b.example -o id",
        &served.env(),
    );
    assert_eq!(made.exit, Exit::Ok, "{}", made.stderr);
    let masked = line("sandbox journal", &served.env());
    assert!(!masked.stdout.contains("MARK"), "{}", masked.stdout);
    let shown = line(
        "sandbox journal --show-sensitive --since 1h --after 0 --status 200",
        &served.env(),
    );
    assert!(shown.stdout.contains("MARK"), "{}", shown.stdout);
    let none = words(
        [
            "sandbox",
            "journal",
            "--on",
            "GET /v1/events",
            "--of-account",
            "x",
        ],
        &served.env(),
    );
    assert_eq!(none.json(), serde_json::json!([]));
    let table = on_terminal("sandbox journal", &served.env()).stdout;
    assert!(
        table.starts_with("NUMBER") && table.contains("POST"),
        "{table}"
    );
}

/// A call that comes to the control API without a word here is noticed.
#[test]
fn every_call_of_the_control_api_has_a_word() {
    let document: serde_json::Value =
        serde_json::from_str(identity_cli::sandbox::CONTROL_OPENAPI).unwrap();
    let mut calls: Vec<String> = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/_sandbox").unwrap();
        let methods = item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "parameters");
        calls.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    calls.sort();
    let words = [
        ("DELETE /delivery_rules", "rules clear"),
        ("DELETE /faults", "faults clear"),
        ("DELETE /faults/{fault}", "faults disarm"),
        ("DELETE /journal", "journal --clear"),
        ("GET ", "status"),
        ("GET /clock", "clock"),
        (
            "GET /control.openapi.json",
            "with curl, as faults --help says",
        ),
        ("GET /deliveries", "deliveries"),
        ("GET /delivery_rules", "rules"),
        ("GET /faults", "faults"),
        ("GET /journal", "journal"),
        ("GET /meter", "status"),
        ("GET /sessions", "overview"),
        ("GET /snapshot", "snapshot"),
        ("POST /clock/advance", "clock advance"),
        ("POST /clock/freeze", "clock freeze"),
        ("POST /clock/set", "clock set"),
        ("POST /clock/unfreeze", "clock unfreeze"),
        ("POST /deliveries/release", "deliveries release"),
        ("POST /deliveries/settle", "deliveries settle"),
        ("POST /deliveries/shuffle", "deliveries shuffle"),
        ("POST /delivery_rules", "rules add"),
        ("POST /events/{event}/resend", "deliveries redeliver"),
        ("POST /faults", "faults arm"),
        ("POST /keys", "key"),
        ("POST /reset", "reset"),
        ("POST /restore", "snapshot --restore"),
        ("POST /script", "act script"),
        ("POST /seed", "seed"),
        ("POST /sessions/{session}/finish", "act finish"),
        (
            "POST /sessions/{session}/finish_redaction",
            "act finish-redaction",
        ),
        ("POST /sessions/{session}/outcome", "session simulate"),
        (
            "POST /sessions/{session}/script",
            "session simulate --sequence",
        ),
        ("POST /sessions/{session}/submit", "act submit"),
        (
            "POST /webhook_endpoints/{endpoint}/roll_secret",
            "roll-secret",
        ),
    ];
    assert_eq!(calls, words.map(|(call, _)| call.to_owned()));
}
