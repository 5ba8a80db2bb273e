//! Rows 109 and 114: deliveries that are not what they seem, and the version they are written in.

use std::time::Duration;

use identity_types::{Timestamp, WebhookSecret};
use identity_webhooks::{Delivery, Suspect, Verifier, VerifyError, sign};

use crate::support::MARK;
use crate::support::answers::{ok, session};
use crate::support::caller::{client, create};
use crate::support::script::serve;
use crate::support::server::Server;

fn secret() -> WebhookSecret {
    WebhookSecret::new(format!("whsec_{MARK}"))
}

fn payload() -> String {
    format!(
        r#"{{"id":"evt_1","object":"event","api_version":"2020-08-27","created":1790000000,"data":{{"object":{}}},"livemode":false,"pending_webhooks":1,"request":null,"type":"identity.verification_session.requires_input"}}"#,
        session()
    )
}

/// The step that failed, in one word.
fn word(verified: Result<(), VerifyError>) -> &'static str {
    assert!(!format!("{verified:?}").contains(MARK));
    match verified {
        Ok(()) => "good",
        Err(VerifyError::MissingHeader) => "missing",
        Err(VerifyError::MalformedHeader) => "malformed",
        Err(VerifyError::NoSignature) => "unsigned",
        Err(VerifyError::Mismatch(Suspect::ReprintedBody)) => "reprinted",
        Err(VerifyError::Mismatch(_)) => "mismatch",
        Err(VerifyError::TooOld { .. }) => "old",
        Err(VerifyError::TooNew { .. }) => "new",
        Err(other) => panic!("a new one: {other}"),
    }
}

pub(crate) async fn signatures_of_every_kind() {
    for blank in ["", " ", "\t\n"] {
        assert!(Verifier::new(WebhookSecret::new(blank)).is_err());
    }
    let (body, now) = (payload(), Timestamp::from_secs(1_790_000_000));
    let verifier = Verifier::new(secret()).unwrap();
    let good = sign(body.as_bytes(), now, [&secret()]);
    let stranger = WebhookSecret::new("whsec_other");
    let two = sign(body.as_bytes(), now, [&stranger, &secret()]);
    let (time, signature) = good.split_once(",v1=").unwrap();
    for (header, expected) in [
        (good.clone(), "good"),
        (two, "good"),
        (format!("{good},v0={MARK}"), "good"),
        (format!("{time},v0={signature}"), "unsigned"),
        (format!("v1={signature}"), "malformed"),
        (String::new(), "missing"),
        (MARK.to_owned(), "malformed"),
        (
            format!("{time},v1={}", signature.to_uppercase()),
            "mismatch",
        ),
        (sign(body.as_bytes(), now, [&stranger]), "mismatch"),
        (format!("t=1790000001,v1={signature}"), "mismatch"),
    ] {
        assert_eq!(
            word(verifier.verify(body.as_bytes(), &header, now)),
            expected,
            "{header}"
        );
    }
    // Parsed and printed again by a proxy, it is another text.
    let changed = body.replace("\":", "\": ").replace(",\"", ", \"");
    assert_ne!(
        word(verifier.verify(changed.as_bytes(), &good, now)),
        "good"
    );
    is_bounded_in_time(&verifier, body.as_bytes(), &good, now);
}

/// Both directions of a clock that is off are bounded, and told apart; no tolerance is none.
fn is_bounded_in_time(verifier: &Verifier, body: &[u8], good: &str, now: Timestamp) {
    let at = |seconds| Timestamp::from_secs(now.as_secs() + seconds);
    for (seconds, expected) in [(-300, "good"), (-301, "new"), (300, "good"), (301, "old")] {
        assert_eq!(
            word(verifier.verify(body, good, at(seconds))),
            expected,
            "{seconds}"
        );
    }
    let strict = Verifier::new(secret()).unwrap().tolerance(Duration::ZERO);
    for (seconds, expected) in [(0, "good"), (1, "old"), (-1, "new")] {
        assert_eq!(
            word(strict.verify(body, good, at(seconds))),
            expected,
            "{seconds}"
        );
    }
    assert!(!format!("{verifier:?} {strict:?}").contains(MARK));
}

/// Every call names the version that this client is written for. An event says which one it is written
/// in, and one of another version is read as far as it can be.
pub(crate) async fn a_version_that_is_not_the_pinned_one() {
    let server = Server::always(serve(ok())).await;
    create(&client(&server.url)).await.unwrap();
    let pinned = identity_transport::layers::API_VERSION;
    assert_eq!(server.requests()[0].header("stripe-version"), Some(pinned));

    let Delivery::Event(event) = Delivery::parse(payload().as_bytes()).unwrap() else {
        panic!("it carries its object")
    };
    assert_eq!(event.api_version.as_deref(), Some("2020-08-27"));
    assert_ne!(event.api_version.as_deref(), Some(pinned));
    assert_eq!(event.session().unwrap().id.as_str(), "vs_1");
}
