//! Any arguments at all: never a panic, and nothing is sent after a usage error.

use identity_cli::{Exit, Interrupt, Io};
use proptest::prelude::*;

use crate::support::{Silent, finish};

/// Words that mean something somewhere, so that lists of them get far.
const WORDS: [&str; 66] = [
    "session",
    "create",
    "get",
    "update",
    "list",
    "cancel",
    "redact",
    "wait",
    "open",
    "timeline",
    "ensure",
    "simulate",
    "report",
    "images",
    "event",
    "resend",
    "webhook",
    "listen",
    "verify",
    "sign",
    "endpoints",
    "delete",
    "explain",
    "api",
    "GET",
    "POST",
    "/v1/x",
    "config",
    "show",
    "completions",
    "bash",
    "man",
    "vs_1",
    "vr_1",
    "evt_1",
    "we_1",
    "--type",
    "document",
    "--selfie",
    "--selfie=false",
    "--allow",
    "passport",
    "-o",
    "json",
    "table",
    "--field",
    "id",
    "--jq",
    ".id",
    "--limit",
    "3",
    "--all",
    "--timeout",
    "1ms",
    "--dry-run",
    "--curl",
    "--yes",
    "--no-input",
    "-v",
    "--sandbox",
    "--describe",
    "sandbox",
    "serve",
    "run",
    "--",
    "--poll",
];

/// Interrupts what has gone on for a while, in turns of the runtime instead of time.
fn soon() -> Interrupt {
    Interrupt::new(|| async {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    })
}

/// What serves takes a free port; a server that stays behind would be this test's own program.
fn bounded(mut typed: Vec<String>) -> Option<Vec<String>> {
    if typed.iter().any(|word| word.starts_with("--de")) {
        return None;
    }
    if let Some(at) = typed
        .iter()
        .position(|word| ["serve", "listen"].contains(&&**word))
    {
        typed.splice(at + 1..at + 1, ["--port".to_owned(), "0".to_owned()]);
    }
    Some(typed)
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => "-{1,2}[a-z-]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_usage_error_sends_nothing(typed in prop::collection::vec(word(), 0..8)) {
        let api = Silent::listen();
        let url = api.url();
        let env = [
            ("STRIPE_API_KEY", "sk_test_123"),
            ("STRIPE_API_BASE", url.as_str()),
            ("IDENTITY_TIMEOUT", "20ms"),
            ("IDENTITY_MAX_RETRIES", "0"),
            ("BROWSER", "/nonexistent"),
            ("STRIPE_WEBHOOK_SECRET", "whsec_test"),
            // No program is found, whatever is to be run.
            ("PATH", "/nonexistent"),
        ];
        let Some(typed) = bounded(typed) else { return Ok(()) };
        let (mut io, captured) = Io::captured(env);
        io.interrupt = soon();
        let ran = finish(typed, io, &captured);
        if ran.exit == Exit::Usage {
            prop_assert!(api.is_untouched(), "{}", ran.stderr);
            prop_assert!(!ran.stderr.is_empty());
            prop_assert_eq!(&ran.stdout, "");
        }
    }
}
