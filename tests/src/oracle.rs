//! The table of oracles that take bytes: one fuzz target and one corpus folder each.

pub mod create;
pub mod form;
pub mod json;
pub mod metadata;
pub mod mutation;
pub mod parse;
mod reference;
pub mod sandbox;
pub mod webhook;

use crate::nested::sketch;

/// One oracle over bytes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Target {
    /// The name of the fuzz target, of its corpus folder and of its dictionary.
    pub name: &'static str,
    /// Panics when the property does not hold for these bytes.
    pub check: fn(&[u8]),
}

/// Every oracle that a fuzz target runs, by name.
pub const TARGETS: &[Target] = &[
    Target::new("create_form", create::create_form),
    Target::new("form_agrees", |bytes| {
        form::form_agrees_with_serde_urlencoded(&pairs(bytes));
    }),
    Target::new("form_decode", form::form_decode),
    Target::new("form_round_trip", |bytes| {
        form::form_round_trip(&sketch(bytes));
    }),
    Target::new("form_sdk_forms", |bytes| {
        form::form_sdk_forms(&sketch(bytes));
    }),
    Target::new("json_mutation", mutation::json_mutation),
    Target::new("metadata", |bytes| metadata::metadata(&pairs(bytes))),
    Target::new("parse", parse::parse),
    Target::new("report_json", json::report_json),
    Target::new("sandbox_http", sandbox::sandbox_http),
    Target::new("session_json", json::session_json),
    Target::new("webhook_verify", webhook::webhook_verify),
];

impl Target {
    const fn new(name: &'static str, check: fn(&[u8])) -> Self {
        Self { name, check }
    }

    /// The target of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }
}

/// Reads `name<tab>value` from each line; a line without a tab is a name with an empty value.
#[must_use]
pub fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    String::from_utf8_lossy(bytes)
        .split('\n')
        .map(|line| line.split_once('\t').unwrap_or((line, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
