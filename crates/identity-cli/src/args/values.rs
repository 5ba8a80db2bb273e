//! What the values of flags and arguments can be, for `--describe`: type, choices and default.
//!
//! The parser takes texts; what they mean is decided in [`settings`](crate::settings), and a test holds this
//! table to what is said there.

use clap::Arg;

use crate::output::Format;

const EVENTS: &[&str] = &[
    "canceled",
    "created",
    "processing",
    "redacted",
    "requires_input",
    "verified",
];
const STATUSES: &[&str] = &["requires_input", "processing", "verified", "canceled"];
const TYPES: &[&str] = &["document", "id_number"];
const DOCUMENTS: &[&str] = &["driving_license", "id_card", "passport"];

/// A command, or none for all, an argument's id, and all that it can be.
type Choices = (&'static str, &'static str, &'static [&'static str]);

const CHOICES: &[Choices] = &[
    ("", "output", &Format::NAMES),
    ("session create", "verification_type", TYPES),
    ("session update", "verification_type", TYPES),
    ("session ensure", "verification_type", TYPES),
    ("session create", "allow", DOCUMENTS),
    ("session update", "allow", DOCUMENTS),
    ("session ensure", "allow", DOCUMENTS),
    ("session list", "status", STATUSES),
    ("session wait", "states", STATUSES),
    ("report list", "verification_type", TYPES),
    ("event list", "types", EVENTS),
    ("webhook listen", "events", EVENTS),
    ("webhook listen", "until", EVENTS),
    ("webhook endpoints create", "events", EVENTS),
    ("webhook endpoints update", "events", EVENTS),
    (
        "sandbox clock",
        "action",
        &["show", "freeze", "unfreeze", "advance", "set"],
    ),
    (
        "sandbox faults",
        "action",
        &["list", "arm", "disarm", "clear"],
    ),
    (
        "sandbox act",
        "action",
        &["submit", "finish", "finish-redaction", "script"],
    ),
    (
        "sandbox deliveries",
        "action",
        &["list", "settle", "redeliver", "release", "shuffle"],
    ),
    ("sandbox rules", "action", &["list", "add", "clear"]),
    ("api", "method", &["GET", "POST", "DELETE"]),
    (
        "completions",
        "shell",
        &["bash", "zsh", "fish", "powershell"],
    ),
];

/// A command, or none for all, an argument's id, and what holds without it.
const DEFAULTS: &[(&str, &str, &str)] = &[
    ("", "max_retries", "2"),
    ("", "profile", "default"),
    ("", "base_url", "https://api.stripe.com"),
    ("session wait", "timeout", "10m"),
    ("session list", "limit", "10"),
    ("report list", "limit", "10"),
    ("event list", "limit", "10"),
    ("webhook endpoints list", "limit", "10"),
    ("sandbox journal", "limit", "100"),
    ("sandbox overview", "limit", "100"),
    ("sandbox deliveries", "limit", "100"),
    ("sandbox serve", "port", "12111"),
    ("sandbox serve", "bind", "127.0.0.1"),
    ("sandbox serve", "seed", "0"),
    ("webhook listen", "port", "4242"),
    ("webhook listen", "retries", "3"),
    ("webhook verify", "tolerance", "5m"),
];

/// What can be given, if it is a choice.
pub(super) fn choices(path: &str, arg: &Arg) -> Option<&'static [&'static str]> {
    let id = arg.get_id().as_str();
    let found = CHOICES
        .iter()
        .find(|(command, known, _)| is_it(command, path) && *known == id);
    found.map(|(_, _, choices)| *choices)
}

/// What holds without the flag.
pub(super) fn default(path: &str, arg: &Arg) -> Option<&'static str> {
    let id = arg.get_id().as_str();
    let fits = |command: &str, known: &str| is_it(command, path) && known == id;
    if id == "base_url" && super::facts::controls_a_sandbox(path) {
        return Some("http://127.0.0.1:12111");
    }
    // A command's own comes before what holds for all.
    let found = DEFAULTS
        .iter()
        .rev()
        .find(|(command, known, _)| fits(command, known));
    found.map(|(_, _, default)| *default)
}

fn is_it(command: &str, path: &str) -> bool {
    command.is_empty() || command == path
}

/// What the text of a value is.
pub(super) fn value_type(arg: &Arg) -> &'static str {
    if matches!(arg.get_action(), clap::ArgAction::Count) {
        return "count";
    }
    if !arg.get_action().takes_values() {
        return "boolean";
    }
    let name = arg.get_value_names().and_then(|names| names.first());
    match name.map(|name| name.as_str()) {
        Some("BOOL") => "boolean",
        Some("N" | "PORT" | "NUMBER" | "CODE") => "integer",
        Some("DURATION") => "duration",
        Some("TIME") => "time",
        Some("FILE" | "DIR") => "path",
        Some("URL") => "url",
        Some("KEY=VALUE") => "pair",
        _ => "string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_argument_and_its_help_says_the_default() {
        let root = crate::args::command();
        let arg = |path: &str, id: &str| {
            let mut command = &root;
            for word in path.split_whitespace() {
                command = command.find_subcommand(word).unwrap();
            }
            let found = command.get_arguments().find(|arg| arg.get_id() == id);
            found.unwrap_or_else(|| panic!("{path}: {id}")).clone()
        };
        for (path, id, _) in CHOICES {
            assert!(!choices(path, &arg(path, id)).unwrap().is_empty());
        }
        for (path, id, value) in DEFAULTS {
            let arg = arg(path, id);
            assert_eq!(default(path, &arg), Some(*value), "{path}: {id}");
            let help = arg.get_help().unwrap().to_string();
            // The limit of a wait stands in its own words.
            assert!(
                help.contains(value) || *id == "timeout",
                "{path} {id}: {help}"
            );
        }
    }
}
