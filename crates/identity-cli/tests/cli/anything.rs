//! Any arguments at all: never a panic, and nothing is sent after a usage error.

use identity_cli::Exit;
use proptest::prelude::*;

use crate::support::{Silent, words};

/// Words that mean something somewhere, so that lists of them get far.
const WORDS: [&str; 60] = [
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
];

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
        ];
        // What waits for a person, or serves, has its own tests.
        let waits = ["listen", "serve", "run"];
        prop_assume!(!typed.iter().any(|word| waits.contains(&word.as_str())));
        let has_wait = typed.iter().any(|word| word == "wait");
        prop_assume!(!has_wait || typed.iter().any(|word| word == "--timeout"));
        let ran = words(typed, &env);
        if ran.exit == Exit::Usage {
            prop_assert!(api.is_untouched(), "{}", ran.stderr);
            prop_assert!(!ran.stderr.is_empty());
            prop_assert_eq!(&ran.stdout, "");
        }
    }
}
