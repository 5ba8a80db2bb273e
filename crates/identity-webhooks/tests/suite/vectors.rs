//! Signatures that the official SDK computed, and what its verifier was measured to take and refuse.

use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::{Suspect, Verifier, VerifyError, sign};
use serde_json::Value;

const VECTORS: &str = include_str!("../../../../tests/data/webhook_vectors.json");
const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

fn secret() -> WebhookSecret {
    WebhookSecret::new("whsec_test_secret")
}

fn verify(header: &str, now: Timestamp) -> Result<(), VerifyError> {
    Verifier::new(secret()).unwrap().verify(b"{}", header, now)
}

fn v1(at: Timestamp) -> String {
    let header = sign(b"{}", at, [&secret()]);
    header.split_once(",v1=").unwrap().1.to_owned()
}

#[test]
fn what_the_official_sdk_computed_is_signed_and_verified_here() {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let computed = vectors["computed"].as_array().unwrap();
    assert_eq!(computed.len(), 8);
    for vector in computed {
        let text = |name: &str| vector[name].as_str().unwrap();
        let time = Timestamp::from_secs(vector["timestamp"].as_i64().unwrap());
        let secret = WebhookSecret::new(text("secret"));
        let payload = text("payload").as_bytes();
        assert_eq!(
            sign(payload, time, [&secret]),
            text("header"),
            "{}",
            text("name")
        );
        let verifier = Verifier::new(secret).unwrap();
        assert_eq!(
            verifier.verify(payload, text("header"), time),
            Ok(()),
            "{}",
            text("name")
        );
    }
}

/// The cases of `measured_with_npm_stripe_23_1_0`, in its order. Two differ on purpose: a delivery from
/// the future is refused, and a tolerance of zero means zero.
#[test]
fn what_the_official_verifier_takes_and_refuses() {
    let good = v1(NOW);
    let at = |seconds| NOW.saturating_add(seconds);
    let fresh = format!("t=1700000000,v1={good}");
    let upper = format!("t=1700000000,v1={}", good.to_uppercase());
    for (case, header, now, expected) in [
        (
            "fresh header, tolerance default",
            fresh.clone(),
            NOW,
            Ok(()),
        ),
        ("299 s old", fresh.clone(), at(299), Ok(())),
        (
            "301 s old",
            fresh.clone(),
            at(301),
            Err(VerifyError::TooOld { seconds: 301 }),
        ),
        (
            "one hour in the future",
            fresh,
            at(-3600),
            Err(VerifyError::TooNew { seconds: 3600 }),
        ),
        (
            "only v0",
            format!("t=1700000000,v0={good}"),
            NOW,
            Err(VerifyError::NoSignature),
        ),
        (
            "v1=bad",
            "t=1700000000,v1=bad".to_owned(),
            NOW,
            Err(VerifyError::Mismatch(Suspect::Secret)),
        ),
        (
            "empty header",
            String::new(),
            NOW,
            Err(VerifyError::MissingHeader),
        ),
        (
            "no t",
            format!("v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
        (
            "good v1 then v1=bad",
            format!("t=1700000000,v1={good},v1=bad"),
            NOW,
            Ok(()),
        ),
        (
            "v1 before t",
            format!("v1={good},t=1700000000"),
            NOW,
            Ok(()),
        ),
        (
            "upper-case hex",
            upper,
            NOW,
            Err(VerifyError::Mismatch(Suspect::Secret)),
        ),
        (
            "space after the comma",
            format!("t=1700000000, v1={good}"),
            NOW,
            Err(VerifyError::NoSignature),
        ),
        (
            "huge t",
            format!("t=99999999999999999999,v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
        (
            "two times",
            format!("t=1700000000,t=1700000000,v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
        (
            "t with a zero before it",
            format!("t=01700000000,v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
        (
            "t with a sign",
            format!("t=+1700000000,v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
        (
            "negative t",
            format!("t=-1,v1={good}"),
            NOW,
            Err(VerifyError::MalformedHeader),
        ),
    ] {
        assert_eq!(verify(&header, now), expected, "{case}");
    }
}

#[test]
fn a_tolerance_can_be_set_and_turned_off() {
    let header = sign(b"{}", NOW, [&secret()]);
    let later = NOW.saturating_add(10);
    let strict = Verifier::new(secret())
        .unwrap()
        .tolerance(std::time::Duration::ZERO);
    assert_eq!(strict.verify(b"{}", &header, NOW), Ok(()));
    assert_eq!(
        strict.verify(b"{}", &header, later),
        Err(VerifyError::TooOld { seconds: 10 })
    );
    assert_eq!(strict.any_age().verify(b"{}", &header, later), Ok(()));
}

#[test]
fn any_secret_will_do_and_a_blank_one_never() {
    let rolled = WebhookSecret::new("whsec_next");
    let header = sign(b"{}", NOW, [&rolled]);
    let verifier = Verifier::new(secret()).unwrap();
    assert_eq!(
        verifier.verify(b"{}", &header, NOW),
        Err(VerifyError::Mismatch(Suspect::Secret))
    );
    assert_eq!(
        verifier.also(rolled).unwrap().verify(b"{}", &header, NOW),
        Ok(())
    );
    for blank in ["", " ", "\n\t"] {
        assert!(
            Verifier::new(WebhookSecret::new(blank)).is_err(),
            "{blank:?}"
        );
    }
}

/// What people paste by mistake never works, so it is refused where it is pasted.
#[test]
fn what_is_plainly_no_signing_secret_is_refused_without_being_shown() {
    for wrong in [
        "whsec_MARK\n",
        " whsec_MARK",
        "sk_test_MARK",
        "rk_test_MARK",
        "we_1MARK",
    ] {
        let error = Verifier::new(WebhookSecret::new(wrong)).unwrap_err();
        assert_eq!(error.path(), "webhook secret", "{wrong:?}");
        assert!(!error.to_string().contains("MARK"), "{wrong:?}");
    }
    assert!(Verifier::new(WebhookSecret::new("of_a_test")).is_ok());
}

#[test]
fn a_mismatch_says_what_is_wrong_with_the_body() {
    let pretty = b"{\n  \"id\": \"evt_1\",\n  \"data\": {}\n}";
    let header = sign(pretty, NOW, [&secret()]);
    let verifier = Verifier::new(secret()).unwrap();
    for (body, suspect) in [
        (
            &b"{\"id\":\"evt_1\",\"data\":{}}"[..],
            Suspect::ReprintedBody,
        ),
        (
            b"{\"id\": \"evt_1\", \"data\": {}}\n",
            Suspect::ReprintedBody,
        ),
        (b"{\"data\":{},\"id\":\"evt_1\"}", Suspect::Secret),
        (b"", Suspect::EmptyBody),
        (b" \n", Suspect::EmptyBody),
        (b"id=evt_1", Suspect::BodyIsNoObject),
        (b"[]", Suspect::BodyIsNoObject),
    ] {
        let error = verifier.verify(body, &header, NOW);
        assert_eq!(error, Err(VerifyError::Mismatch(suspect)));
    }
}

/// One HMAC a secret, however many signatures: else a header could make work for minutes.
#[test]
fn a_header_full_of_signatures_is_refused() {
    let many = format!(
        "t=1700000000{}",
        format!(",v1={}", "0".repeat(64)).repeat(10_000)
    );
    assert_eq!(
        verify(&many, NOW),
        Err(VerifyError::Mismatch(Suspect::Secret))
    );
}

#[test]
fn debug_shows_no_secret() {
    let verifier = Verifier::new(secret()).unwrap();
    assert!(!format!("{verifier:?}").contains("whsec"));
}
