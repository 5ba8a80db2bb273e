//! Parameters from files, stdin and pairs, and the long flags of the official command.

use identity_cli::Exit;

use crate::sessions::SESSION;
use crate::support::{Canned, KEY, Ran, Scratch, line, piped, words};

/// The body of the only request, readable.
fn body(api: &Canned) -> String {
    let requests = api.requests();
    assert_eq!(requests.len(), 1);
    let (_, body) = requests[0].split_once("\r\n\r\n").unwrap();
    body.replace("%5B", "[").replace("%5D", "]")
}

#[test]
fn a_request_comes_from_a_file_or_stdin_and_flags_come_on_top() {
    let scratch = Scratch::new("data");
    let json = scratch.write("r.json", r#"{"type":"document","metadata":{"a":"1","b":"2"},"options":{"document":{"require_live_capture":true}}}"#);
    let yaml = scratch.write("r.yaml", "type: document\nmetadata: {a: 1, b: 2}\noptions:\n  document:\n    require_live_capture: true\n");
    let expected = "type=document&metadata[a]=1&metadata[b]=3&options[document][require_live_capture]=true&options[document][require_matching_selfie]=true";
    for file in [&json, &yaml] {
        let api = Canned::serve(200, "", SESSION);
        let ran = line(
            &format!(
                "session create -d @{file} --selfie --metadata b=3 --base-url {}",
                api.url()
            ),
            &[KEY],
        );
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        assert_eq!(body(&api), expected);
    }
    let api = Canned::serve(200, "", SESSION);
    let ran = piped(
        &format!(
            "session create -d - --selfie --metadata b=3 --base-url {}",
            api.url()
        ),
        &[KEY],
        &std::fs::read(&json).unwrap(),
    );
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    assert_eq!(body(&api), expected);
    let api = Canned::serve(200, "", SESSION);
    let ran = words(
        [
            "session",
            "create",
            "-d",
            "type=id_number",
            "-d",
            "metadata[a b]=c&d",
            "--base-url",
            api.url(),
        ],
        &[KEY],
    );
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    assert_eq!(body(&api), "type=id_number&metadata[a%20b]=c%26d");
}

#[test]
fn the_template_is_a_request() {
    let template = line("session create --template", &[]);
    assert_eq!((template.exit, template.stderr.as_str()), (Exit::Ok, ""));
    let api = Canned::serve(200, "", SESSION);
    let typed = format!("session create -d - --base-url {}", api.url());
    let ran = piped(&typed, &[KEY], template.stdout.as_bytes());
    assert_eq!((ran.exit, ran.stderr.as_str()), (Exit::Ok, ""));
    assert_eq!(body(&api).split('&').count(), 12);
}

#[test]
fn a_request_that_cannot_be_read_is_refused_by_its_place() {
    let scratch = Scratch::new("bad-data");
    let refused = |ran: Ran, sentence: &str| {
        assert_eq!(
            (ran.exit, ran.stderr.as_str()),
            (Exit::Usage, format!("error: {sentence}\n").as_str())
        );
    };
    let shape =
        "is not a parameter of this call, or not of its shape; --template shows all of them";
    for (text, sentence) in [
        (
            "{\"type\": MARK}",
            "--data: is not JSON, at line 1 column 10".to_owned(),
        ),
        ("type: [MARK", "--data: is not YAML, at line 1".to_owned()),
        ("[1]", "--data: must be one object of parameters".to_owned()),
        (
            "MARK",
            "--data: must be one object of parameters".to_owned(),
        ),
        (
            "{\"type\":\"document\",\"MARK\":1}",
            format!("--data: {shape}"),
        ),
        (
            "{\"options\":{\"document\":{\"require_matching_selfie\":\"MARK\"}}}",
            format!("--data (options[document][require_matching_selfie]): {shape}"),
        ),
        (
            "{\"metadata\":{\"a\":{\"b\":\"MARK\"}}}",
            format!("--data (metadata[a]): {shape}"),
        ),
    ] {
        let file = scratch.write("r", text);
        refused(
            line(&format!("session create -d @{file}"), &[KEY]),
            &sentence,
        );
    }
    for (typed, sentence) in [
        (
            "-d @/nonexistent/MARK",
            "--data: names a file that cannot be read",
        ),
        ("-d @/", "--data: names a file that cannot be read"),
        (
            "-d MARK",
            "--data: must be one @FILE, or one -, or pairs of PATH=VALUE",
        ),
        (
            "-d a=b -d @MARK",
            "--data: must be one @FILE, or one -, or pairs of PATH=VALUE",
        ),
    ] {
        refused(line(&format!("session create {typed}"), &[KEY]), sentence);
    }
    refused(
        piped("session create -d -", &[KEY], b"\xff\xfe"),
        "--data: must be UTF-8",
    );
    refused(
        piped("session create -d -", &[KEY], &vec![b' '; (1 << 20) + 1]),
        "--data: must be at most 1 MiB",
    );
    refused(
        piped("session create -d -", &[KEY], b""),
        "--data: must be one object of parameters",
    );
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n";
    assert_eq!(
        piped("session create -d -", &[KEY], bomb.as_bytes()).exit,
        Exit::Usage
    );
}

#[test]
fn the_official_names_work_too() {
    let api = Canned::serve(200, "", SESSION);
    let typed = format!(
        "verification_sessions create --type document --options.document.require-matching-selfie --options.document.allowed-types passport --provided-details.email j@example.com --related-person.account acct_1 --related-person.person person_1 --base-url {}",
        api.url()
    );
    let ran = line(&typed, &[KEY]);
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let body = body(&api);
    for pair in [
        "options[document][require_matching_selfie]=true",
        "options[document][allowed_types][0]=passport",
        "provided_details[email]=j%40example.com",
        "related_person[person]=person_1",
    ] {
        assert!(body.contains(pair), "{body}");
    }
    let ran = line(
        &format!(
            "verification_sessions retrieve vs_1 --base-url {}",
            api.url()
        ),
        &[KEY],
    );
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
}

#[test]
fn an_update_sends_what_changes() {
    for (flags, expected) in [
        (
            "--selfie=false",
            "options[document][require_matching_selfie]=false",
        ),
        ("--metadata a=", "metadata[a]="),
        ("--clear-metadata", "metadata="),
        ("--clear-document-options", "options[document]="),
        (
            "--type id_number --email j@example.com",
            "type=id_number&provided_details[email]=j%40example.com",
        ),
    ] {
        let api = Canned::serve(200, "", SESSION);
        let ran = line(
            &format!("session update vs_1 {flags} --base-url {}", api.url()),
            &[KEY],
        );
        assert_eq!(ran.exit, Exit::Ok, "{flags}: {}", ran.stderr);
        assert_eq!(body(&api), expected, "{flags}");
    }
    for (flags, sentence) in [
        (
            "",
            "arguments: change nothing: give --selfie, --metadata or another flag, or -d",
        ),
        (
            "--clear-metadata --metadata a=b",
            "--clear-metadata: must not be given together with --metadata",
        ),
        (
            "--type MARK",
            "--type: must be document or id_number; --type-unchecked sends any other",
        ),
    ] {
        let ran = line(&format!("session update vs_1 {flags}"), &[KEY]);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n"))
        );
    }
}

#[test]
fn anything_can_be_called_and_any_id_be_got() {
    let api = Canned::serve(
        200,
        "",
        r#"{"id":"x_1","object":"thing","client_secret":"MARK"}"#,
    );
    let base = format!("--base-url {}", api.url());
    for (typed, request) in [
        (
            "api GET /v1/things -d limit=3 -d a[b]=c",
            "GET /v1/things?limit=3&a[b]=c HTTP",
        ),
        ("api post /v1/things -d a=b", "POST /v1/things HTTP"),
        (
            "api DELETE /v1/things/x_1 --yes",
            "DELETE /v1/things/x_1 HTTP",
        ),
        (
            "get vs_1 --expand outputs",
            "GET /v1/identity/verification_sessions/vs_1?expand[0]=verified_outputs HTTP",
        ),
        (
            "get vr_1",
            "GET /v1/identity/verification_reports/vr_1 HTTP",
        ),
        ("get evt_1", "GET /v1/events/evt_1 HTTP"),
        ("get file_1", "GET /v1/files/file_1 HTTP"),
        ("get link_1", "GET /v1/file_links/link_1 HTTP"),
        ("get we_1", "GET /v1/webhook_endpoints/we_1 HTTP"),
        (
            "event resend evt_1 --endpoint we_1",
            "POST /v1/events/evt_1/retry HTTP",
        ),
    ] {
        let ran = line(&format!("{typed} {base}"), &[KEY]);
        assert_eq!(ran.exit, Exit::Ok, "{typed}: {}", ran.stderr);
        assert!(!ran.stdout.contains("MARK"), "{typed}");
        let last = api
            .requests()
            .pop()
            .unwrap()
            .replace("%5B", "[")
            .replace("%5D", "]");
        assert!(last.starts_with(request), "{typed}: {last}");
    }
    for (typed, sentence) in [
        ("api PATCH /v1/x", "METHOD: must be GET, POST or DELETE"),
        (
            "api GET v1/x",
            "PATH: must begin with /, as in /v1/identity/verification_sessions",
        ),
        (
            "api GET /v1/x?MARK",
            "PATH: must not hold a query: give parameters with -d",
        ),
        (
            "api GET //MARK.example/v1",
            "PATH: must not lead elsewhere: no //, . or ..",
        ),
        (
            "api GET /v1/../MARK",
            "PATH: must not lead elsewhere: no //, . or ..",
        ),
        (
            "api GET /v1/x --idempotency-key k",
            "--idempotency-key: has no use here: reading changes nothing",
        ),
        (
            "get cus_1",
            "ID: must begin with vs_, vr_, evt_, file_, link_ or we_; identity api GET calls any other path",
        ),
        ("get vs_1/cancel", "ID: must be letters, digits and _ only"),
        (
            "session list --limit 0",
            "--limit: must be a whole number, 1 or more",
        ),
        (
            "session list --limit 3 --all",
            "--all: must not be given together with --limit",
        ),
        (
            "session list --status verifed",
            "--status: must be canceled, processing, requires_input or verified (did you mean verified?)",
        ),
        (
            "session list --since MARK",
            "--since: must be a time as in 2026-11-01, 2026-11-01T12:00:00Z, 1793534400, or so long ago: 90m, 12h, 7d",
        ),
        (
            "session list --starting-after vs_1 --ending-before vs_2",
            "--starting-after: must not be given together with --ending-before",
        ),
        (
            "session list -o env",
            "--output: env prints one object, and this command prints a list",
        ),
        (
            "event list --type verifid",
            "--type: must be canceled, created, processing, redacted, requires_input or verified (did you mean verified?), or a whole name with dots",
        ),
        (
            "session wait vs_1 --for verifed",
            "--for: must be canceled, processing, requires_input or verified (did you mean verified?)",
        ),
        (
            "session wait vs_1 --for verified --next",
            "--next: must not be given together with --for",
        ),
        (
            "session ensure --type document",
            "--client-reference-id: is required: it says whose session it is",
        ),
        (
            "event resend evt_1",
            "--endpoint: is required: the endpoint (we_...) to send to, or --to an address",
        ),
        (
            "event resend evt_1 --to ftp://MARK.example",
            "--to: must be an address as http://127.0.0.1:3000/webhooks or https://localhost:3000/webhooks",
        ),
        (
            "webhook endpoints update we_1",
            "arguments: change nothing: give --url, --events, --disabled, --description or --metadata",
        ),
        (
            "session create --type document --dry-run --curl",
            "--dry-run: must not be given together with --curl",
        ),
        (
            "session wait vs_1 --dry-run",
            "--dry-run: has no use here: session wait makes more than one call",
        ),
        (
            "session get vs_1 --yes",
            "--yes: has no use here: session get asks nothing",
        ),
        (
            "explain verified --timeout 3s",
            "--timeout: has no use here: explain makes no call",
        ),
    ] {
        let ran = line(&format!("{typed} {base}"), &[KEY]);
        let sentence_there = ran.stderr == format!("error: {sentence}\n")
            || ran.stderr.contains("--base-url: has no use here");
        assert!(
            ran.exit == Exit::Usage && sentence_there,
            "{typed}: {}",
            ran.stderr
        );
    }
}
