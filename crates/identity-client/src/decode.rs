//! Bytes of a response → object, or an error that says where it went wrong.

use identity_types::{ApiError, ApiErrorType, JsonPath, Personal};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What is wrong with a body: the JSON path, and the rule. No value of the body is in it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) path: String,
    pub(crate) rule: String,
    /// What is wrong is the JSON, and not what stands in it.
    pub(crate) is_syntax: bool,
}

/// Reads a `T` out of a body that should be one JSON object.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, Flaw> {
    // As text, which is checked once as a whole and not string by string.
    let (text, is_text) = text(body);
    match serde_json::from_str(text) {
        Ok(object) if is_text => Ok(object),
        Ok(_) => Err(Flaw {
            path: String::new(),
            rule: "is not JSON: what follows is no UTF-8".to_owned(),
            is_syntax: true,
        }),
        Err(error) => Err(flaw(text, &error, is_text)),
    }
}

/// The body as far as it is UTF-8, and whether it is to its end.
fn text(body: &[u8]) -> (&str, bool) {
    match std::str::from_utf8(body) {
        Ok(text) => (text, true),
        Err(error) => {
            let valid = body.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), false)
        }
    }
}

fn flaw(text: &str, error: &serde_json::Error, is_text: bool) -> Flaw {
    let path = JsonPath::at(text.as_bytes(), error.line(), error.column());
    Flaw {
        // Other keys of an object than the API's (metadata) are somebody's own.
        path: path.masked(),
        rule: rule(error, is_text),
        is_syntax: !error.is_data(),
    }
}

/// serde's sentence without the part that quotes the value.
///
/// A type mismatch reads `invalid type: string "Jenny", expected a boolean at line 1 column 9`: only what
/// follows the last `expected` is the rule; what precedes it came from the body.
fn rule(error: &serde_json::Error, is_text: bool) -> String {
    use serde_json::error::Category;

    let at = format!("at line {} column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof if is_text => format!("ends too early, {at}"),
        Category::Io | Category::Syntax | Category::Eof => format!("is not JSON, {at}"),
        Category::Data => {
            let text = error.to_string();
            let text = text
                .rsplit_once(" at line ")
                .map_or(text.as_str(), |(text, _)| text);
            match (
                text.rsplit_once(", expected "),
                text.strip_prefix("missing field "),
            ) {
                (Some((_, expected)), _) => format!("must be {expected}, {at}"),
                (None, Some(field)) => format!("lacks the member {field}, {at}"),
                // Sentences of the models themselves; they quote nothing.
                (None, None) => format!("{text}, {at}"),
            }
        }
    }
}

/// The error that a body describes, as well as it can be read: whatever a gateway puts there, the
/// status remains and nothing panics.
pub(crate) fn api_error(body: &[u8]) -> Option<ApiError> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let error = value.get("error")?;
    if let Ok(error) = serde_json::from_value(error.clone()) {
        return Some(error);
    }
    let text = |name: &str| error.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut read = ApiError::new(ApiErrorType::from(
        text("type").as_deref().unwrap_or("unknown"),
    ));
    read.code = text("code");
    read.doc_url = text("doc_url");
    read.param = text("param");
    read.message = text("message")
        .or_else(|| error.as_str().map(str::to_owned))
        .map(Personal::new);
    Some(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity_types::VerificationSession;

    const SESSION: &str = r#"{"id":"vs_1","object":"identity.verification_session","client_reference_id":null,
        "client_secret":null,"created":1,"last_error":null,"last_verification_report":null,"livemode":false,
        "metadata":{},"options":{},"redaction":null,"status":"requires_input","type":"document","url":null}"#;

    fn flaw(body: &str) -> Flaw {
        object::<VerificationSession>(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_session_is_read() {
        let session: VerificationSession = object(SESSION.as_bytes()).unwrap();
        assert_eq!(session.id.as_str(), "vs_1");
    }

    #[test]
    fn a_flaw_names_path_and_rule_and_quotes_nothing() {
        for (from, to, path, rule) in [
            (
                "\"created\":1",
                "\"created\":\"MARK\"",
                "created",
                "must be i64",
            ),
            (
                "\"metadata\":{}",
                "\"metadata\":{\"k\":{\"MARK\":1}}",
                "metadata.k",
                "must be a string",
            ),
            (
                "\"livemode\":false",
                "\"livemode\":\"a, expected MARK\"",
                "livemode",
                "must be a boolean",
            ),
            (
                "\"vs_1\"",
                "\"vs_1/MARK\"",
                "id",
                "session id: must be letters",
            ),
            (
                "identity.verification_session",
                "MARK",
                "object",
                "must be the object identity.verification_session",
            ),
        ] {
            let flaw = flaw(&SESSION.replace(from, to));
            assert_eq!(flaw.path, path);
            assert!(flaw.rule.starts_with(rule), "{flaw:?}");
            assert!(!flaw.rule.contains("MARK"), "{flaw:?}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for (body, rule) in [
            ("", "ends too early"),
            ("null", "must be"),
            ("[]", "must be"),
            ("\"x\"", "must be"),
            ("{", "ends too early"),
            ("{} {}", "lacks the member `id`"),
            ("<html>", "is not JSON"),
        ] {
            assert!(
                flaw(body).rule.starts_with(rule),
                "{body:?}: {:?}",
                flaw(body)
            );
        }
        assert!(
            flaw(&format!("{SESSION} x"))
                .rule
                .starts_with("is not JSON")
        );
        assert!(flaw(&"[".repeat(60_000)).rule.contains("at line"));
    }

    #[test]
    fn errors_are_read_as_well_as_they_can_be() {
        let read = |body: &str| api_error(body.as_bytes());
        assert_eq!(read("<html>"), None);
        assert_eq!(read(r#"{"foo":1}"#), None);
        let error = read(r#"{"error":{"type":"invalid_request_error","code":"parameter_missing","param":"type"}}"#).unwrap();
        assert_eq!(
            (error.code.as_deref(), error.param.as_deref()),
            (Some("parameter_missing"), Some("type"))
        );
        for odd in [
            r#""text""#,
            "[1]",
            "null",
            r#"{"type":5,"code":["x"],"param":"p"}"#,
        ] {
            assert!(read(&format!("{{\"error\":{odd}}}")).is_some(), "{odd}");
        }
    }
}
