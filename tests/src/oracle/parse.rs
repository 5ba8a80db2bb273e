//! Properties of the types that are made by parsing text: ids, keys, times, addresses.

use identity_types::{
    AccountId, ApiKey, EphemeralKeyId, EventId, FileId, FileLinkId, IdempotencyKey, RequestId,
    ReturnUrl, Timestamp, VerificationFlowId, VerificationReportId, VerificationSessionId,
    WebhookEndpointId,
};

/// Gives the text to every parser.
pub fn parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    id_parse(&text);
    key_parse(&text);
    timestamp_parse(&text);
    return_url_parse(&text);
}

macro_rules! ids {
    ($text:expr => $($id:ident)*) => {$(
        if let Ok(id) = $text.parse::<$id>() {
            check_id($text, id.as_str(), $id::PREFIX);
            assert_eq!(id.to_string(), $text);
            let json = serde_json::to_string(&id).expect("an id is text");
            assert_eq!(serde_json::from_str::<$id>(&json).ok(), Some(id));
        }
    )*};
}

/// An id keeps its text, and could not leave a path segment.
pub fn id_parse(text: &str) {
    ids! { text =>
        AccountId EphemeralKeyId EventId FileId FileLinkId RequestId VerificationFlowId
        VerificationReportId VerificationSessionId WebhookEndpointId
    }
}

fn check_id(text: &str, id: &str, prefix: &str) {
    assert_eq!(id, text);
    assert!(id.starts_with(prefix) && (prefix.len() + 1..=255).contains(&id.len()));
    assert!(
        id.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    );
}

/// A key keeps its text, could not break a header, and does not show in `Debug`.
pub fn key_parse(text: &str) {
    if let Ok(key) = ApiKey::new(text) {
        assert_eq!(key.expose(), text);
        check_header(text);
        assert!(!format!("{key:?}").contains(text));
    }
    if let Ok(key) = IdempotencyKey::new(text) {
        assert_eq!(key.as_str(), text);
        check_header(text);
    }
}

fn check_header(text: &str) {
    assert!((1..=255).contains(&text.len()));
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()));
}

/// A time that was read prints as RFC 3339, which reads as the same time while years have four digits.
pub fn timestamp_parse(text: &str) {
    let Ok(time) = text.parse::<Timestamp>() else {
        return;
    };
    let printed = time.to_string();
    // 0000-01-01 and 9999-12-31 in seconds.
    if (-62_167_219_200..=253_402_300_799).contains(&time.as_secs()) {
        assert_eq!(printed.parse::<Timestamp>().ok(), Some(time), "{printed}");
        assert_eq!(printed.len(), "0000-01-01T00:00:00Z".len());
    }
    assert_eq!(
        time.as_secs().to_string().parse::<Timestamp>().ok(),
        Some(time)
    );
}

/// An address keeps its text, is http or https, and holds nothing that ends a line.
pub fn return_url_parse(text: &str) {
    if let Ok(url) = ReturnUrl::new(text) {
        assert_eq!(url.expose(), text);
        let lower = text.to_ascii_lowercase();
        assert!(lower.starts_with("http://") || lower.starts_with("https://"));
        assert!(!text.contains(|c: char| c.is_control()));
    }
}
