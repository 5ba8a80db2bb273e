//! What each command prints with `-o json`, as JSON Schema (draft 2020-12).
//!
//! The API's objects are those of the sandbox's own documents, which every answer of the sandbox is held to, made
//! open: the API may add members and values. What this command makes itself stands in `shapes/own.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

const OWN: &str = include_str!("shapes/own.json");
const REFERENCE: &str = "#/$defs/";

/// What a command prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Text, or nothing.
    Text,
    /// One object.
    One(&'static str),
    /// A list; with `-o ndjson` an object a line.
    List(&'static str),
    /// An object or a list, by what was asked for.
    OneOrList(&'static str),
    /// An object a line, for as long as the command runs.
    Lines(&'static str),
}

use Shape::{Lines, List, One, OneOrList, Text};

const SESSION: &str = "VerificationSession";
const REPORT: &str = "VerificationReport";
const ENDPOINT: &str = "WebhookEndpoint";

const SHAPES: &[(&str, Shape)] = &[
    ("session create", One(SESSION)),
    ("session get", One(SESSION)),
    ("session update", One(SESSION)),
    ("session list", List(SESSION)),
    ("session cancel", One(SESSION)),
    ("session redact", One(SESSION)),
    ("session wait", One(SESSION)),
    ("session open", Text),
    ("session simulate", One(SESSION)),
    ("session timeline", List("TimelineEntry")),
    ("session ensure", One(SESSION)),
    ("report get", One(REPORT)),
    ("report list", List(REPORT)),
    ("report images", List("ReportImage")),
    ("event get", One("Event")),
    ("event list", List("Event")),
    ("event resend", One("Event")),
    ("webhook listen", Lines("Event")),
    ("webhook verify", One("Event")),
    ("webhook sign", Text),
    ("webhook endpoints create", One(ENDPOINT)),
    ("webhook endpoints get", One(ENDPOINT)),
    ("webhook endpoints list", List(ENDPOINT)),
    ("webhook endpoints update", One(ENDPOINT)),
    ("webhook endpoints delete", One("DeletedWebhookEndpoint")),
    ("sandbox serve", Text),
    ("sandbox run", Text),
    ("sandbox status", One("Status")),
    ("sandbox overview", List("SessionOverview")),
    ("sandbox act", One("Acted")),
    ("sandbox key", One("Nothing")),
    ("sandbox seed", One("Seeded")),
    ("sandbox deliveries", OneOrList("Delivery")),
    ("sandbox rules", List("DeliveryRule")),
    ("sandbox roll-secret", One("Secret")),
    ("sandbox reset", One("Nothing")),
    ("sandbox clock", One("Clock")),
    ("sandbox faults", OneOrList("Fault")),
    ("sandbox journal", List("JournalEntry")),
    ("sandbox snapshot", One("Snapshot")),
    ("explain", OneOrList("Explained")),
    ("get", One("Anything")),
    ("api", One("Any")),
    ("config show", One("Profile")),
    ("config explain", List("Setting")),
    ("config set", Text),
    ("completions", Text),
    ("man", Text),
];

/// What the command at `path` prints.
pub(crate) fn of(path: &str) -> Shape {
    let found = SHAPES.iter().find(|(known, _)| *known == path);
    found.map_or(Text, |(_, shape)| *shape)
}

impl Shape {
    /// The schema of all of stdout, if it is JSON at all.
    pub(crate) fn schema(self) -> Value {
        match self {
            Text => Value::Null,
            One(name) | Lines(name) => reference(name),
            List(name) => list(name),
            OneOrList(name) => json!({"anyOf": [reference(name), list(name)]}),
        }
    }

    /// True if each line is an object of its own, whatever format of JSON is asked for.
    pub(crate) const fn is_lines(self) -> bool {
        matches!(self, Lines(_))
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Text => None,
            One(name) | List(name) | OneOrList(name) | Lines(name) => Some(name),
        }
    }
}

pub(crate) fn reference(name: &str) -> Value {
    json!({"$ref": format!("{REFERENCE}{name}")})
}

fn list(name: &str) -> Value {
    json!({"type": "array", "items": reference(name)})
}

/// The definitions behind the shapes of `paths`, and those behind these.
pub(crate) fn definitions<'a>(paths: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let all = everything();
    let mut wanted: Vec<String> = ["CommandError", "DryRun"].map(str::to_owned).into();
    wanted.extend(paths.filter_map(|path| of(path).name()).map(str::to_owned));
    let mut taken = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if let Some(schema) = all.get(&name)
            && taken.insert(name)
        {
            collect_references(schema, &mut wanted);
        }
    }
    all.into_iter()
        .filter(|(name, _)| taken.contains(name))
        .collect()
}

fn collect_references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            let target = members.get("$ref").and_then(Value::as_str);
            let name = target.and_then(|target| target.strip_prefix(REFERENCE));
            found.extend(name.map(str::to_owned));
            members
                .values()
                .for_each(|value| collect_references(value, found));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

/// Every definition: of the API, of the control API, and of this command, which come first.
fn everything() -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for document in [identity_sandbox::OPENAPI, identity_sandbox::CONTROL_OPENAPI] {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        if let Some(Value::Object(schemas)) = document.pointer("/components/schemas") {
            all.extend(
                schemas
                    .iter()
                    .map(|(name, schema)| (name.clone(), opened(schema))),
            );
        }
    }
    let own: Map<String, Value> = serde_json::from_str(OWN).unwrap_or_default();
    all.extend(own);
    all
}

/// The schema as it holds for any account, any version and a masked result.
fn opened(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut open = Map::new();
            for (name, value) in members {
                match (name.as_str(), value) {
                    // More members, other ids, longer texts.
                    ("additionalProperties", Value::Bool(false)) | ("pattern" | "maxLength", _) => {
                    }
                    ("const", Value::Bool(_)) => {
                        open.insert("type".to_owned(), "boolean".into());
                    }
                    // More values; what is known says what to expect.
                    ("enum", Value::Array(values)) => {
                        open.insert("examples".to_owned(), values.clone().into());
                    }
                    ("$ref", Value::String(target)) => {
                        let name = target.rsplit('/').next().unwrap_or_default();
                        open.insert("$ref".to_owned(), format!("{REFERENCE}{name}").into());
                    }
                    (_, value) => {
                        open.insert(name.clone(), opened(value));
                    }
                }
            }
            Value::Object(open)
        }
        Value::Array(items) => items.iter().map(opened).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_shape_and_every_shape_a_definition() {
        let mut leaves = Vec::new();
        crate::args::leaves(&crate::args::command(), "", &mut leaves);
        let known: Vec<&str> = SHAPES.iter().map(|(path, _)| *path).collect();
        for leaf in &leaves {
            assert!(known.contains(&leaf.as_str()), "{leaf}");
        }
        assert_eq!(known.len(), leaves.len());
        let definitions = definitions(known.iter().copied());
        for (path, shape) in SHAPES {
            if let Some(name) = shape.name() {
                assert!(definitions.contains_key(name), "{path}: {name}");
            }
        }
        let mut named = Vec::new();
        collect_references(&definitions.clone().into(), &mut named);
        for name in named {
            assert!(definitions.contains_key(&name), "{name}");
        }
    }
}
