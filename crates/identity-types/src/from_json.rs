//! [`from_json`]: JSON to an object, or a [`Flaw`] that says where it went wrong and quotes nothing.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::JsonPath;

/// Reads a `T` out of `body`, which should be one JSON value and no more.
///
/// ```
/// use identity_types::{VerificationSession, from_json};
///
/// let flaw = from_json::<VerificationSession>(br#"{"id": "Jenny Rosen"}"#).unwrap_err();
/// assert_eq!(flaw.path(), "id");
/// assert!(!flaw.to_string().contains("Jenny"));
/// ```
///
/// # Errors
///
/// When `body` is not JSON, or not a `T`.
pub fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Flaw> {
    // As text, which is checked once as a whole and not string by string.
    let (text, is_text) = text(body);
    match serde_json::from_str(text) {
        Ok(object) if is_text => Ok(object),
        Ok(_) => Err(Flaw {
            path: String::new(),
            rule: "is not JSON: what follows is no UTF-8".to_owned(),
            is_syntax: true,
        }),
        Err(error) => Err(Flaw::of(text, &error, is_text)),
    }
}

/// The body as far as it is UTF-8, and whether it is to its end.
fn text(body: &[u8]) -> (&str, bool) {
    match core::str::from_utf8(body) {
        Ok(text) => (text, true),
        Err(error) => {
            let valid = body.get(..error.valid_up_to()).unwrap_or_default();
            (core::str::from_utf8(valid).unwrap_or_default(), false)
        }
    }
}

/// What is wrong with a body: a path and a rule. No value of the body is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    path: String,
    rule: String,
    is_syntax: bool,
}

impl Flaw {
    fn of(text: &str, error: &serde_json::Error, is_text: bool) -> Self {
        let path = JsonPath::at(text.as_bytes(), error.line(), error.column());
        Self {
            // Other keys of an object than the API's (metadata) are somebody's own.
            path: path.masked(),
            rule: rule(error, is_text),
            is_syntax: !error.is_data(),
        }
    }

    /// The JSON path, e.g. `options.document.allowed_types[0]`; empty for the body as a whole. Keys that are no
    /// names of the API's (of metadata) stand as `*`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rule that is broken, e.g. `must be a boolean, at line 1 column 9`.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// True when what is wrong is the JSON, and not what stands in it.
    #[must_use]
    pub const fn is_syntax(&self) -> bool {
        self.is_syntax
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "the JSON {}", self.rule),
            path => write!(f, "{path} {}", self.rule),
        }
    }
}

impl core::error::Error for Flaw {}

/// serde's sentence without the part that quotes the value.
///
/// A type mismatch reads `invalid type: string "Jenny", expected a boolean at line 1 column 9`: only what
/// follows the last `expected` is the rule; what precedes it came from the body.
fn rule(error: &serde_json::Error, is_text: bool) -> String {
    let at = format!("at line {} column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof if is_text => format!("ends too early, {at}"),
        Category::Io | Category::Syntax | Category::Eof => format!("is not JSON, {at}"),
        Category::Data => format!("{}, {at}", broken_rule(&error.to_string())),
    }
}

fn broken_rule(sentence: &str) -> String {
    let sentence = sentence
        .rsplit_once(" at line ")
        .map_or(sentence, |(sentence, _)| sentence);
    if let Some((_, expected)) = sentence.rsplit_once(", expected ") {
        format!("must be {expected}")
    } else if let Some(field) = sentence.strip_prefix("missing field ") {
        format!("lacks the member {field}")
    } else {
        // Sentences of the models themselves; they quote nothing.
        sentence.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VerificationSession;

    const SESSION: &str = r#"{"id":"vs_1","object":"identity.verification_session","client_reference_id":null,
        "client_secret":null,"created":1,"last_error":null,"last_verification_report":null,"livemode":false,
        "metadata":{},"options":{},"redaction":null,"status":"requires_input","type":"document","url":null}"#;

    fn flaw(body: &str) -> Flaw {
        from_json::<VerificationSession>(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn a_session_is_read() {
        let session: VerificationSession = from_json(SESSION.as_bytes()).unwrap();
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
}
