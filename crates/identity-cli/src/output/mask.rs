//! What is hidden unless `--show-sensitive` asks for it.
//!
//! - Secrets: every member named `secret` or `…_secret`. Of a client secret the session's id stays.
//! - Personal data: all of `verified_outputs` and `provided_details`, the sections of a report, and the
//!   `reason` of a failure, which is about the person. Statuses, codes, kinds and file ids stay: they are what
//!   an operator works with, and say nothing about who the person is.
//!
//! - Addresses that open something by themselves: the `url` of a file link, and all of a webhook endpoint's but its
//!   host, since people put tokens into it.
//!
//! Shown are `client_reference_id` and `metadata`, which are the caller's own names for things, and
//! `url`: it is a bearer secret too, but handing it to the person is what a session is created for.

use identity_types::{Extra, Value};

use super::Kind;

pub(super) const MASK: &str = "[masked]";

/// Members that hold personal data, at any depth.
const PERSONAL: [&str; 7] = [
    "verified_outputs",
    "provided_details",
    "document",
    "id_number",
    "selfie",
    "email",
    "phone",
];

/// Members inside those that do not.
const IMPERSONAL: [&str; 5] = ["code", "files", "id_number_type", "status", "type"];

/// What a session was told to do, and the caller's own pairs: named as personal data is, and holding none.
const SETTINGS: [&str; 2] = ["options", "metadata"];

/// A client secret with the part that makes it one cut off.
pub(crate) fn client_secret(secret: &str) -> String {
    match secret.split_once("_secret_") {
        Some((id, _)) => format!("{id}_secret_…"),
        None => MASK.to_owned(),
    }
}

/// The object with its secrets and personal data masked. `null` stays: it says that there is nothing.
pub(crate) fn object(object: &Extra) -> Extra {
    let kind = Kind::of(object);
    members(object, |name, value| match value {
        Value::String(_) if name == "url" && kind == Kind::FileLink => masked(value),
        Value::String(url) if name == "url" && kind == Kind::Endpoint => {
            Value::String(host_only(url))
        }
        Value::Null => Value::Null,
        Value::String(secret) if is_secret(name) => Value::String(client_secret(secret)),
        _ if is_secret(name) || name == "reason" => masked(value),
        _ if SETTINGS.contains(&name) => value.clone(),
        _ if PERSONAL.contains(&name) => masked(value),
        Value::Object(inner) => Value::Object(self::object(inner)),
        Value::Array(items) => Value::Array(items.iter().map(item).collect()),
        _ => value.clone(),
    })
}

/// `https://example.com/hooks/TOKEN` as `https://example.com/…`.
fn host_only(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return MASK.to_owned();
    };
    let (authority, path) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    let rest = if path.is_empty() { "" } else { "/…" };
    format!("{scheme}://{host}{rest}")
}

fn item(value: &Value) -> Value {
    match value {
        Value::Object(inner) => Value::Object(object(inner)),
        Value::Array(items) => Value::Array(items.iter().map(item).collect()),
        _ => value.clone(),
    }
}

fn is_secret(name: &str) -> bool {
    name == "secret" || name.ends_with("_secret")
}

/// Hides every value, and keeps the shape.
fn masked(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Array(items) => Value::Array(items.iter().map(masked).collect()),
        Value::Object(inner) => Value::Object(members(inner, |name, value| {
            if IMPERSONAL.contains(&name) {
                value.clone()
            } else {
                masked(value)
            }
        })),
        // The id of an image: the image itself needs the key.
        Value::String(id) if id.starts_with("file_") => value.clone(),
        _ => Value::String(MASK.to_owned()),
    }
}

fn members(object: &Extra, change: impl Fn(&str, &Value) -> Value) -> Extra {
    let mut changed = Extra::new();
    for (name, value) in object.iter() {
        changed.push(name, change(name, value));
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(json: &str) -> String {
        let read: Extra = serde_json::from_str(json).unwrap();
        serde_json::to_string(&object(&read)).unwrap()
    }

    #[test]
    fn secrets_and_personal_data_are_hidden_and_the_rest_is_as_it_came() {
        for (json, expected) in [
            (
                r#"{"client_secret":"vs_1_secret_test_MARK"}"#,
                r#"{"client_secret":"vs_1_secret_…"}"#,
            ),
            (
                r#"{"client_secret":"MARK"}"#,
                r#"{"client_secret":"[masked]"}"#,
            ),
            (r#"{"client_secret":null}"#, r#"{"client_secret":null}"#),
            (
                r#"{"new_secret":{"a":"MARK"}}"#,
                r#"{"new_secret":{"a":"[masked]"}}"#,
            ),
            (
                r#"{"verified_outputs":{"dob":{"day":1,"month":null},"id_number_type":"us_ssn","x":["MARK"]}}"#,
                r#"{"verified_outputs":{"dob":{"day":"[masked]","month":null},"id_number_type":"us_ssn","x":["[masked]"]}}"#,
            ),
            (
                r#"{"last_verification_report":{"document":{"files":["file_1"],"number":"MARK","status":"verified"}}}"#,
                r#"{"last_verification_report":{"document":{"files":["file_1"],"number":"[masked]","status":"verified"}}}"#,
            ),
            (
                r#"{"provided_details":{"email":"MARK"}}"#,
                r#"{"provided_details":{"email":"[masked]"}}"#,
            ),
            (
                r#"{"last_error":{"code":"document_expired","reason":"MARK"}}"#,
                r#"{"last_error":{"code":"document_expired","reason":"[masked]"}}"#,
            ),
            (
                r#"{"data":[{"reason":"MARK"}]}"#,
                r#"{"data":[{"reason":"[masked]"}]}"#,
            ),
            (
                r#"{"object":"file_link","url":"https://files.stripe.com/links/MARK"}"#,
                r#"{"object":"file_link","url":"[masked]"}"#,
            ),
            (
                r#"{"object":"webhook_endpoint","url":"https://u:MARK@h.example:8443/MARK?MARK"}"#,
                r#"{"object":"webhook_endpoint","url":"https://h.example:8443/…"}"#,
            ),
            (
                r#"{"object":"webhook_endpoint","url":"https://h.example"}"#,
                r#"{"object":"webhook_endpoint","url":"https://h.example"}"#,
            ),
            (
                r#"{"options":{"document":{"allowed_types":["passport"]}},"metadata":{"email":"e"},"url":"u","z":1.5,"a":true}"#,
                r#"{"options":{"document":{"allowed_types":["passport"]}},"metadata":{"email":"e"},"url":"u","z":1.5,"a":true}"#,
            ),
        ] {
            let masked = mask(json);
            assert_eq!(masked, expected);
            assert!(!masked.contains("MARK"));
        }
    }
}
