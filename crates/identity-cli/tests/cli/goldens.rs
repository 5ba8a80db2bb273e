//! Texts that people read. UPDATE_GOLDEN=1 writes them anew.

use identity_cli::Exit;

use crate::sessions::SESSION;
use crate::support::{Canned, KEY, golden, line, on_terminal};

#[test]
fn help_of_each_command() {
    let described = line("--describe", &[]).json();
    let mut names = Vec::new();
    names_of(&described["command"], &mut names);
    assert!(names.len() > 40, "{names:?}");
    for name in names {
        let words = name.strip_prefix("identity").unwrap().trim();
        for (flag, ending) in [("--help", ""), ("-h", ".short")] {
            let ran = line(&format!("{words} {flag}"), &[]);
            assert_eq!((ran.exit, ran.stderr.as_str()), (Exit::Ok, ""), "{name}");
            let widest = ran.stdout.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(100), "{name}: {widest:?} columns");
            let is_group = ran.stdout.contains("\nCommands:\n");
            assert!(ran.stdout.contains("\nExamples:\n"), "{name}: no examples");
            if is_group && !words.is_empty() {
                assert!(!ran.stdout.contains("Global options"), "{name}");
            }
            golden(
                &format!("help/{}{ending}.txt", name.replace(' ', "_")),
                &ran.stdout,
            );
        }
    }
}

/// The names of a command and of all below it.
pub(crate) fn names_of(command: &serde_json::Value, names: &mut Vec<String>) {
    names.push(command["name"].as_str().unwrap().to_owned());
    for below in command["commands"].as_array().unwrap() {
        names_of(below, names);
    }
}

#[test]
fn too_little_typed_gets_help_on_stderr() {
    for typed in ["", "session", "sandbox"] {
        let ran = line(typed, &[]);
        assert_eq!(
            (ran.exit, ran.stdout.as_str()),
            (Exit::Usage, ""),
            "{typed}"
        );
        assert!(ran.stderr.contains("\nExamples:\n"), "{typed}");
    }
}

#[test]
fn the_version_is_one_line() {
    let ran = line("--version", &[]);
    assert_eq!(ran.exit, Exit::Ok);
    assert_eq!(
        ran.stdout,
        format!("identity {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn a_session_as_a_table() {
    let api = Canned::serve(200, "", SESSION);
    let typed = format!("session get vs_1 --base-url {}", api.url());
    golden("table.txt", &on_terminal(&typed, &[KEY]).stdout);
    golden(
        "table_sensitive.txt",
        &on_terminal(&format!("{typed} --show-sensitive"), &[KEY]).stdout,
    );
}

#[test]
fn an_error_in_words() {
    let body = r#"{"error":{"code":"resource_missing","doc_url":"https://stripe.com/docs/error-codes/resource-missing",
"message":"No such VerificationSession: 'vs_1'","param":"session","type":"invalid_request_error"}}"#;
    let api = Canned::serve(404, "Request-Id: req_9\r\n", body);
    let ran = line(
        &format!("session get vs_1 --base-url {}", api.url()),
        &[KEY],
    );
    golden("error_not_found.txt", &ran.stderr);

    let api = Canned::serve(503, "Request-Id: req_9\r\n", "<html>");
    let typed = "session create --type document --max-retries 0 --idempotency-key k-1 --base-url";
    let ran = line(&format!("{typed} {}", api.url()), &[KEY]);
    golden("error_unavailable.txt", &ran.stderr);
}
