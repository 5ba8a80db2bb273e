//! Writes deliveries and this project's verdicts on them to the file that is named, for the suites that hold
//! the official verifiers to the same verdicts (`cargo xtask sdk`). The cases are the same in every run.

use std::io;

use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::{Verifier, VerifyError, sign};
use serde_json::{Value, json};

/// When deliveries are signed.
const SIGNED: Timestamp = Timestamp::from_secs(1_700_000_000);
const SECRETS: [&str; 3] = ["whsec_test_secret", "whsec_x", "whsec_ü with blanks inside"];
const PAYLOADS: [&str; 5] = [
    "{\"id\":\"evt_1\",\"object\":\"event\"}",
    "{\n  \"id\": \"evt_1\",\n  \"object\": \"event\"\n}",
    "{\"name\":\"Jérôme 😀\",\"object\":\"event\"}",
    "{\"object\":\"event\",\"crlf\":\"\\r\\n\"}\r\n",
    "not json at all",
];

fn main() -> io::Result<()> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or_else(|| io::Error::other("usage: webhook_cases FILE"))?;
    let mut cases = Vec::new();
    for secret in SECRETS {
        for payload in PAYLOADS {
            headers(&mut cases, secret, payload);
            ages(&mut cases, secret, payload);
            tampered(&mut cases, secret, payload);
        }
    }
    std::fs::write(path, json!(cases).to_string())
}

/// One header with the good signature in every place and shape.
fn headers(cases: &mut Vec<Value>, secret: &str, payload: &str) {
    let good = signature(secret, payload);
    let other = signature("whsec_other", payload);
    let upper = good.to_uppercase();
    for (name, header) in [
        ("good", format!("t={T},v1={good}")),
        ("v1 before t", format!("v1={good},t={T}")),
        ("good, then another", format!("t={T},v1={good},v1={other}")),
        ("another, then good", format!("t={T},v1={other},v1={good}")),
        ("good between rubbish", format!("t={T},v1=x,v1={good},v1=0")),
        ("good and a decoy", format!("t={T},v1={good},v0={other}")),
        ("unknown schemes", format!("t={T},v2={other},x=y,v1={good}")),
        ("only a decoy", format!("t={T},v0={good}")),
        ("only another secret's", format!("t={T},v1={other}")),
        ("upper case", format!("t={T},v1={upper}")),
        ("short", format!("t={T},v1={}", &good[1..])),
        ("long", format!("t={T},v1={good}0")),
        ("empty v1", format!("t={T},v1=")),
        ("blank after the comma", format!("t={T}, v1={good}")),
        ("blank before t", format!(" t={T},v1={good}")),
        ("no t", format!("v1={good}")),
        ("no v1", format!("t={T}")),
        ("neither", "x=y".to_owned()),
        ("nothing", String::new()),
        ("another time", format!("t={},v1={good}", T + 1)),
    ] {
        cases.push(case(name, secret, payload, &header, SIGNED));
    }
}

const T: i64 = SIGNED.as_secs();

fn ages(cases: &mut Vec<Value>, secret: &str, payload: &str) {
    let header = format!("t={T},v1={}", signature(secret, payload));
    for age in [-86_400, -301, -300, -1, 0, 1, 299, 300, 301, 3600, 86_400] {
        let name = format!("{age} s old");
        let now = SIGNED.saturating_add(age);
        cases.push(case(&name, secret, payload, &header, now));
    }
}

/// One character of the body or of the signature is another one.
fn tampered(cases: &mut Vec<Value>, secret: &str, payload: &str) {
    let good = signature(secret, payload);
    let header = format!("t={T},v1={good}");
    for place in 0..payload.chars().count() {
        let change = |(at, c): (usize, char)| if at == place { next(c) } else { c };
        let body: String = payload.chars().enumerate().map(change).collect();
        cases.push(case("body changed", secret, &body, &header, SIGNED));
    }
    for place in 0..good.len() {
        let change = |(at, c): (usize, char)| match c {
            _ if at != place => c,
            'f' => '0',
            '9' => 'a',
            digit => next(digit),
        };
        let bad: String = good.chars().enumerate().map(change).collect();
        let header = format!("t={T},v1={bad}");
        cases.push(case("signature changed", secret, payload, &header, SIGNED));
    }
}

fn next(c: char) -> char {
    char::from_u32(u32::from(c) + 1).unwrap_or('x')
}

fn case(name: &str, secret: &str, payload: &str, header: &str, now: Timestamp) -> Value {
    let verifier = Verifier::new(WebhookSecret::new(secret)).expect("a good secret");
    let verdict = verifier.verify(payload.as_bytes(), header, now);
    json!({
        "name": name, "secret": secret, "payload": payload, "header": header, "now": now.as_secs(),
        "verdict": word(verdict),
    })
}

/// A word for each step that the official verifiers have a sentence for.
fn word(verdict: Result<(), VerifyError>) -> &'static str {
    match verdict {
        Ok(()) => "accepted",
        Err(VerifyError::MissingHeader) => "missing",
        Err(VerifyError::MalformedHeader) => "malformed",
        Err(VerifyError::NoSignature) => "no_signature",
        Err(VerifyError::Mismatch(_)) => "mismatch",
        Err(VerifyError::TooOld { .. }) => "too_old",
        // The one difference: the official verifiers take any time in the future.
        Err(VerifyError::TooNew { .. }) => "too_new",
        Err(_) => "unknown",
    }
}

fn signature(secret: &str, payload: &str) -> String {
    let header = sign(payload.as_bytes(), SIGNED, [&WebhookSecret::new(secret)]);
    let (_, hex) = header.split_once(",v1=").expect("one secret, one v1");
    hex.to_owned()
}
