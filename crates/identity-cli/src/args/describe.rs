//! `--describe`: commands, flags and exit codes as JSON, for programs that write command lines.

use std::ffi::OsString;

use clap::{Arg, Command};
use serde_json::{Value, json};

use crate::Exit;
use crate::failure::Usage;
use crate::output::Format;

/// The words before `--describe`, if it stands there.
pub(super) fn asked(args: &[OsString]) -> Option<Vec<String>> {
    let words: Vec<&str> = args
        .iter()
        .skip(1)
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--")
        .collect();
    if !words.contains(&"--describe") {
        return None;
    }
    let names = words.into_iter().filter(|word| !word.starts_with('-'));
    Some(names.map(str::to_owned).collect())
}

/// The command at `path`, or as far as the path leads to one, and all below it.
pub(super) fn print(root: &Command, path: &[String]) -> Result<String, Usage> {
    let mut command = root;
    let mut name = vec!["identity"];
    for word in path {
        match command.find_subcommand(word) {
            Some(sub) => {
                name.push(sub.get_name());
                command = sub;
            }
            // A value, as an id, ends the path.
            None if !command.has_subcommands() => break,
            None => return Err(Usage::new("command", "is not known")),
        }
    }
    let description = json!({
        "describe_version": 1,
        "version": env!("CARGO_PKG_VERSION"),
        "command": one(command, &name.join(" ")),
        "global_flags": root.get_arguments().filter(|arg| arg.is_global_set()).map(flag).collect::<Vec<_>>(),
        "exit_codes": exit_codes(),
        "output": output(),
    });
    let text = serde_json::to_string_pretty(&description).unwrap_or_default();
    Ok(text + "\n")
}

fn one(command: &Command, name: &str) -> Value {
    let arguments = command.get_arguments().filter(|arg| !arg.is_global_set());
    let (positionals, flags): (Vec<&Arg>, Vec<&Arg>) = arguments
        .filter(|arg| !arg.is_hide_set())
        .partition(|arg| arg.is_positional());
    let globals: Vec<&str> = command
        .get_arguments()
        .filter(|arg| arg.is_global_set() && !arg.is_hide_set())
        .filter_map(Arg::get_long)
        .collect();
    let below: Vec<Value> = command
        .get_subcommands()
        .map(|sub| one(sub, &format!("{name} {}", sub.get_name())))
        .collect();
    json!({
        "name": name,
        "about": command.get_about().map(ToString::to_string),
        "aliases": command.get_all_aliases().collect::<Vec<_>>(),
        "arguments": positionals.into_iter().map(positional).collect::<Vec<_>>(),
        "flags": flags.into_iter().map(flag).collect::<Vec<_>>(),
        "uses_global_flags": globals,
        "commands": below,
    })
}

fn positional(arg: &Arg) -> Value {
    json!({
        "name": arg.get_id().as_str(),
        "about": arg.get_help().map(ToString::to_string),
        "required": arg.is_required_set(),
    })
}

fn flag(arg: &Arg) -> Value {
    let takes_value = arg.get_action().takes_values();
    let value = arg.get_value_names().filter(|_| takes_value);
    let repeats = matches!(
        arg.get_action(),
        clap::ArgAction::Append | clap::ArgAction::Count
    );
    json!({
        "long": arg.get_long().map(|long| format!("--{long}")),
        "short": arg.get_short().map(|short| format!("-{short}")),
        "about": arg.get_help().map(ToString::to_string),
        "value": value.and_then(|names| names.first()).map(ToString::to_string),
        "value_is_optional": takes_value && arg.is_require_equals_set(),
        "may_repeat": repeats,
        "required": arg.is_required_set(),
        "aliases": arg.get_all_aliases(),
    })
}

fn exit_codes() -> Vec<Value> {
    let codes = Exit::ALL.iter();
    codes
        .map(|exit| json!({"code": exit.code(), "name": exit.name(), "meaning": exit.meaning()}))
        .collect()
}

/// What results and errors look like.
fn output() -> Value {
    json!({
        "formats": Format::NAMES,
        "results": "on stdout: the API's object; a list is an array of objects with -o json, and one object a \
                    line with -o ndjson",
        "masked_unless_show_sensitive": ["secrets", "verified_outputs", "provided_details", "report sections",
                                         "last_error.reason"],
        "error": {
            "where": "one line of JSON on stderr, with -o json or -o ndjson",
            "members": {
                "error.code": "string: the name of an exit code, or output, no_field, jq, different, unsigned, handler",
                "error.exit_code": "integer",
                "error.message": "string, one sentence, no value that was typed",
                "error.subject": "string, if a flag, argument or variable is to blame",
                "error.param": "string, the API's name of the parameter",
                "error.status": "integer, the HTTP status",
                "error.api_type": "string",
                "error.api_code": "string",
                "error.api_message": "string, with --show-sensitive only",
                "error.doc_url": "string",
                "error.request_id": "string",
                "error.idempotency_key": "string",
                "error.attempts": "integer",
                "error.retryable": "boolean",
                "error.retry_after_seconds": "number",
                "error.hint": "string",
                "error.causes": "array of strings",
            },
        },
    })
}
