//! Streams that are closed from the start, as a supervisor or a shell's `<&-` leaves them.

use std::process::{Command, Output};

use crate::support::Served;

/// Runs a line of words below a shell that closes `streams` first.
fn with_closed(streams: &str, typed: &str, env: &[(&str, &str)]) -> Output {
    Command::new("sh")
        .args(["-c", &format!("exec \"$0\" \"$@\" {streams}")])
        .arg(env!("CARGO_BIN_EXE_identity"))
        .args(typed.split_whitespace())
        .env_remove("STRIPE_API_KEY")
        .env_remove("STRIPE_API_BASE")
        .env("HOME", "/nonexistent")
        .env("STRIPE_WEBHOOK_SECRET", "whsec_test")
        .envs(env.iter().copied())
        .output()
        .unwrap()
}

/// The exit code does not change with what is closed, and what is left open gets nothing that is not meant for it.
#[test]
fn every_command_ends_as_it_would() {
    let served = Served::start();
    let id = served.create();
    for (typed, code) in [
        ("--version", 0),
        ("--help", 0),
        ("", 2),
        ("--sandbox session create --type document", 0),
        (&*format!("session get {id}"), 0),
        ("session list --all -o ndjson", 0),
        ("session get vs_1", 3),
        (&*format!("session cancel {id}"), 2),
        (&*format!("session redact {id}"), 2),
        ("event list", 0),
        ("webhook endpoints list", 0),
        ("explain verified", 0),
        ("config explain", 0),
        ("completions bash", 0),
        ("man session", 0),
        ("session get vs_1 --describe", 0),
        ("sandbox clock", 0),
        ("sandbox run -- true", 0),
        ("webhook listen --port 0 --timeout 1ms", 7),
    ] {
        for streams in ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"] {
            let output = with_closed(streams, typed, &served.env());
            let err = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(code), "{typed} {streams}: {err}");
            assert!(!err.contains("panic"), "{typed} {streams}: {err}");
            let is_error = err.starts_with("error: ");
            assert!(
                !is_error || ![0, 130].contains(&code),
                "{typed} {streams}: {err}"
            );
        }
    }
}

/// What reads stdin finds nothing there, and says so.
#[test]
fn a_closed_stdin_is_an_empty_one() {
    let served = Served::start();
    for (typed, code, said) in [
        (
            "session create -d -",
            2,
            "error: --data: must be one object of parameters\n",
        ),
        (
            "session get vs_1 --api-key-stdin",
            2,
            "error: --api-key-stdin: must not be empty\n",
        ),
        (
            "webhook verify --header t=1,v1=00",
            2,
            "error: stdin: must hold the body of the delivery\n",
        ),
        (
            "webhook sign",
            2,
            "error: stdin: must hold the body of the delivery\n",
        ),
        ("sandbox snapshot --restore -", 1, "error: "),
    ] {
        let output = with_closed("<&-", typed, &served.env());
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{typed}: {err}");
        assert!(err.starts_with(said), "{typed}: {err}");
        assert!(said.is_empty() == err.is_empty(), "{typed}: {err}");
    }
}
