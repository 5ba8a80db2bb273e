//! What can be known to be wrong before anything is sent: one sentence that names the flag and the rule and
//! never the value, exit code 2, and no connection. `MARK` stands in every value.

use std::ffi::OsString;

use identity_cli::Exit;

use crate::support::{KEY, Silent, line, words};

/// Runs words against an address that notices, and checks everything that all rows have in common.
#[track_caller]
fn refused<A: Into<OsString>>(
    typed: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
    sentence: &str,
) {
    let api = Silent::listen();
    let url = api.url();
    let mut all = vec![("STRIPE_API_BASE", url.as_str())];
    all.extend(env);
    let ran = words(typed, &all);
    assert_eq!(ran.stderr, format!("error: {sentence}\n"));
    assert_eq!(ran.exit, Exit::Usage, "{sentence}");
    assert_eq!(ran.stdout, "", "{sentence}");
    assert!(!ran.stderr.contains("MARK"), "{sentence}");
    assert!(api.is_untouched(), "{sentence}");
}

#[test]
fn a_create_that_breaks_a_rule() {
    for (flags, sentence) in [
        (
            "",
            "--type: is required unless --flow is given; document or id_number",
        ),
        (
            "--type document --flow vf_MARK",
            "--type: must not be given together with --flow",
        ),
        (
            "--type MARK",
            "--type: must be document or id_number; --type-unchecked sends any other",
        ),
        (
            "--type documnet",
            "--type: must be document or id_number (did you mean document?); --type-unchecked sends any other",
        ),
        (
            "--type verification_flow --type-unchecked",
            "--type: cannot be verification_flow: name the flow in verification_flow",
        ),
        ("--flow MARK", "--flow: must begin with vf_"),
        ("--flow vf_", "--flow: must not end after its prefix"),
        (
            "--type document --selfie=MARK",
            "--selfie: must be true or false, or stand alone",
        ),
        (
            "--type document --live-capture=",
            "--live-capture: must be true or false, or stand alone",
        ),
        (
            "--type document --id-number=1",
            "--id-number: must be true or false, or stand alone",
        ),
        (
            "--type document --allow passport,MARK",
            "--allow: must be a list of passport, id_card and driving_license, with commas and no blanks",
        ),
        (
            "--type document --allow pasport",
            "--allow: must be a list of passport, id_card and driving_license, with commas and no blanks (did you \
             mean passport?)",
        ),
        (
            "--type document --selfie --clear-document-options",
            "--clear-document-options: must not be given together with --selfie, --live-capture, --id-number or \
             --allow",
        ),
        (
            "--type document --metadata MARK",
            "--metadata: must be KEY=VALUE",
        ),
        (
            "--type document --metadata =MARK",
            "--metadata: a key must not be empty",
        ),
        (
            "--type document --metadata MARK[a]=1",
            "--metadata: a key must not hold [ or ]: the API would read another key",
        ),
        (
            "--type document --related-person MARK",
            "--related-person: must be ACCOUNT/PERSON, as in acct_1/person_1",
        ),
        (
            "--type document --related-person MARK/",
            "--related-person: must be ACCOUNT/PERSON, as in acct_1/person_1",
        ),
        (
            "--type document --return-url MARK",
            "--return-url: must begin with https:// or http://",
        ),
        (
            "--type document --return-url https://",
            "--return-url: must name a host",
        ),
        (
            "--type document --client-reference-id=",
            "--client-reference-id: must not be empty",
        ),
        (
            "--type document --email=",
            "--email (provided_details[email]): must not be empty",
        ),
        (
            "--type document --expand=",
            "--expand (expand[0]): must not be empty",
        ),
        (
            "--type document --tpye MARK",
            "--tpye: is not known; did you mean --type?",
        ),
        (
            "--type document MARK",
            "arguments: hold a word too many; quote a value with blanks in it",
        ),
        ("--type MARK --type MARK", "--type: must be given once"),
        ("--type", "--type: needs a value"),
    ] {
        refused(
            format!("session create {flags}").split_whitespace(),
            &[KEY],
            sentence,
        );
    }
}

#[test]
fn a_value_over_its_limit() {
    let create = |flags: &[String], sentence: &str| {
        let typed = ["session", "create", "--type", "document"].map(str::to_owned);
        refused(typed.iter().chain(flags), &[KEY], sentence);
    };
    let flag = |name: &str, value: String| [name.to_owned(), value];
    let pairs: Vec<String> = (0..51)
        .flat_map(|n| flag("--metadata", format!("k{n}=MARK")))
        .collect();
    create(&pairs, "--metadata: must have at most 50 keys");
    create(
        &flag("--metadata", format!("MARK{}=1", "k".repeat(37))),
        "--metadata: a key must be at most 40 characters",
    );
    create(
        &flag("--metadata", format!("tier={}", "MARK".repeat(126))),
        "--metadata (metadata[tier]): a value must be at most 500 characters",
    );
    let long = "MARK".repeat(1251);
    let expand = [
        flag("--expand", "url".to_owned()),
        flag("--expand", long.clone()),
    ]
    .concat();
    create(
        &expand,
        "--expand (expand[1]): must be at most 5000 characters",
    );
    create(
        &flag("--client-reference-id", long),
        "--client-reference-id: must be at most 5000 characters",
    );
}

#[test]
fn a_get_that_breaks_a_rule() {
    let long = "MARK".repeat(1251);
    for (typed, sentence) in [
        (vec!["session", "get"], "ID: is required"),
        (vec!["session", "get", "MARK"], "ID: must begin with vs_"),
        (vec!["session", "get", "vr_MARK"], "ID: must begin with vs_"),
        (
            vec!["session", "get", "vs_"],
            "ID: must not end after its prefix",
        ),
        (
            vec!["session", "get", "vs_MARK/cancel"],
            "ID: must be letters, digits and _ only",
        ),
        (
            vec!["session", "get", "vs_..MARK"],
            "ID: must be letters, digits and _ only",
        ),
        (
            vec!["session", "get", "vs_1", "--expand", &long],
            "--expand (expand[0]): must be at most 5000 characters",
        ),
        (
            vec!["session", "get", "vs_1", "--idempotency-key", "MARK"],
            "--idempotency-key: has no use here: reading changes nothing",
        ),
    ] {
        refused(typed, &[KEY], sentence);
    }
}

#[test]
fn a_key_that_cannot_work() {
    for (key, sentence) in [
        (
            None,
            "must be set to a secret key (sk_...); --sandbox needs none",
        ),
        (Some(""), "must not be empty"),
        (
            Some("pk_test_MARK"),
            "must be a secret (sk_) or restricted (rk_) key, not a publishable one",
        ),
        (Some("sk_test_MARK\n"), "must not hold a line break"),
        (Some("sk_test_MARK\r\nX: y"), "must not hold a line break"),
        (
            Some("sk_test_MARK 1"),
            "must be visible ASCII without blanks",
        ),
        (Some("MARK"), "must begin with sk_ or rk_"),
        (Some("sk_test_"), "must not end after its prefix"),
    ] {
        let env: Vec<_> = key.map(|key| ("STRIPE_API_KEY", key)).into_iter().collect();
        let sentence = format!("STRIPE_API_KEY: {sentence}");
        refused(["session", "create", "--type", "document"], &env, &sentence);
        refused(["session", "get", "vs_1"], &env, &sentence);
    }
}

#[test]
fn a_live_key_where_it_must_not_go() {
    for key in ["sk_live_MARK", "rk_live_MARK", " sk_live_MARK\n"] {
        refused(
            ["--sandbox", "session", "create", "--type", "document"],
            &[("STRIPE_API_KEY", key)],
            "STRIPE_API_KEY: must not be a live key together with --sandbox",
        );
    }
    refused(
        [
            "--base-url",
            "http://mark.example",
            "session",
            "get",
            "vs_1",
        ],
        &[("STRIPE_API_KEY", "sk_live_MARK")],
        "--base-url: must be https unless the host is loopback",
    );
    refused(
        ["session", "get", "vs_1"],
        &[
            ("STRIPE_API_KEY", "sk_live_MARK"),
            ("STRIPE_API_BASE", "http://MARK.example"),
        ],
        "STRIPE_API_BASE: must be https unless the host is loopback",
    );
}

#[test]
fn a_base_url_that_is_none() {
    for url in [
        "https://h.example/MARK",
        "https://h.example/?MARK",
        "https://h.example/#MARK",
        "https://MARK@h.example",
        "https://u:MARK@h.example",
        "https://",
        "https:///MARK",
        "MARK",
        "ftp://MARK",
        "//MARK",
        "http://127.0.0.1.MARK.example",
        "http://localhost.MARK.example",
        "https://h.example:",
        "https://h.example:MARK",
        "https://h.example:99999",
        "https://h.example:0",
        "https://MARK\r\n.example",
        "",
    ] {
        let api = Silent::listen();
        let env = [KEY, ("STRIPE_API_BASE", &api.url())];
        let ran = words(["session", "get", "vs_1", "--base-url", url], &env);
        assert_eq!(ran.exit, Exit::Usage, "{url:?}");
        assert!(
            ran.stderr.starts_with("error: --base-url: must "),
            "{url:?}: {}",
            ran.stderr
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{url:?}");
        assert!(!ran.stderr.to_lowercase().contains("mark"), "{url:?}");
        assert!(api.is_untouched(), "{url:?}");
    }
}

#[test]
fn a_global_flag_that_cannot_work() {
    for (flags, sentence) in [
        (
            "--timeout MARK",
            "--timeout: must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
        (
            "--timeout 30",
            "--timeout: must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
        ("--timeout 0s", "--timeout: must be more than 0"),
        (
            "--timeout 99999999999999999999m",
            "--timeout: must be at most 1440m",
        ),
        (
            "--max-retries MARK",
            "--max-retries: must be a whole number, 0 or more",
        ),
        (
            "--max-retries=-1",
            "--max-retries: must be a whole number, 0 or more",
        ),
        (
            "--max-retries 4294967296",
            "--max-retries: must be a whole number, 0 or more",
        ),
        (
            "-o MARK",
            "--output: must be json, ndjson, yaml, table, csv, id or env",
        ),
        (
            "--output jsn",
            "--output: must be json, ndjson, yaml, table, csv, id or env (did you mean json?)",
        ),
        ("--idempotency-key=", "--idempotency-key: must not be empty"),
        (
            "--idempotency-key MARK\u{e9}",
            "--idempotency-key: must be visible ASCII without blanks",
        ),
        (
            "--sandbox --base-url http://127.0.0.1:1",
            "--sandbox: must not be given together with --base-url",
        ),
        ("--sandbox=MARK", "--sandbox: takes no value"),
    ] {
        let typed = format!("session create --type document {flags}");
        refused(typed.split_whitespace(), &[KEY], sentence);
    }
}

#[test]
fn a_server_that_cannot_be_started() {
    for (flags, sentence) in [
        (
            "--port MARK",
            "--port: must be a whole number from 0 to 65535; 0 picks a free one",
        ),
        (
            "--port 65536",
            "--port: must be a whole number from 0 to 65535; 0 picks a free one",
        ),
        (
            "--port=-1",
            "--port: must be a whole number from 0 to 65535; 0 picks a free one",
        ),
        (
            "--port 0 --timeout MARK",
            "--timeout: has no use here: sandbox serve makes no call",
        ),
        (
            "--port 0 --sandbox",
            "--sandbox: has no use here: sandbox serve makes no call",
        ),
    ] {
        refused(
            format!("sandbox serve {flags}").split_whitespace(),
            &[],
            sentence,
        );
    }
}

#[test]
fn a_command_that_is_none() {
    for (typed, sentence) in [
        (
            "sesion create",
            "command: is not known; did you mean session?",
        ),
        ("MARK", "command: is not known"),
        ("session MARK", "command: is not known"),
        (
            "session creat --type document",
            "command: is not known; did you mean create?",
        ),
        (
            "--sandbox",
            "command: must be session, report, event, webhook, sandbox, explain, get, api, config, completions or man",
        ),
        (
            "session --sandbox",
            "command: must be create, get, update, list, cancel, redact, wait, open, simulate, timeline or ensure",
        ),
        ("--sk_live_MARK", "arguments: hold an unknown flag"),
    ] {
        refused(typed.split_whitespace(), &[KEY], sentence);
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStringExt;

    let broken = OsString::from_vec(b"MARK\xff".to_vec());
    refused(
        [OsString::from("session"), "get".into(), broken.clone()],
        &[KEY],
        "arguments: must be UTF-8",
    );
    refused([broken], &[KEY], "command: is not known");
}

#[test]
fn a_usage_error_is_json_when_json_was_asked_for() {
    for typed in [
        "session create --type MARK -o json",
        "-o json session create --nonsense",
        "session get MARK --output=json",
    ] {
        let ran = line(typed, &[KEY]);
        assert_eq!(
            (ran.exit, ran.stdout.as_str()),
            (Exit::Usage, ""),
            "{typed}"
        );
        let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!(error["error"]["code"], "usage", "{typed}");
        assert_eq!(error["error"]["exit_code"], 2, "{typed}");
        assert!(
            error["error"]["message"].as_str().unwrap().contains(": "),
            "{typed}"
        );
        assert!(error["error"]["subject"].is_string(), "{typed}");
        assert!(!ran.stderr.contains("MARK"), "{typed}");
    }
}
