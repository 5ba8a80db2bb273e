//! `sandbox clock|faults|journal|snapshot|reset` and `session simulate`, over the control API.

use identity_cli::Exit;
use identity_cli::sandbox::{ControlAccess, Sandbox};

use crate::support::{KEY, Scratch, Served, line, on_terminal, words};

#[test]
fn outcomes_are_decided_one_by_one_or_in_a_row() {
    let served = Served::start();
    let simulate = |rest: &str| line(&format!("session simulate {rest}"), &served.env());
    let id = served.create();
    let ran = simulate(&format!("{id} document_expired --field last_error.code"));
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Exit::Ok, "document_expired\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(
        simulate(&format!("{id} verified --field status")).stdout,
        "verified\n"
    );
    let ran = line(&format!("session timeline {id} -o csv"), &served.env());
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let whats: Vec<&str> = ran
        .stdout
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert_eq!(whats.first(), Some(&"created"), "{}", ran.stdout);
    assert!(
        whats.contains(&"report") && whats.contains(&"verified"),
        "{}",
        ran.stdout
    );

    let id = served.create();
    let ran = simulate(&format!(
        "{id} --sequence document_unverified_other,verified"
    ));
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let waited = line(&format!("session wait {id}"), &served.env());
    assert!(
        waited
            .stderr
            .starts_with("error: the attempt failed: document_unverified_other"),
        "{}",
        waited.stderr
    );

    let id = served.create();
    let ran = simulate(&format!("{id} verified --delay 1h --field status"));
    assert_eq!(ran.stdout, "processing\n", "{}", ran.stderr);
    let ran = line("sandbox clock advance 2h", &served.env());
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    assert_eq!(
        line(&format!("session get {id} --field status"), &served.env()).stdout,
        "verified\n"
    );
    assert_eq!(simulate("vs_1 verified").exit, Exit::NotFound);
    for (rest, sentence) in [
        ("vs_1", "OUTCOME: is required: verified, or an error code"),
        (
            "vs_1 verifed",
            "OUTCOME: must be verified, or a last_error code; identity explain lists them (did you mean verified?)",
        ),
        (
            "vs_1 verified --sequence verified",
            "--sequence: must not be given together with an outcome",
        ),
        (
            "vs_1 verified --delay MARK",
            "--delay: must be a whole number with a unit, as in 30s, 90m or 2h",
        ),
    ] {
        let ran = simulate(rest);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n"))
        );
    }
}

#[test]
fn a_live_key_has_nothing_to_do_here() {
    for typed in [
        "session simulate vs_1 verified",
        "sandbox reset",
        "sandbox clock",
    ] {
        let ran = line(typed, &[("STRIPE_API_KEY", "sk_live_MARK")]);
        assert_eq!(
            ran.stderr, "error: STRIPE_API_KEY: must not be a live key: this is for sandboxes\n",
            "{typed}"
        );
    }
    let ran = line("sandbox reset --base-url https://api.stripe.com", &[KEY]);
    assert_eq!(
        ran.stderr,
        "error: --base-url: must be a sandbox on this machine\n"
    );
}

#[test]
fn a_sandbox_is_controlled_from_outside() {
    let served = Served::start();
    let run = |typed: &str| {
        let ran = line(typed, &served.env());
        assert_eq!(ran.exit, Exit::Ok, "{typed}: {}", ran.stderr);
        ran.stdout
    };
    let scratch = Scratch::new("snapshot");
    served.create();
    let state = scratch.write("state.json", &run("sandbox snapshot"));
    served.create();
    assert_eq!(served.sandbox.session_count(), 2);
    run(&format!("sandbox snapshot --restore {state}"));
    assert_eq!(served.sandbox.session_count(), 1);
    run("sandbox clock freeze");
    assert!(run("sandbox clock --field frozen").starts_with("true"));
    run("sandbox clock set 2030-01-01");
    assert_eq!(run("sandbox clock --field now"), "1893456000\n");
    assert!(run("sandbox journal -o ndjson --limit 1").lines().count() == 1);
    run("sandbox faults");
    run("sandbox reset");
    assert_eq!(served.sandbox.session_count(), 0);
    let ran = words(["sandbox", "faults", "arm", "{\"MARK\":1}"], &served.env());
    assert_eq!(ran.exit, Exit::Api, "{}", ran.stderr);
    for typed in [
        "sandbox clock advance",
        "sandbox clock nonsense",
        "sandbox clock advance x",
        "sandbox faults disarm x",
        "sandbox faults list x",
    ] {
        assert_eq!(line(typed, &served.env()).exit, Exit::Usage, "{typed}");
    }
    let ran = line("sandbox clock --base-url http://127.0.0.1:9", &[KEY]);
    assert_eq!(ran.exit, Exit::Network, "{}", ran.stderr);
}

#[test]
fn an_event_is_sent_again_by_the_call_that_the_sandbox_has() {
    let served = Served::start();
    served.create();
    let made =
        "api POST /v1/webhook_endpoints -d url=http://127.0.0.1:1/ -d enabled_events[]=* -o id";
    let made = line(made, &served.env());
    assert_eq!(made.exit, Exit::Ok, "{}", made.stderr);
    let endpoint = made.stdout.trim();
    let event = served.sandbox.events()[0].id.to_string();
    assert!(served.sandbox.webhooks().deliveries().is_empty());
    let ran = line(
        &format!("event resend {event} --endpoint {endpoint} -o id"),
        &served.env(),
    );
    assert_eq!(
        (ran.exit, ran.stdout.trim()),
        (Exit::Ok, &*event),
        "{}",
        ran.stderr
    );
    let deliveries = served.sandbox.webhooks().deliveries();
    let to: Vec<&str> = deliveries
        .iter()
        .map(|each| each.endpoint.as_str())
        .collect();
    assert_eq!(to, [endpoint]);
}

#[test]
fn a_token_opens_the_control_api_and_nothing_else_does() {
    let access = ControlAccess::Token("t0ken".to_owned());
    let served = Served::with(Sandbox::builder().control(access).build());
    let id = served.create();
    let [key, base] = served.env();
    let with = |typed: &str, token: Option<&str>| {
        let token = token.map(|token| ("IDENTITY_SANDBOX_TOKEN", token));
        let env: Vec<_> = [Some(key), Some(base), token]
            .into_iter()
            .flatten()
            .collect();
        line(typed, &env)
    };
    let simulate = format!("session simulate {id} verified --field status");
    for typed in [
        "sandbox clock",
        "sandbox reset",
        "sandbox snapshot",
        &simulate,
    ] {
        for wrong in [None, Some("MARK"), Some("")] {
            let ran = with(typed, wrong);
            assert_eq!(ran.exit, Exit::Auth, "{typed}: {}", ran.stderr);
            assert!(
                ran.stdout.is_empty() && !ran.stderr.contains("MARK"),
                "{}",
                ran.stderr
            );
            assert!(
                ran.stderr.contains("IDENTITY_SANDBOX_TOKEN"),
                "{}",
                ran.stderr
            );
        }
        let ran = with(typed, Some("MA\nRK"));
        assert_eq!(
            (ran.exit, ran.stderr.as_str()),
            (
                Exit::Usage,
                "error: IDENTITY_SANDBOX_TOKEN: must be visible ASCII\n"
            )
        );
    }
    let ran = with(&simulate, Some("t0ken"));
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Exit::Ok, "verified\n"),
        "{}",
        ran.stderr
    );
    assert_eq!(with("sandbox reset", Some("t0ken")).exit, Exit::Ok);
    assert_eq!(served.sandbox.session_count(), 0);
}

#[test]
fn a_control_api_that_is_off_says_so() {
    let served = Served::with(Sandbox::builder().control(ControlAccess::Off).build());
    let ran = line("sandbox clock", &served.env());
    assert_eq!(ran.exit, Exit::NotFound, "{}", ran.stderr);
}

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
