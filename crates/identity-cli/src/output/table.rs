//! `-o table`: what a person wants to see of an object, a line each; of a list, a line an object.

use std::io::{self, Write};

use identity_types::{Extra, Timestamp, Value};
use unicode_width::UnicodeWidthStr;

use super::kind::{Kind, at, text};
use crate::failure::one_line;
use crate::paint::{Colour, Paint};

type Row = (String, Option<String>);

/// Parts of a session that come only when they are asked for, and are shown whole then.
const EXPANDED: [&str; 2] = ["provided_details", "verified_outputs"];

/// Prints one object: names in one column, values in the next.
pub(super) fn object(out: &mut dyn Write, paint: Paint, object: &Extra) -> io::Result<()> {
    let all = match Kind::of(object) {
        Kind::Session => session(object),
        Kind::Event => event(object),
        _ => generic(object),
    };
    rows(out, paint, &all)
}

/// Names in one column, values in the next; what is not there takes no line.
pub(crate) fn rows(out: &mut dyn Write, paint: Paint, rows: &[Row]) -> io::Result<()> {
    let width = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    for (name, value) in rows {
        if let Some(value) = value {
            let pad = " ".repeat(width.saturating_sub(name.width()));
            let name = paint.with(Colour::Faint, one_line(name));
            writeln!(out, "{name}{pad}  {}", paint.status(&one_line(value)))?;
        }
    }
    Ok(())
}

fn session(object: &Extra) -> Vec<Row> {
    let text = |path| text(object, path);
    let person = |text: String| {
        at(object, "related_person.person")
            .and_then(Value::as_str)
            .map(|person| format!("{text}/{person}"))
    };
    let mut rows: Vec<Row> = [
        ("id", text("id")),
        ("status", text("status")),
        ("type", text("type")),
        ("flow", text("verification_flow")),
        ("url", text("url")),
        ("client_secret", text("client_secret")),
        ("created", time(object, "created")),
        ("mode", mode(object)),
        ("options", options(object)),
        ("reference", text("client_reference_id")),
        ("metadata", metadata(object)),
        ("customer", text("related_customer")),
        ("account", text("related_customer_account")),
        ("person", text("related_person.account").and_then(person)),
        ("last_error", text("last_error.code")),
        (
            "reason",
            text("last_error.reason").filter(|reason| reason != super::mask::MASK),
        ),
        (
            "report",
            text("last_verification_report").or_else(|| text("last_verification_report.id")),
        ),
        ("redaction", text("redaction.status")),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    for name in EXPANDED {
        if let Some(value) = object.get(name) {
            flatten(name, value, &mut rows);
        }
    }
    rows
}

fn event(object: &Extra) -> Vec<Row> {
    let text = |path| text(object, path);
    let rows = [
        ("id", text("id")),
        ("type", text("type")),
        ("created", time(object, "created")),
        ("mode", mode(object)),
        ("about", text("data.object.id")),
        ("status", text("data.object.status")),
        ("last_error", text("data.object.last_error.code")),
        ("reference", text("data.object.client_reference_id")),
        ("api_version", text("api_version")),
        ("request", text("request.id")),
        ("key", text("request.idempotency_key")),
        (
            "pending",
            at(object, "pending_webhooks").and_then(|count| serde_json::to_string(count).ok()),
        ),
    ];
    rows.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Every value under its path; times as times.
fn generic(object: &Extra) -> Vec<Row> {
    let mut rows = Vec::new();
    for (name, value) in object.iter() {
        match (name, value) {
            ("object", _) => {}
            ("livemode", _) => rows.push(("mode".to_owned(), mode(object))),
            (_, Value::Integer(_)) if is_time(name) => {
                rows.push((name.to_owned(), time(object, name)));
            }
            _ => flatten(name, value, &mut rows),
        }
    }
    rows
}

fn is_time(name: &str) -> bool {
    name == "created" || name.ends_with("_at") || name == "expires"
}

fn time(object: &Extra, name: &str) -> Option<String> {
    let seconds = at(object, name)?.as_i64()?;
    Some(Timestamp::from_secs(seconds).to_string())
}

fn mode(object: &Extra) -> Option<String> {
    let live = object.get("livemode")?.as_bool()?;
    Some(if live { "live" } else { "test" }.to_owned())
}

fn metadata(object: &Extra) -> Option<String> {
    let Value::Object(pairs) = object.get("metadata")? else {
        return None;
    };
    let pairs: Vec<String> = pairs
        .iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value.as_str()?)))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join(", "))
}

/// The options that are on, in the words of the flags.
fn options(object: &Extra) -> Option<String> {
    let switches = [
        ("selfie", "options.document.require_matching_selfie"),
        ("live-capture", "options.document.require_live_capture"),
        ("id-number", "options.document.require_id_number"),
    ];
    let mut words: Vec<String> = switches
        .into_iter()
        .filter(|(_, path)| at(object, path).and_then(Value::as_bool) == Some(true))
        .map(|(word, _)| word.to_owned())
        .collect();
    if let Some(Value::Array(types)) = at(object, "options.document.allowed_types") {
        let names: Vec<&str> = types.iter().filter_map(Value::as_str).collect();
        if !names.is_empty() {
            words.push(format!("allow {}", names.join(",")));
        }
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
        Value::Array(items) if items.iter().all(|item| item.as_str().is_some()) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            rows.push((
                path.to_owned(),
                (!items.is_empty()).then(|| items.join(", ")),
            ));
        }
        Value::String(text) => rows.push((path.to_owned(), Some(text.clone()))),
        Value::Null => {}
        other => rows.push((path.to_owned(), serde_json::to_string(other).ok())),
    }
}

/// How wide each column must be.
pub(super) fn widths(columns: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(|name| name.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(one_line(cell).width());
        }
    }
    widths
}

pub(super) fn header(
    out: &mut dyn Write,
    paint: Paint,
    columns: &[&str],
    widths: &[usize],
) -> io::Result<()> {
    let mut line = String::new();
    for (name, width) in columns.iter().zip(widths) {
        line += &format!(
            "{}{}  ",
            name.to_uppercase(),
            " ".repeat(width - name.width())
        );
    }
    writeln!(out, "{}", paint.with(Colour::Faint, line.trim_end()))
}

/// One row. A cell that is wider than its column moves the rest of its line.
pub(super) fn line(
    out: &mut dyn Write,
    paint: Paint,
    cells: &[String],
    widths: &[usize],
) -> io::Result<()> {
    let last = cells
        .iter()
        .rposition(|cell| !cell.is_empty())
        .unwrap_or_default();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate().take(last + 1) {
        let cell = one_line(cell);
        let pad = width.saturating_sub(cell.width()) + 2;
        write!(out, "{}", paint.status(&cell))?;
        if at < last {
            write!(out, "{:pad$}", "")?;
        }
    }
    writeln!(out)
}
