//! The rules of the form encoding once more, slowly: by a tree, a list of pairs, and a style.
//!
//! Shares no code with `identity-form`, so that a mistake there is not made here too.

use identity_form::{EncodeErrorKind, MAX_DEPTH, MAX_ITEMS};

use crate::nested::Nested;

/// How an SDK writes the same pairs.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) space: &'static str,
    /// Brackets that make a name's structure.
    pub(super) brackets: [&'static str; 2],
    pub(super) brackets_in_values: bool,
    /// `a[0]=x` rather than `a[]=x`, where both mean the same.
    pub(super) indexes: bool,
}

const RAW: [&str; 2] = ["[", "]"];

/// This crate's own bytes.
pub(super) const CANONICAL: Style = Style {
    space: "%20",
    brackets: RAW,
    brackets_in_values: false,
    indexes: true,
};

/// Other writers, and a name for each that a failure can show.
pub(super) const OTHERS: [(&str, Style); 4] = [
    (
        "node",
        Style {
            brackets_in_values: true,
            ..CANONICAL
        },
    ),
    (
        "python, body",
        Style {
            space: "+",
            brackets_in_values: true,
            ..CANONICAL
        },
    ),
    (
        "python, query",
        Style {
            space: "+",
            brackets: ["%5B", "%5D"],
            ..CANONICAL
        },
    ),
    (
        "curl",
        Style {
            space: "+",
            indexes: false,
            ..CANONICAL
        },
    ),
];

/// What of a value has a form, or why it cannot have one. `depth` is the number of names so far.
pub(super) fn writable(value: &Nested, depth: usize) -> Result<Option<Nested>, EncodeErrorKind> {
    match value {
        Nested::Nothing => Ok(None),
        Nested::List(_) if depth == 0 => Err(EncodeErrorKind::TopLevel),
        Nested::List(_) | Nested::Object(_) if depth >= MAX_DEPTH => Err(EncodeErrorKind::TooDeep),
        Nested::List(items) => writable_items(items, depth),
        Nested::Object(members) => writable_members(members, depth),
        _ if depth == 0 => Err(EncodeErrorKind::TopLevel),
        Nested::Float(number) if !number.is_finite() => Err(EncodeErrorKind::NotFinite),
        scalar => Ok(Some(scalar.clone())),
    }
}

fn writable_items(items: &[Nested], depth: usize) -> Result<Option<Nested>, EncodeErrorKind> {
    let mut kept = Vec::new();
    for item in items {
        let Some(item) = writable(item, depth + 1)? else {
            continue;
        };
        if kept.len() == MAX_ITEMS {
            return Err(EncodeErrorKind::TooManyItems);
        }
        kept.push(item);
    }
    Ok((!kept.is_empty()).then_some(Nested::List(kept)))
}

fn writable_members(
    members: &[(String, Nested)],
    depth: usize,
) -> Result<Option<Nested>, EncodeErrorKind> {
    let mut kept = Vec::new();
    for (name, value) in members {
        if name.is_empty() || name.contains(['[', ']']) {
            return Err(EncodeErrorKind::IllegalName);
        }
        if let Some(value) = writable(value, depth + 1)? {
            kept.push((name.clone(), value));
        }
    }
    Ok((!kept.is_empty()).then_some(Nested::Object(kept)))
}

/// Writes a value that is [writable] whole.
pub(super) fn render(style: Style, value: &Nested) -> String {
    let mut pairs = Vec::new();
    collect(style, "", value, &mut pairs);
    pairs.join("&")
}

fn collect(style: Style, name: &str, value: &Nested, pairs: &mut Vec<String>) {
    let [open, close] = style.brackets;
    match value {
        Nested::Object(members) => {
            for (part, member) in members {
                let part = escape(style, part, false);
                let name = match name {
                    "" => part,
                    outer => format!("{outer}{open}{part}{close}"),
                };
                collect(style, &name, member, pairs);
            }
        }
        Nested::List(items) => {
            // `[]` before more brackets would leave it to the reader where an item ends.
            let indexes = style.indexes || items.iter().any(|item| item.scalar_text().is_none());
            for (index, item) in items.iter().enumerate() {
                let part = if indexes {
                    index.to_string()
                } else {
                    String::new()
                };
                let name = format!("{name}{open}{part}{close}");
                collect(style, &name, item, pairs);
            }
        }
        scalar => {
            let text = scalar.scalar_text().unwrap_or_default();
            let text = escape(style, &text, style.brackets_in_values);
            pairs.push(format!("{name}={text}"));
        }
    }
}

fn escape(style: Style, text: &str, raw_brackets: bool) -> String {
    let mut escaped = String::new();
    for &byte in text.as_bytes() {
        match byte {
            b' ' => escaped.push_str(style.space),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                escaped.push(char::from(byte));
            }
            b'[' | b']' if raw_brackets => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// How a writable value comes out of a reader that takes anything: scalars are text, and an object
/// whose names are the indexes from 0 on is a list.
pub(super) fn as_read(value: &Nested) -> Nested {
    match value {
        Nested::List(items) => Nested::List(items.iter().map(as_read).collect()),
        Nested::Object(members) => indexed(members).unwrap_or_else(|| {
            let members = members.iter();
            Nested::Object(
                members
                    .map(|(name, value)| (name.clone(), as_read(value)))
                    .collect(),
            )
        }),
        scalar => Nested::Text(scalar.scalar_text().unwrap_or_default()),
    }
}

fn indexed(members: &[(String, Nested)]) -> Option<Nested> {
    let of = |index: usize| {
        let name = index.to_string();
        let member = members.iter().find(|(known, _)| *known == name);
        member.map(|(_, value)| as_read(value))
    };
    // One more than a writer may send: an index of 1000 is not yet too large.
    if members.is_empty() || members.len() > MAX_ITEMS + 1 {
        return None;
    }
    (0..members.len())
        .map(of)
        .collect::<Option<_>>()
        .map(Nested::List)
}
