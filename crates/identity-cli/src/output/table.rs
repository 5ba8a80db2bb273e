//! `-o table`: what a person wants to see of an object, a line each.

use std::io::{self, Write};

use identity_types::{Extra, SessionOptions, Value, VerificationSession};

use super::{Sensitive, mask};
use crate::failure::one_line;

/// Parts of a session that come only when they are asked for, and are shown whole then.
const EXPANDED: [&str; 2] = ["provided_details", "verified_outputs"];

type Row = (String, Option<String>);

pub(super) fn session(
    out: &mut dyn Write,
    sensitive: Sensitive,
    session: &VerificationSession,
    object: &Extra,
) -> io::Result<()> {
    let mut all: Vec<Row> = session_rows(sensitive, session)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    for name in EXPANDED {
        if let Some(value) = object.get(name) {
            flatten(name, value, &mut all);
        }
    }
    rows(out, &all)
}

fn session_rows(
    sensitive: Sensitive,
    session: &VerificationSession,
) -> Vec<(&'static str, Option<String>)> {
    let secret = session
        .client_secret
        .as_ref()
        .map(|secret| match sensitive {
            Sensitive::Shown => secret.expose().to_owned(),
            Sensitive::Masked => mask::client_secret(secret.expose()),
        });
    let last_error = session.last_error.as_ref();
    let metadata: Vec<String> = session
        .metadata
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    vec![
        ("id", Some(session.id.to_string())),
        ("status", Some(session.status.to_string())),
        ("type", Some(session.verification_type.to_string())),
        (
            "flow",
            session.verification_flow.as_ref().map(ToString::to_string),
        ),
        (
            "url",
            session.url.as_ref().map(|url| url.expose().to_owned()),
        ),
        ("client_secret", secret),
        ("created", Some(session.created.to_string())),
        (
            "mode",
            Some(if session.livemode { "live" } else { "test" }.to_owned()),
        ),
        ("options", session.options.as_ref().and_then(options)),
        (
            "reference",
            session
                .client_reference_id
                .as_ref()
                .map(|text| text.expose().clone()),
        ),
        (
            "metadata",
            (!metadata.is_empty()).then(|| metadata.join(", ")),
        ),
        ("customer", session.related_customer.clone()),
        ("account", session.related_customer_account.clone()),
        (
            "person",
            session
                .related_person
                .as_ref()
                .map(|person| format!("{}/{}", person.account, person.person)),
        ),
        (
            "last_error",
            last_error
                .and_then(|error| error.code.as_ref())
                .map(ToString::to_string),
        ),
        (
            "reason",
            last_error
                .filter(|_| sensitive == Sensitive::Shown)
                .and_then(|error| error.reason.as_ref())
                .map(|reason| reason.expose().clone()),
        ),
        (
            "report",
            session
                .last_verification_report
                .as_ref()
                .map(|report| report.id().to_string()),
        ),
        (
            "redaction",
            session
                .redaction
                .as_ref()
                .map(|redaction| redaction.status.to_string()),
        ),
    ]
}

/// The options that are on, in the words of the flags.
fn options(options: &SessionOptions) -> Option<String> {
    let document = options.document.as_ref()?;
    let switches = [
        ("selfie", document.require_matching_selfie),
        ("live-capture", document.require_live_capture),
        ("id-number", document.require_id_number),
    ];
    let mut words: Vec<String> = switches
        .into_iter()
        .filter(|(_, on)| *on == Some(true))
        .map(|(word, _)| word.to_owned())
        .collect();
    if let Some(types) = document
        .allowed_types
        .as_ref()
        .filter(|types| !types.is_empty())
    {
        let names: Vec<&str> = types.iter().map(|kind| kind.as_str()).collect();
        words.push(format!("allow {}", names.join(",")));
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// A row for each value inside, under its path: `verified_outputs.dob.year`.
fn flatten(path: &str, value: &Value, rows: &mut Vec<Row>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter() {
                flatten(&format!("{path}.{name}"), value, rows);
            }
        }
        Value::String(text) => rows.push((path.to_owned(), Some(text.clone()))),
        Value::Null => {}
        other => rows.push((path.to_owned(), serde_json::to_string(other).ok())),
    }
}

/// Names in one column, values in the next; what is not there takes no line.
fn rows(out: &mut dyn Write, rows: &[Row]) -> io::Result<()> {
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in rows {
        if let Some(value) = value {
            writeln!(out, "{:width$}  {}", one_line(name), one_line(value))?;
        }
    }
    Ok(())
}
