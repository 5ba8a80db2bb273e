//! A response with one member removed or replaced: an error that names the place, or a success.

use std::fmt::Debug;

use identity_types::{JsonPath, VerificationReport, VerificationSession};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::json::check_stable;

/// A session with every member, its report expanded.
pub const SESSION: &str = include_str!("../../data/session.json");
/// A report with all five sections and every hidden member.
pub const REPORT: &str = include_str!("../../data/report.json");

/// The values of every JSON type that take a member's place one after the other.
pub const REPLACEMENTS: [&str; 9] = [
    "null",
    "true",
    "0",
    "-1.5",
    "18446744073709551615",
    "\"\"",
    "\"x\"",
    "[]",
    "{}",
];

/// Reads `session 12 null`: the object, the number of a member, and what takes its place; without a
/// third word the member is removed, and a third word that is no JSON is text.
pub fn json_mutation(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut words = text.splitn(3, ' ');
    let report = words.next() == Some("report");
    let number = words.next().and_then(|word| word.parse().ok());
    let replacement = words
        .next()
        .map(|word| serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.to_owned())));
    let number = number.unwrap_or(0);
    if report {
        mutate::<VerificationReport>(REPORT, number, replacement);
    } else {
        mutate::<VerificationSession>(SESSION, number, replacement);
    }
}

/// The number of members of an object's document, nested ones included.
#[must_use]
pub fn members(document: &str) -> usize {
    let document = serde_json::from_str(document).expect("a document of this crate");
    let mut paths = Vec::new();
    collect("", &document, &mut paths);
    paths.len()
}

fn mutate<T>(document: &str, number: usize, replacement: Option<Value>)
where
    T: Debug + DeserializeOwned + PartialEq + Serialize,
{
    let mut document: Value = serde_json::from_str(document).expect("a document of this crate");
    let mut paths = Vec::new();
    collect("", &document, &mut paths);
    let path = &paths[number % paths.len()];
    let removed = replacement.is_none();
    replace(&mut document, path, replacement);

    let json = document.to_string();
    match serde_json::from_str(&json) {
        Ok(read) => check_stable::<T>(&read),
        Err(error) => {
            let place = path[1..].replace('/', ".");
            // `a[0].b` is `a.0.b` here, as a pointer does not tell items from members either.
            let named = JsonPath::at(json.as_bytes(), error.line(), error.column());
            let named = named.unmasked().replace('[', ".").replace(']', "");
            // A member that is missing is its object's fault.
            let parent = place.rsplit_once('.').map_or("", |(parent, _)| parent);
            let inside = named == place || named.starts_with(&format!("{place}."));
            assert!(
                inside || (removed && named == parent),
                "{place} is at fault, the error names {named}: {error}"
            );
        }
    }
}

/// Lists the JSON pointers of all members and items.
fn collect(path: &str, value: &Value, paths: &mut Vec<String>) {
    let mut visit = |part: &str, inner: &Value| {
        let path = format!("{path}/{part}");
        paths.push(path.clone());
        collect(&path, inner, paths);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, inner)| visit(name, inner)),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, inner)| visit(&index.to_string(), inner));
        }
        _ => {}
    }
}

fn replace(document: &mut Value, path: &str, replacement: Option<Value>) {
    let (parent, name) = path
        .rsplit_once('/')
        .expect("a pointer begins with a slash");
    let parent = document
        .pointer_mut(parent)
        .expect("the pointer was collected from it");
    match (parent, replacement) {
        (Value::Object(members), None) => drop(members.remove(name)),
        (Value::Array(items), None) => {
            drop(items.remove(name.parse().expect("an item's name is its index")));
        }
        (parent, Some(value)) => match parent {
            Value::Object(members) => members[name] = value,
            Value::Array(items) => {
                items[name.parse::<usize>().expect("an item's name is its index")] = value;
            }
            _ => {}
        },
        (_, None) => {}
    }
}
