//! Holds what was sent against a table: unknown parameters first, then each one in the order of its
//! declaration, then what is required.

use identity_form::{DecodeErrorKind, Node, Shape};
use identity_types::{Metadata, ReturnUrl};

use super::message;
use super::{Kind, MAX_TEXT, Parameter};
use crate::error::Failure;

/// The most items of a list, as the official SDKs' own encoders have it.
const MAX_ITEMS: usize = 1000;
const MAX_URL: usize = 2048;

/// The members of a filter by time.
const BOUNDS: &[Parameter] = &[
    Parameter::new("gt", Kind::Integer),
    Parameter::new("gte", Kind::Integer),
    Parameter::new("lt", Kind::Integer),
    Parameter::new("lte", Kind::Integer),
];

/// Checks the whole form.
pub(super) fn form(root: &Node<'_>, table: &[Parameter]) -> Result<(), Failure> {
    refuse_unknown(root, "", table)?;
    each_member(root, "", table)?;
    require(root, "", table)
}

/// `path[name]`, or `name` at the top.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}[{name}]")
    }
}

fn refuse_unknown(node: &Node<'_>, path: &str, table: &[Parameter]) -> Result<(), Failure> {
    for (name, member) in node.entries() {
        let path = below(path, name);
        let Some(parameter) = table.iter().find(|parameter| parameter.name == name) else {
            return Err(message::unknown(&path));
        };
        match parameter.kind {
            Kind::Object(members) | Kind::ClearableObject(members) => {
                refuse_unknown(member, &path, members)?;
            }
            Kind::Created => refuse_unknown(member, &path, BOUNDS)?,
            _ => {}
        }
    }
    Ok(())
}

fn each_member(node: &Node<'_>, path: &str, table: &[Parameter]) -> Result<(), Failure> {
    for parameter in table {
        if let Some(member) = node.get(parameter.name) {
            value(member, &below(path, parameter.name), parameter.kind)?;
        }
    }
    Ok(())
}

fn require(node: &Node<'_>, path: &str, table: &[Parameter]) -> Result<(), Failure> {
    for parameter in table {
        match (node.get(parameter.name), parameter.kind) {
            (None, _) if parameter.required => {
                return Err(message::missing(&below(path, parameter.name)));
            }
            (Some(member), Kind::Object(members) | Kind::ClearableObject(members))
                if member.shape() == Shape::Object =>
            {
                require(member, &below(path, parameter.name), members)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn value(node: &Node<'_>, path: &str, kind: Kind) -> Result<(), Failure> {
    match kind {
        Kind::Object(members) => object(node, path, members),
        Kind::ClearableObject(_) if node.as_str() == Some("") => Ok(()),
        Kind::ClearableObject(members) => object(node, path, members),
        Kind::Expiry if matches!(node.as_str(), Some("" | "now")) => Ok(()),
        Kind::Expiry => scalar(node, path, Kind::Integer),
        Kind::Metadata => metadata(node, path),
        Kind::List(item) => list(node, path, *item),
        Kind::Created if node.shape() == Shape::Object => object(node, path, BOUNDS),
        Kind::Created => scalar(node, path, Kind::Integer),
        Kind::ClearableText if node.as_str() == Some("") => Ok(()),
        Kind::ClearableText => scalar(node, path, Kind::Text),
        Kind::Bool
        | Kind::Email
        | Kind::Enum(_)
        | Kind::Integer
        | Kind::Phone
        | Kind::Text
        | Kind::Url => scalar(node, path, kind),
    }
}

fn object(node: &Node<'_>, path: &str, members: &[Parameter]) -> Result<(), Failure> {
    match node.as_str() {
        Some("") => Err(message::empty(path)),
        None if node.shape() == Shape::Object => each_member(node, path, members),
        _ => Err(message::not_object(path)),
    }
}

fn list(node: &Node<'_>, path: &str, item: Kind) -> Result<(), Failure> {
    if node.as_str() == Some("") {
        return Err(message::empty(path));
    }
    let items = node.items().map_err(|error| match error.kind() {
        DecodeErrorKind::IndexGap => {
            let keys: Vec<&str> = node.entries().map(|(key, _)| key).collect();
            let gap = (0..keys.len()).find(|index| node.get(&index.to_string()).is_none());
            message::index_gap(path, &keys, gap.unwrap_or_default())
        }
        DecodeErrorKind::IndexTooLarge => message::too_many_items(path, MAX_ITEMS),
        _ => message::not_array(path),
    })?;
    if items.len() > MAX_ITEMS {
        return Err(message::too_many_items(path, MAX_ITEMS));
    }
    items
        .iter()
        .enumerate()
        .try_for_each(|(index, node)| value(node, &format!("{path}[{index}]"), item))
}

fn scalar(node: &Node<'_>, path: &str, kind: Kind) -> Result<(), Failure> {
    let Some(text) = node.as_str() else {
        return Err(message::not_string(path));
    };
    if text.is_empty() {
        return Err(message::empty(path));
    }
    match kind {
        Kind::Bool if !matches!(text, "true" | "false") => Err(message::not_boolean(path, text)),
        Kind::Email if !is_email(text) => Err(message::not_email(path, text)),
        Kind::Enum(words) if !words.contains(&text) => Err(message::not_enum(path, words)),
        Kind::Integer if text.parse::<i64>().is_err() => Err(message::not_integer(path, text)),
        Kind::Phone if !is_phone(text) => Err(message::not_phone(path, text)),
        Kind::Text if longer(text, MAX_TEXT) => Err(message::too_long(path, text, MAX_TEXT)),
        Kind::Url if longer(text, MAX_URL) => Err(message::url_too_long(path)),
        Kind::Url if ReturnUrl::new(text).is_err() => Err(message::not_url(path)),
        _ => Ok(()),
    }
}

fn metadata(node: &Node<'_>, path: &str) -> Result<(), Failure> {
    if node.as_str() == Some("") {
        return Ok(());
    }
    if node.shape() != Shape::Object {
        return Err(message::not_object(path));
    }
    let mut set = 0;
    for (key, value) in node.entries() {
        let Some(text) = value.as_str() else {
            return Err(message::not_string(&below(path, key)));
        };
        if longer(key, Metadata::MAX_KEY) {
            return Err(message::metadata_key_too_long(path, key));
        }
        if longer(text, Metadata::MAX_VALUE) {
            return Err(message::metadata_value_too_long(path, text));
        }
        // An empty value sets nothing: it removes the key.
        set += usize::from(!text.is_empty());
    }
    if set > Metadata::MAX_PAIRS {
        return Err(message::too_many_metadata_keys(path, set));
    }
    Ok(())
}

/// Characters count, not bytes; a string has at most as many characters as bytes.
fn longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// One `@` between something and a host with a dot, and no blank.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let labels = || host.split('.');
    !local.is_empty()
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
        && !host.contains('@')
        && labels().count() > 1
        && labels().all(|label| !label.is_empty())
}

/// E.164: a plus, then 7 to 15 digits of which the first is no zero.
fn is_phone(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers() {
        for (email, good) in [
            ("jenny@example.com", true),
            ("jenny+x@mail.example.com", true),
            ("jenny", false),
            ("@example.com", false),
            ("jenny@example", false),
            ("jenny@example..com", false),
            ("a@b@example.com", false),
            ("jen ny@example.com", false),
        ] {
            assert_eq!(is_email(email), good, "{email}");
        }
        for (phone, good) in [
            ("+15550001111", true),
            ("5550001111", false),
            ("+05550001111", false),
            ("+1 5550001111", false),
            ("+155500", false),
            ("+1234567890123456", false),
        ] {
            assert_eq!(is_phone(phone), good, "{phone}");
        }
    }
}
