//! `sandbox clock|faults|journal|snapshot|reset` and `session simulate`, over the control API.

use identity_cli::Exit;
use identity_cli::sandbox::{ControlAccess, Sandbox};

use crate::support::{KEY, Scratch, Served, line, words};

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
