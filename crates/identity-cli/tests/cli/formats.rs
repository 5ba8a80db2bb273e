//! What is printed, and how: formats, selection, lists over pages, dry runs.

use identity_cli::Exit;

use crate::sessions::SESSION;
use crate::support::{Canned, KEY, Served, golden, line, on_terminal, words};

#[test]
fn one_object_in_every_format() {
    let api = Canned::serve(200, "", SESSION);
    for format in ["ndjson", "yaml", "csv", "env"] {
        let typed = format!("session get vs_1 -o {format} --base-url {}", api.url());
        let ran = line(&typed, &[KEY]);
        assert_eq!((ran.exit, ran.stderr.as_str()), (Exit::Ok, ""), "{format}");
        assert!(!ran.stdout.contains("MARK"), "{format}");
        golden(&format!("format_{format}.txt"), &ran.stdout);
    }
}

#[test]
fn one_value_or_what_a_filter_makes_of_it() {
    let api = Canned::serve(200, "", SESSION);
    for (flags, stdout) in [
        (vec!["--field", "status"], "requires_input\n"),
        (vec!["--field", "last_error.code"], "document_expired\n"),
        (vec!["--field", "last_error.reason"], "[masked]\n"),
        (vec!["--jq", ".zebra.kept * 2"], "3.0\n"),
        (vec!["--jq", ".verified_outputs.first_name"], "[masked]\n"),
        (vec!["--jq", ".metadata | keys[]"], "note\ntier\n"),
    ] {
        let mut typed = vec!["session", "get", "vs_1", "--base-url", api.url()];
        typed.extend(&flags);
        let ran = words(typed, &[KEY]);
        assert_eq!(
            (ran.exit, ran.stdout.as_str()),
            (Exit::Ok, stdout),
            "{flags:?}"
        );
    }
    let typed = format!("session get vs_1 --field nonsense --base-url {}", api.url());
    let ran = line(&typed, &[KEY]);
    assert_eq!(ran.exit, Exit::Api);
    golden("error_no_field.txt", &ran.stderr);
}

#[test]
fn a_filter_that_is_none_sends_nothing() {
    for flags in [
        vec!["--jq", ".["],
        vec!["--field", "a..b"],
        vec!["--jq", ".", "--field", "a"],
    ] {
        let api = Canned::serve(200, "", SESSION);
        let mut typed = vec!["session", "get", "vs_1", "--base-url", api.url()];
        typed.extend(&flags);
        assert_eq!(words(typed, &[KEY]).exit, Exit::Usage, "{flags:?}");
        assert!(api.requests().is_empty(), "{flags:?}");
    }
}

#[test]
fn lists_go_over_pages_and_say_when_there_is_more() {
    let served = Served::start();
    for n in 0..12 {
        let typed = format!("session create --type document --client-reference-id case-{n}");
        assert_eq!(line(&typed, &served.env()).exit, Exit::Ok);
    }
    let list = |flags: &str| line(&format!("session list {flags}"), &served.env());
    let ten = list("-o id");
    assert_eq!(ten.stdout.lines().count(), 10);
    assert_eq!(ten.stderr, "note: there is more: --limit N or --all\n");
    assert_eq!(list("-o id --quiet").stderr, "");

    let all = list("--all");
    assert_eq!(all.stderr, "");
    let all = all.json();
    assert_eq!(all.as_array().unwrap().len(), 12);
    assert_eq!(all[0]["client_reference_id"], "case-11");
    assert!(!list("--all").stdout.contains("_secret_test_"));

    assert_eq!(list("--all -o ndjson").stdout.lines().count(), 12);
    assert_eq!(list("--limit 11 -o csv").stdout.lines().count(), 12);
    assert_eq!(
        list("--limit 3 -o yaml").stdout.matches("- id: ").count(),
        3
    );
    let first = |flags: &str| {
        let ran = list(flags);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        ran.stdout
    };
    assert_eq!(
        words(
            ["session", "list", "--all", "--jq", "length"],
            &served.env()
        )
        .stdout,
        "12\n"
    );
    assert_eq!(
        words(
            [
                "session", "list", "--all", "-o", "ndjson", "--jq", ".status"
            ],
            &served.env()
        )
        .stdout
        .lines()
        .count(),
        12
    );
    assert_eq!(
        first("--client-reference-id case-3 --field status"),
        "requires_input\n"
    );
    assert_eq!(first("--status verified"), "[]\n");
    assert_eq!(first("--status verified -o yaml"), "[]\n");
    let newest = ten.stdout.lines().next().unwrap();
    let third = ten.stdout.lines().nth(2).unwrap();
    let newer = first(&format!("--ending-before {third} -o id"));
    assert_eq!(newer.lines().last().unwrap(), newest);
}

#[test]
fn a_list_as_a_table_and_as_csv() {
    let page = format!(
        r#"{{"object":"list","data":[{SESSION},{}],"has_more":false,"url":"/v1/x"}}"#,
        SESSION
            .replace("vs_1", "vs_22")
            .replace("case-7", "=HYPERLINK(1)")
            .replace("requires_input", "verified")
    );
    let api = Canned::serve(200, "", &page);
    let typed = format!("session list --base-url {}", api.url());
    golden("table_list.txt", &on_terminal(&typed, &[KEY]).stdout);
    golden(
        "csv_list.txt",
        &line(&format!("{typed} -o csv"), &[KEY]).stdout,
    );
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let api = Canned::serve(200, "", SESSION);
    let typed = format!("session get vs_1 --base-url {}", api.url());
    let run = |flags: &str, env: &[(&str, &str)]| {
        let (mut io, captured) = identity_cli::Io::captured([&[KEY], env].concat());
        io.stdout_is_terminal = true;
        crate::support::finish(format!("{typed} {flags}").split_whitespace(), io, &captured).stdout
    };
    assert!(run("", &[]).contains("\x1b[33mrequires_input"));
    for (flags, env) in [
        ("--no-color", &[][..]),
        ("", &[("NO_COLOR", "1")]),
        ("", &[("TERM", "dumb")]),
        ("-o json", &[]),
    ] {
        assert!(!run(flags, env).contains('\x1b'), "{flags} {env:?}");
    }
}

#[test]
fn a_dry_run_prints_what_would_be_sent_and_sends_nothing() {
    let api = Canned::serve(200, "", SESSION);
    let base = format!("--base-url {} --idempotency-key k-1", api.url());
    for (name, typed) in [
        (
            "dry_run.txt",
            "session create --type document --email jenny@example.com --metadata a=b --dry-run",
        ),
        (
            "curl.txt",
            "session create --type document --allow passport --metadata a=it's --curl",
        ),
        (
            "curl_get.txt",
            "session list --status verified --limit 3 --curl",
        ),
        ("curl_redact.txt", "session redact vs_1 --curl"),
    ] {
        let key = if typed.contains("list") {
            base.split(" --idem").next().unwrap()
        } else {
            &base
        };
        let ran = line(&format!("{typed} {key}"), &[KEY]);
        assert_eq!(ran.exit, Exit::Ok, "{typed}: {}", ran.stderr);
        assert!(!ran.stdout.contains("sk_test_123"), "{typed}");
        assert!(!ran.stdout.contains("jenny"), "{typed}");
        golden(
            name,
            &ran.stdout
                .replace(api.url(), "http://127.0.0.1:PORT")
                .replace(env!("CARGO_PKG_VERSION"), "VERSION"),
        );
    }
    assert!(api.requests().is_empty());
}

#[test]
fn a_curl_command_does_what_it_says() {
    let served = Served::start();
    let typed = "session create --type document --metadata a=it's --client-reference-id x --curl";
    let ran = line(typed, &served.env());
    let done = std::process::Command::new("sh")
        .args(["-c", &ran.stdout])
        .env("STRIPE_API_KEY", KEY.1)
        .output()
        .unwrap();
    let session: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(session["metadata"]["a"], "it's");
    assert_eq!(served.sandbox.session_count(), 1);
}
