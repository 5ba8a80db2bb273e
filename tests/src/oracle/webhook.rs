//! Webhook signatures: the verifier against one that works on texts and takes its time.

use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::{Delivery, Verifier, VerifyError, WebhookError, sign};

/// When deliveries are signed, unless their header says another time.
const SIGNED: i64 = 1_700_000_000;
const TOLERANCE: u64 = 300;

/// Reads `age<newline>header<newline>body`. In the header `{A}` and `{B}` stand for the signatures of the two
/// secrets that the verifier has, at 1700000000, and `{C}` for that of one it does not have.
pub fn webhook_verify(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let age = String::from_utf8_lossy(part()).trim().parse().unwrap_or(0);
    let header = String::from_utf8_lossy(part()).into_owned();
    let payload = part();

    let [known, rolled, unknown] = ["whsec_a", "whsec_b", "whsec_c"].map(WebhookSecret::new);
    let header = header
        .replace("{A}", &hex(payload, SIGNED, &known))
        .replace("{B}", &hex(payload, SIGNED, &rolled))
        .replace("{C}", &hex(payload, SIGNED, &unknown));
    let now = Timestamp::from_secs(SIGNED).saturating_add(age);

    let secrets = [known, rolled];
    let [known, rolled] = secrets.clone();
    let verifier = Verifier::new(known)
        .and_then(|verifier| verifier.also(rolled))
        .expect("both secrets are good ones");
    let verdict = verifier.verify(payload, &header, now);
    assert_eq!(
        step(verdict),
        slow(payload, &header, now, &secrets),
        "{header}"
    );
    constructs_what_it_accepts(&verifier, payload, &header, now);
    if verdict.is_ok() {
        one_more_byte_is_refused(&verifier, payload, &header, now);
    }
}

/// Which step decides, without what it adds.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    Accepted,
    Missing,
    Malformed,
    NoSignature,
    Mismatch,
    Age,
    /// One that this oracle does not know: never what it expects.
    Unknown,
}

fn step(verdict: Result<(), VerifyError>) -> Step {
    match verdict {
        Ok(()) => Step::Accepted,
        Err(VerifyError::MissingHeader) => Step::Missing,
        Err(VerifyError::MalformedHeader) => Step::Malformed,
        Err(VerifyError::NoSignature) => Step::NoSignature,
        Err(VerifyError::Mismatch(_)) => Step::Mismatch,
        Err(VerifyError::TooOld { seconds } | VerifyError::TooNew { seconds }) => {
            assert!(seconds > TOLERANCE);
            Step::Age
        }
        Err(_) => Step::Unknown,
    }
}

/// The rules once more, over texts: an item must be exactly what the signer would have written.
fn slow(payload: &[u8], header: &str, now: Timestamp, secrets: &[WebhookSecret]) -> Step {
    let items: Vec<&str> = header.split(',').collect();
    let times: Vec<&str> = items
        .iter()
        .filter_map(|item| item.strip_prefix("t="))
        .collect();
    let time = times.first().and_then(|time| time.parse::<i64>().ok());
    let written = |time: i64| times == [time.to_string()] && time >= 0;
    if header.is_empty() {
        return Step::Missing;
    }
    let Some(time) = time.filter(|time| written(*time)) else {
        return Step::Malformed;
    };
    if !items.iter().any(|item| item.starts_with("v1=")) {
        return Step::NoSignature;
    }
    let signed = |item: &&str| {
        secrets
            .iter()
            .any(|secret| **item == format!("v1={}", hex(payload, time, secret)))
    };
    if !items.iter().any(signed) {
        return Step::Mismatch;
    }
    if now.as_secs().abs_diff(time) > TOLERANCE {
        return Step::Age;
    }
    Step::Accepted
}

fn hex(payload: &[u8], time: i64, secret: &WebhookSecret) -> String {
    let header = sign(payload, Timestamp::from_secs(time), [secret]);
    let (_, hex) = header.split_once(",v1=").expect("the signer wrote one");
    hex.to_owned()
}

fn constructs_what_it_accepts(verifier: &Verifier, payload: &[u8], header: &str, now: Timestamp) {
    let verdict = verifier.verify(payload, header, now);
    match verifier.construct_event(payload, header, now) {
        Ok(delivery) => {
            assert_eq!(verdict, Ok(()));
            // Whatever it is, it can be looked at.
            let _ = (delivery.identity(), format!("{delivery:?}"));
            assert_eq!(Delivery::parse(payload), Ok(delivery));
        }
        Err(WebhookError::Verify(error)) => assert_eq!(verdict, Err(error)),
        Err(_) => assert_eq!(verdict, Ok(())),
    }
}

fn one_more_byte_is_refused(verifier: &Verifier, payload: &[u8], header: &str, now: Timestamp) {
    let more = [payload, b" "].concat();
    assert_eq!(step(verifier.verify(&more, header, now)), Step::Mismatch);
}
