//! What needs no network: explanations, completions, manual pages, descriptions, signatures.

use identity_cli::types::{LastErrorCode, Timestamp};
use identity_cli::{Clock, Exit, Input, Io};

use crate::support::{Ran, finish, golden, line, on_terminal, piped};

#[test]
fn codes_are_explained() {
    golden(
        "explain_code.txt",
        &on_terminal("explain selfie_face_mismatch", &[]).stdout,
    );
    golden("explain_all.txt", &on_terminal("explain", &[]).stdout);
    for word in LastErrorCode::KNOWN {
        let ran = line(&format!("explain {word}"), &[]).json();
        assert_eq!(ran["kind"], "last_error");
        assert!(ran["can_retry"].is_boolean(), "{word}");
    }
    for (number, name) in [
        ("0", "ok"),
        ("5", "rate_limited"),
        ("8", "not_succeeded"),
        ("130", "interrupted"),
    ] {
        assert_eq!(line(&format!("explain {number}"), &[]).json()["code"], name);
    }
    let ran = line("explain document_expird", &[]);
    assert_eq!(
        ran.stderr,
        "error: CODE: is not known; identity explain lists all (did you mean document_expired?)\n"
    );
}

#[test]
fn completions_of_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let ran = line(&format!("completions {shell}"), &[]);
        assert_eq!(ran.exit, Exit::Ok);
        assert!(
            ran.stdout.contains("simulate") || ran.stdout.contains("timeline"),
            "{shell}"
        );
    }
    let ran = line("completions bsh", &[]);
    assert_eq!(
        ran.stderr,
        "error: SHELL: must be bash, zsh, fish or powershell (did you mean bash?)\n"
    );
}

#[test]
fn a_bash_completion_is_bash() {
    let script = line("completions bash", &[]).stdout;
    let scratch = crate::support::Scratch::new("bash");
    let file = scratch.write("identity.bash", &script);
    let mut bash = std::process::Command::new("bash");
    assert!(bash.args(["-n", &file]).status().unwrap().success());
}

const SECRET: (&str, &str) = ("STRIPE_WEBHOOK_SECRET", "whsec_test");
const EVENT: &str = r#"{"id":"evt_1","object":"event","created":1700000000,"type":"identity.verification_session.verified","data":{"object":{"id":"vs_1","status":"verified","client_secret":"MARK"}}}"#;

fn at(seconds: i64, words: &[&str], stdin: &str) -> Ran {
    let (mut io, captured) = Io::captured([SECRET]);
    io.stdin = Input::new(std::io::Cursor::new(stdin.as_bytes().to_vec()));
    io.clock = Clock::new(move || Timestamp::from_secs(seconds));
    finish(words.iter().copied(), io, &captured)
}

#[test]
fn signatures_are_made_and_checked() {
    let signed = at(1_700_000_000, &["webhook", "sign"], EVENT);
    let header = signed.stdout.trim().to_owned();
    assert!(header.starts_with("t=1700000000,v1="), "{header}");
    let verify = ["webhook", "verify", "--header", header.as_str()];
    let good = at(1_700_000_000, &verify, EVENT);
    assert_eq!(good.json()["data"]["object"]["id"], "vs_1");
    assert!(!good.stdout.contains("MARK"));

    let late = at(1_700_000_301, &verify, EVENT);
    assert_eq!(late.exit, Exit::Api);
    assert!(late.stderr.contains("\nhint: --any-age"), "{}", late.stderr);
    let any = [&verify[..], &["--any-age"]].concat();
    assert_eq!(at(1_800_000_000, &any, EVENT).exit, Exit::Ok);
    let long = [&verify[..], &["--tolerance", "10m"]].concat();
    assert_eq!(at(1_700_000_301, &long, EVENT).exit, Exit::Ok);

    let other = at(1_700_000_000, &verify, &EVENT.replace("evt_1", "evt_2"));
    assert_eq!((other.exit, other.stdout.as_str()), (Exit::Api, ""));
    assert!(
        other.stderr.starts_with("error: no signature belongs"),
        "{}",
        other.stderr
    );
    let json = at(
        1_700_000_000,
        &[&verify[..], &["-o", "json"]].concat(),
        "{}",
    );
    let error: serde_json::Value = serde_json::from_str(&json.stderr).unwrap();
    assert_eq!(error["error"]["code"], "unsigned");

    for (typed, env, sentence) in [
        (
            "webhook sign",
            &[][..],
            "STRIPE_WEBHOOK_SECRET: must be set to the secret of the endpoint (whsec_...), or --secret-file given",
        ),
        (
            "webhook sign",
            &[("STRIPE_WEBHOOK_SECRET", " ")],
            "STRIPE_WEBHOOK_SECRET: must not be blank: anybody can sign with that",
        ),
        (
            "webhook sign",
            &[("STRIPE_WEBHOOK_SECRET", "sk_test_MARK")],
            "STRIPE_WEBHOOK_SECRET: must be a webhook secret (whsec_...), not an API key",
        ),
        (
            "webhook sign --secret-file /nonexistent/MARK",
            &[],
            "--secret-file: must name a file that can be read and holds a secret and nothing else",
        ),
        (
            "webhook sign",
            &[SECRET],
            "stdin: must hold the body of the delivery",
        ),
        ("webhook verify", &[SECRET], "--header: is required"),
        (
            "webhook verify --header x --tolerance MARK",
            &[SECRET],
            "--tolerance: must be a whole number with a unit, as in 500ms, 30s or 2m",
        ),
    ] {
        let ran = piped(typed, env, b"");
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: {sentence}\n")),
            "{typed}"
        );
    }
}
