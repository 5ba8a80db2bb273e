//! Failed calls: which exit code, which words, which JSON.

use std::net::TcpListener;

use identity_cli::Exit;

use crate::support::{Canned, KEY, Silent, line};

const ERROR: &str = r#"{"error":{"code":"some_code","doc_url":"https://stripe.com/docs/error-codes/some-code",
"message":"Invalid something: MARK","param":"return_url","type":"invalid_request_error"}}"#;

#[test]
fn the_status_decides_the_exit_code() {
    for (status, exit) in [
        (400, Exit::Api),
        (401, Exit::Auth),
        (402, Exit::Api),
        (403, Exit::Auth),
        (404, Exit::NotFound),
        (409, Exit::Api),
        (429, Exit::RateLimited),
        (500, Exit::Api),
        (503, Exit::Api),
    ] {
        for body in [ERROR, "<html>MARK</html>"] {
            let api = Canned::serve(status, "Request-Id: req_9\r\n", body);
            let ran = line(
                &format!(
                    "session create --type document --max-retries 0 --base-url {}",
                    api.url()
                ),
                &[KEY],
            );
            assert_eq!(ran.exit, exit, "{status}: {}", ran.stderr);
            assert_eq!(ran.stdout, "", "{status}");
            assert!(
                ran.stderr.starts_with("error: "),
                "{status}: {}",
                ran.stderr
            );
            assert!(
                ran.stderr.contains("\nrequest id: req_9\n"),
                "{status}: {}",
                ran.stderr
            );
            assert!(!ran.stderr.contains("MARK"), "{status}: {}", ran.stderr);
            assert_eq!(api.requests().len(), 1, "{status}");
        }
    }
}

#[test]
fn no_answer_is_exit_6() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let silent = Silent::listen();
    let plain = Canned::serve(200, "", "{}");
    for url in [
        format!("http://{closed}"),
        silent.url(),
        plain.url().replace("http:", "https:"),
    ] {
        let ran = line(
            &format!("session get vs_1 --timeout 250ms --max-retries 0 --base-url {url}"),
            &[KEY],
        );
        assert_eq!(ran.exit, Exit::Network, "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
        let mut lines: Vec<&str> = ran.stderr.lines().collect();
        lines.sort_unstable();
        let all = lines.len();
        lines.dedup();
        assert_eq!(lines.len(), all, "told twice: {}", ran.stderr);
    }
}

#[test]
fn a_session_that_is_not_there() {
    let ran = line("--sandbox session get vs_1", &[]);
    assert_eq!(ran.exit, Exit::NotFound, "{}", ran.stderr);
    assert!(ran.stderr.contains("\nrequest id: req_"), "{}", ran.stderr);
}

#[test]
fn an_error_as_json_has_stable_members() {
    let api = Canned::serve(400, "Request-Id: req_9\r\n", ERROR);
    let typed = format!(
        "session create --type document -o json --idempotency-key k-1 --base-url {}",
        api.url()
    );
    let ran = line(&typed, &[KEY]);
    assert_eq!((ran.exit, ran.stdout.as_str()), (Exit::Api, ""));
    assert_eq!(ran.stderr.lines().count(), 1);
    let error: serde_json::Value = serde_json::from_str(&ran.stderr).unwrap();
    let error = &error["error"];
    for (name, value) in [
        ("code", "api"),
        ("api_code", "some_code"),
        ("api_type", "invalid_request_error"),
        ("param", "return_url"),
        ("request_id", "req_9"),
        ("idempotency_key", "k-1"),
        ("doc_url", "https://stripe.com/docs/error-codes/some-code"),
    ] {
        assert_eq!(error[name], value, "{name}");
    }
    for (name, value) in [("exit_code", 1), ("status", 400), ("attempts", 1)] {
        assert_eq!(error[name], value, "{name}");
    }
    assert_eq!(error["retryable"], false);
    assert!(!ran.stderr.contains("MARK"));

    let shown = line(&format!("{typed} --show-sensitive"), &[KEY]);
    let error: serde_json::Value = serde_json::from_str(&shown.stderr).unwrap();
    assert_eq!(error["error"]["api_message"], "Invalid something: MARK");
}

#[test]
fn what_the_api_says_is_shown_on_request() {
    let api = Canned::serve(400, "", ERROR);
    let ran = line(
        &format!("session get vs_1 --show-sensitive --base-url {}", api.url()),
        &[KEY],
    );
    assert!(
        ran.stderr
            .contains("\nthe API says: Invalid something: MARK\n"),
        "{}",
        ran.stderr
    );
}
