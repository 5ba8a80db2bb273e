//! What is written as text is read back as the same value.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use identity_types::{
    AccountId, ApiKey, EphemeralKeyId, EventId, FileId, FileLinkId, IdempotencyKey, Invalid,
    RequestId, ReturnUrl, Timestamp, VerificationFlowId, VerificationReportId,
    VerificationSessionId, VerificationSessionStatus, WebhookEndpointId, WebhookUrl,
};

#[test]
fn ids_go_there_and_back_and_refuse_each_others_prefix() {
    macro_rules! ids {
        ($($name:ident)+) => {
            [$((stringify!($name), $name::PREFIX, there_and_back::<$name> as fn(&str) -> Written)),+]
        };
    }
    let ids = ids! {
        AccountId EphemeralKeyId EventId FileId FileLinkId RequestId VerificationFlowId
        VerificationReportId VerificationSessionId WebhookEndpointId
    };
    for (name, prefix, read) in ids {
        let text = format!("{prefix}1QabcdEfGhIjKlMnOpQrStUv_9");
        let expected = Ok((text.clone(), format!("{name}({text:?})")));
        assert_eq!(read(&text), expected);
        for (_, other, _) in ids.iter().filter(|(_, other, _)| *other != prefix) {
            assert!(read(&format!("{other}1")).is_err(), "{name} took {other}");
        }
    }
}

/// What `Display` and `Debug` write.
type Written = Result<(String, String), Invalid>;

/// How `Display` and `Debug` write the id that `text` is read as.
fn there_and_back<Id: FromStr<Err = Invalid> + Display + Debug>(text: &str) -> Written {
    let id: Id = text.parse()?;
    Ok((id.to_string(), format!("{id:?}")))
}

#[test]
fn times_go_there_and_back() {
    let steps = (-62_135_596_800..253_402_300_800_i64).step_by(86_400 * 37 + 12_345);
    for seconds in steps.chain([-1, 0, 1, 1_790_000_000, 253_402_300_799]) {
        let time = Timestamp::from_secs(seconds);
        assert_eq!(time.to_string().parse::<Timestamp>().unwrap(), time);
        assert_eq!(seconds.to_string().parse::<Timestamp>().unwrap(), time);
    }
}

#[test]
fn enums_go_there_and_back_known_or_not() {
    let known = VerificationSessionStatus::KNOWN.iter().copied();
    for text in known.chain(["brand_new", ""]) {
        let status = VerificationSessionStatus::from(text);
        assert_eq!(status.to_string(), text);
        assert_eq!(
            status.is_known(),
            VerificationSessionStatus::KNOWN.contains(&text)
        );
    }
}

#[test]
fn keys_and_addresses_come_out_as_they_went_in() {
    let key: ApiKey = "rk_live_51abc".parse().unwrap();
    assert_eq!(key.expose(), "rk_live_51abc");
    let key: IdempotencyKey = "signup-4211".parse().unwrap();
    assert_eq!(key.to_string().parse::<IdempotencyKey>().unwrap(), key);
    let text = "https://user:word@example.com:8443/done?a=1#top";
    let url: ReturnUrl = text.parse().unwrap();
    assert_eq!(url.expose(), text);
    let url: WebhookUrl = text.parse().unwrap();
    assert_eq!(url.expose(), text);
    assert_eq!(
        WebhookUrl::new("example.com").unwrap_err().to_string(),
        "url: must begin with https:// or http://"
    );
    // The API sets no length for either.
    let long = format!("https://example.com/{}", "x".repeat(10_000));
    assert!(ReturnUrl::new(&long).is_ok() && WebhookUrl::new(&long).is_ok());
}
