//! What comes in: JSON bodies and queries, and where a mistake is.

use http::StatusCode;
use http::request::Parts;
use identity_types::JsonPath;
use serde::de::DeserializeOwned;

use super::Refusal;
use super::answer::sentence;
use crate::exchange::Payload;

/// A request, for the handlers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    pub(super) parts: &'a Parts,
    pub(super) payload: &'a Payload,
    /// The id in the path.
    pub(super) id: &'a str,
}

impl Input<'_> {
    /// The body, which must be there.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        read(self.body()?)
    }

    /// The body if there is one.
    pub(super) fn json_or_nothing<T: DeserializeOwned>(&self) -> Result<Option<T>, Refusal> {
        let body = self.body()?;
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        read(body).map(Some)
    }

    pub(super) fn body(&self) -> Result<&[u8], Refusal> {
        match self.payload {
            Payload::Whole(bytes) => Ok(bytes),
            Payload::TooLarge { most } => Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("The body is too large: at most {most} bytes are taken."),
            )),
        }
    }

    /// The query as an object.
    pub(super) fn query<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        let query = self.parts.uri.query().unwrap_or_default();
        identity_form::from_str(query).map_err(|error| {
            Refusal::bad(sentence(&format!(
                "the query is not as it should be: {error}"
            )))
        })
    }
}

/// Reads JSON; a mistake is told by its place and the rule, without the value.
pub(super) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(json).map_err(|error| {
        if error.to_string().starts_with("trailing characters") {
            return Refusal::bad("The body has more in it than one JSON value.");
        }
        let (place, rule) = mistake(json, &error);
        let place = if place.is_empty() {
            "the body".to_owned()
        } else {
            place
        };
        Refusal::bad(sentence(&format!("{place}: {rule}")))
    })
}

/// Where it is, nothing for the text as a whole, and which rule is broken.
pub(crate) fn mistake(json: &[u8], error: &serde_json::Error) -> (String, String) {
    let path = JsonPath::at(json, error.line(), error.column());
    (path.unmasked(), rule(&error.to_string()))
}

/// The rule of serde's sentence, without the value that it quotes.
fn rule(message: &str) -> String {
    let message = match message.rfind(" at line ") {
        Some(end) => &message[..end],
        None => message,
    };
    for (start, words) in [
        ("unknown variant ", "no such word"),
        ("unknown field ", "no such member"),
        ("invalid type: ", "not the right type"),
        ("invalid value: ", "not the right value"),
        ("invalid length ", "not the right length"),
    ] {
        if message.starts_with(start) {
            let expected = message.rfind(", expected ").map_or("", |at| &message[at..]);
            return format!("{words}{expected}");
        }
    }
    message.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::outcome::Outcome;

    use super::*;

    fn message(json: &str) -> String {
        let refusal = read::<Vec<Outcome>>(json.as_bytes()).unwrap_err();
        let body = refusal.into_response().into_body().into_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        body["error"]["message"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_mistake_has_a_place_and_a_rule_and_no_value() {
        for (json, expected) in [
            ("", "The body: EOF while parsing a value."),
            ("[", "[0]: EOF while parsing a list."),
            ("[] x", "The body has more in it than one JSON value."),
            (
                r#"[{"result":"secret"}]"#,
                "[0].result: no such word, expected `verify` or `fail`.",
            ),
            (r#"[{"result":7}]"#, "[0].result: "),
            (
                r#"[{"result":"verify"},{"result":"fail","secret":1}]"#,
                "[1].secret: no such member, expected one of",
            ),
            (
                r#"[{"result":"fail","delay":"secret"}]"#,
                "[0].delay: a delay must be",
            ),
        ] {
            let message = message(json);
            assert!(message.starts_with(expected), "{json}: {message}");
            assert!(
                !message.replace("[1].secret", "").contains("secret"),
                "{message}"
            );
        }
    }
}
