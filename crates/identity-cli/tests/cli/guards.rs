//! What keeps people from harm: questions, keys, profiles, masks.

use identity_cli::Exit;

use crate::sessions::SESSION;
use crate::support::{Canned, KEY, Scratch, Served, answered, golden, line, piped, words};

#[test]
fn what_cannot_be_undone_is_asked_about() {
    let served = Served::start();
    let id = served.create();
    let end = &id[id.len() - 4..];
    for (typed, answer) in [
        ("redact", "y"),
        ("redact", "yes"),
        ("redact", ""),
        ("redact", "aaaa"),
        ("cancel", ""),
        ("cancel", "n"),
        ("cancel", end),
    ] {
        let ran = answered(
            &format!("session {typed} {id}"),
            &served.env(),
            &format!("{answer}\n"),
        );
        assert_eq!(ran.exit, Exit::Usage, "{typed} {answer}");
        assert!(
            ran.stderr.contains("not confirmed: nothing was done"),
            "{}",
            ran.stderr
        );
    }
    for typed in ["redact", "cancel"] {
        for flags in ["", "--no-input"] {
            let ran = line(&format!("session {typed} {id} {flags}"), &served.env());
            assert_eq!(ran.exit, Exit::Usage);
            assert!(
                ran.stderr.starts_with("error: --yes: is required"),
                "{}",
                ran.stderr
            );
        }
        let ran = answered(
            &format!("session {typed} {id} --no-input"),
            &served.env(),
            "y\n",
        );
        assert_eq!(ran.exit, Exit::Usage, "{}", ran.stderr);
    }
    assert_eq!(
        served.sandbox.sessions()[0].status.as_str(),
        "requires_input"
    );

    let asked = answered(&format!("session cancel {id}"), &served.env(), "y\n");
    assert_eq!(asked.exit, Exit::Ok, "{}", asked.stderr);
    assert_eq!(asked.stderr, format!("About to cancel {id}. [y/N] "));
    let asked = answered(
        &format!("session redact {id}"),
        &served.env(),
        &format!("{end}\n"),
    );
    assert_eq!(asked.exit, Exit::Ok, "{}", asked.stderr);
    let other = served.create();
    assert_eq!(
        line(&format!("session redact {other} --yes"), &served.env()).exit,
        Exit::Ok
    );
}

#[test]
fn live_mode_is_said_before_a_question() {
    let ran = answered(
        "session cancel vs_1",
        &[("STRIPE_API_KEY", "sk_live_123")],
        "n\n",
    );
    assert!(ran.stderr.starts_with("LIVE MODE\n"), "{}", ran.stderr);
    assert_eq!(ran.exit, Exit::Usage);
}

#[test]
fn a_live_key_goes_home_only() {
    let api = Canned::serve(200, "", SESSION);
    for url in [
        api.url(),
        "https://api.stripe.com.evil.example",
        "https://gateway.example",
    ] {
        for env in [
            &[("STRIPE_API_KEY", "sk_live_MARK")][..],
            &[("STRIPE_API_KEY", "rk_live_MARK"), ("STRIPE_API_BASE", url)],
        ] {
            let flag = if env.len() == 1 {
                format!("--base-url {url}")
            } else {
                String::new()
            };
            let ran = line(&format!("session get vs_1 {flag}"), env);
            assert_eq!(ran.exit, Exit::Usage, "{url}");
            assert!(ran.stderr.contains("for a live key"), "{}", ran.stderr);
            assert!(!ran.stderr.contains("MARK"));
        }
    }
    assert!(api.requests().is_empty());
}

#[test]
fn a_key_comes_from_a_file_stdin_or_a_command() {
    let scratch = Scratch::new("keys");
    let file = scratch.write("key", "sk_test_file\nsecond line\n");
    let api = Canned::serve(200, "", SESSION);
    let get = format!("session get vs_1 --base-url {}", api.url());
    let path = ("PATH", "/usr/bin:/bin");
    assert_eq!(
        line(&format!("{get} --api-key-file {file}"), &[KEY]).exit,
        Exit::Ok
    );
    assert_eq!(
        piped(
            &format!("{get} --api-key-stdin"),
            &[],
            b"sk_test_stdin\r\nrest"
        )
        .exit,
        Exit::Ok
    );
    let command = [
        "session",
        "get",
        "vs_1",
        "--base-url",
        api.url(),
        "--api-key-command",
        "echo sk_test_$WHO",
    ];
    assert_eq!(words(command, &[path, ("WHO", "command")]).exit, Exit::Ok);
    let seen: Vec<String> = api.requests();
    for (request, key) in seen
        .iter()
        .zip(["sk_test_file", "sk_test_stdin", "sk_test_command"])
    {
        assert!(
            request
                .to_lowercase()
                .contains(&format!("authorization: bearer {key}\r\n")),
            "{request}"
        );
    }

    for (flags, sentence) in [
        (
            vec!["--api-key-file", "/nonexistent/MARK"],
            "--api-key-file: must name a file that can be read and holds a key and nothing else",
        ),
        (
            vec!["--api-key-file", "/"],
            "--api-key-file: must name a file that can be read and holds a key and nothing else",
        ),
        (
            vec!["--api-key-stdin"],
            "--api-key-stdin: must not be empty",
        ),
        (
            vec!["--api-key-command", "echo MARK; exit 3"],
            "--api-key-command: names a command that failed with exit code 3",
        ),
        (
            vec!["--api-key-command", "echo MARK"],
            "--api-key-command: must begin with sk_ or rk_",
        ),
        (
            vec!["--api-key-stdin", "--api-key-command", "x"],
            "--api-key-file: must not be given together with --api-key-stdin or --api-key-command",
        ),
    ] {
        let mut typed = vec!["session", "get", "vs_1", "--base-url", api.url()];
        typed.extend(flags);
        let ran = words(typed, &[path]);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n"))
        );
    }
    assert_eq!(api.requests().len(), 3);
}

#[test]
fn a_key_is_never_a_flag() {
    let ran = line("session get vs_1 --api-key sk_test_MARK", &[]);
    assert_eq!(ran.exit, Exit::Usage);
    assert!(!ran.stderr.contains("MARK"), "{}", ran.stderr);
}

#[cfg(unix)]
fn private(path: &str) {
    use std::os::unix::fs::PermissionsExt;

    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_profile_stands_below_the_environment_and_that_below_flags() {
    let scratch = Scratch::new("profile");
    let api = Canned::serve(200, "", SESSION);
    let file = scratch.write(
        "config.toml",
        &format!(
            "# mine\n[default]\nbase_url = \"{0}\"\napi_key = \"sk_test_profile\"\naccount = \"acct_profile\"\nmax_retries = 0\n\n[other]\nbase_url = \"{0}\"\napi_key_command = \"echo sk_test_other\"\noutput = \"id\"\n",
            api.url()
        ),
    );
    private(&file);
    let config = ("IDENTITY_CONFIG", file.as_str());
    for (typed, env, headers) in [
        (
            "session get vs_1",
            &[config][..],
            ["bearer sk_test_profile", "stripe-account: acct_profile"],
        ),
        (
            "session get vs_1",
            &[config, KEY, ("STRIPE_ACCOUNT", "acct_env")],
            ["bearer sk_test_123", "stripe-account: acct_env"],
        ),
        (
            "session get vs_1 --account acct_flag",
            &[config, ("STRIPE_ACCOUNT", "acct_env")],
            ["bearer sk_test_profile", "stripe-account: acct_flag"],
        ),
        (
            "session get vs_1 --profile other --account acct_flag",
            &[config, ("PATH", "/bin")],
            ["bearer sk_test_other", "stripe-account: acct_flag"],
        ),
    ] {
        let ran = line(typed, env);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        let request = api.requests().pop().unwrap().to_lowercase();
        for header in headers {
            assert!(request.contains(header), "{typed}: {request}");
        }
        assert_eq!(ran.stdout == "vs_1\n", typed.contains("other"));
    }
    let explained = line(
        "config explain -o csv --timeout 3s",
        &[config, ("STRIPE_ACCOUNT", "acct_env")],
    );
    golden(
        "config_explain.txt",
        &explained
            .stdout
            .replace(&file, "FILE")
            .replace(api.url(), "URL"),
    );
    assert!(!explained.stdout.contains("sk_test"));
    let shown = line("config show", &[config]);
    assert!(!shown.stdout.contains("sk_test"), "{}", shown.stdout);
    let ran = line("session get vs_1 --profile othr", &[config]);
    assert_eq!(
        ran.stderr,
        "error: --profile: must be default or other (did you mean other?)\n"
    );
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_used_is_named_with_line_and_setting() {
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new("config");
    for (text, place, rule) in [
        (
            "[default]\napi_key = \"sk_live_MARK\n",
            ": line 2",
            "is not TOML",
        ),
        ("MARK", ": line 1", "is not TOML"),
        (
            "timeout = \"3s\"\n",
            ": line 1: timeout",
            "must be a table: settings stand below a line as [default]",
        ),
        (
            "[default]\n\ntimout = \"3s\"\n",
            ": line 3: timout",
            "must be base_url, ca_file, account, api_version, timeout, max_retries, output, api_key_file, api_key_command or api_key (did you mean timeout?)",
        ),
        (
            "[default]\nsk_live_MARK = \"x\"\n",
            ": line 2: a setting",
            "must be base_url, ca_file, account, api_version, timeout, max_retries, output, api_key_file, api_key_command or api_key",
        ),
        (
            "[default]\ntimeout = 3\n",
            ": line 2: timeout",
            "must be a text in quotes",
        ),
        (
            "[default]\ntimeout = \"MARK\"\n",
            ": line 2: timeout",
            "must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
        (
            "[default]\naccount = \"MARK\"\n",
            ": line 2: account",
            "must begin with acct_",
        ),
        (
            "[default]\noutput = \"MARK\"\n",
            ": line 2: output",
            "must be json, ndjson, yaml, table, csv, id or env",
        ),
        (
            "[default]\nbase_url = \"http://MARK.example\"\n",
            ": line 2: base_url",
            "must be https unless the host is loopback",
        ),
    ] {
        let file = scratch.write("config.toml", text);
        private(&file);
        let ran = line("session get vs_1", &[KEY, ("IDENTITY_CONFIG", &file)]);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {file}{place}: {rule}\n")),
            "{text}"
        );
    }
    let file = scratch.write("config.toml", "[default]\n");
    for mode in [0o644, 0o640, 0o620, 0o602] {
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        let ran = line("session get vs_1", &[KEY, ("IDENTITY_CONFIG", &file)]);
        assert_eq!(
            ran.stderr,
            format!(
                "error: {file}: may hold a key, and others can read or write it: chmod 600 it\n"
            )
        );
    }
    for (text, rule) in [
        (&b"[default]\n# \xff"[..], "must be UTF-8"),
        (&[b'#'; 300_000], "must be a file of at most 256 KiB"),
    ] {
        std::fs::write(&file, text).unwrap();
        private(&file);
        let ran = line("session get vs_1", &[KEY, ("IDENTITY_CONFIG", &file)]);
        assert_eq!(ran.stderr, format!("error: {file}: {rule}\n"));
    }
    let folder = scratch.path("");
    let ran = line("session get vs_1", &[KEY, ("IDENTITY_CONFIG", &folder)]);
    assert_eq!(
        ran.stderr,
        format!("error: {folder}: must be a file of at most 256 KiB\n")
    );
    let missing = scratch.path("nothing.toml");
    let ran = line("session get vs_1", &[KEY, ("IDENTITY_CONFIG", &missing)]);
    assert_eq!(ran.stderr, format!("error: {missing}: cannot be read\n"));
}

#[cfg(unix)]
#[test]
fn a_setting_is_written_and_all_else_is_left() {
    use std::os::unix::fs::PermissionsExt;

    let scratch = Scratch::new("set");
    let home = scratch.path("home");
    let env = [("HOME", home.as_str())];
    let set = |typed: &str| line(&format!("config set {typed}"), &env);
    let path = format!("{home}/.config/identity/config.toml");
    assert_eq!(set("timeout 10s").stdout, format!("{path}\n"));
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(&path, "# kept\n[default] # too\ntimeout = \"10s\"\n").unwrap();
    assert_eq!(
        set("base_url http://127.0.0.1:12111 --profile local").exit,
        Exit::Ok
    );
    assert_eq!(set("timeout 20s").exit, Exit::Ok);
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "# kept\n[default] # too\ntimeout = \"20s\"\n\n[local]\nbase_url = \"http://127.0.0.1:12111\"\n"
    );
    assert_eq!(set("timeout --unset").exit, Exit::Ok);
    assert!(!std::fs::read_to_string(&path).unwrap().contains("timeout"));
    for (typed, sentence) in [
        (
            "timeout MARK",
            "VALUE: must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
        (
            "timeot 1s",
            "NAME: must be base_url, ca_file, account, api_version, timeout, max_retries, output, api_key_file or api_key_command (did you mean timeout?)",
        ),
        (
            "api_key sk_live_MARK",
            "NAME: must not be api_key: it would stand in the history of your shell; set api_key_command or api_key_file, or write it into the file by hand",
        ),
        (
            "api_key_command sk_live_MARK",
            "VALUE: must not be a key: this setting says where a key comes from",
        ),
        ("timeout", "VALUE: is required; --unset removes a setting"),
        (
            "timeout 1s --unset",
            "--unset: must not be given together with a value",
        ),
        (
            "base_url http://MARK.example",
            "VALUE: must be https unless the host is loopback",
        ),
    ] {
        let ran = set(typed);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n")),
            "{typed}"
        );
    }
}
