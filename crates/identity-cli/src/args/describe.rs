//! `--describe`: commands, flags, exit codes and the shapes of results as JSON, for programs that write command
//! lines and read what comes of them.

use std::ffi::OsString;

use clap::{Arg, Command};
use serde_json::{Value, json};

use super::{facts, values};
use crate::Exit;
use crate::failure::Usage;
use crate::output::Format;
use crate::shapes;

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
    let path = name[1..].join(" ");
    let mut paths = Vec::new();
    let described = one(command, &path, &mut paths);
    let global = root.get_arguments().filter(|arg| arg.is_global_set());
    let description = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "describe_version": 2,
        "version": env!("CARGO_PKG_VERSION"),
        "command": described,
        "global_flags": global.map(|arg| flag("", arg)).collect::<Vec<_>>(),
        "exit_codes": exit_codes(),
        "variables": variables(&path),
        "output": output(),
        "error_schema": shapes::reference("CommandError"),
        "$defs": shapes::definitions(paths.iter().map(String::as_str)),
    });
    let text = serde_json::to_string_pretty(&description).unwrap_or_default();
    Ok(text + "\n")
}

/// The command at `path`, and those below it; the paths of all that do something are added to `paths`.
fn one(command: &Command, path: &str, paths: &mut Vec<String>) -> Value {
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
        .map(|sub| {
            one(
                sub,
                format!("{path} {}", sub.get_name()).trim_start(),
                paths,
            )
        })
        .collect();
    let mut described = json!({
        "name": format!("identity {path}").trim_end(),
        "about": command.get_about().map(ToString::to_string),
        "aliases": command.get_all_aliases().collect::<Vec<_>>(),
        "arguments": positionals.into_iter().map(|arg| positional(path, arg)).collect::<Vec<_>>(),
        "flags": flags.into_iter().map(|arg| flag(path, arg)).collect::<Vec<_>>(),
        "uses_global_flags": globals,
        "commands": below,
    });
    if !command.has_subcommands() {
        let shape = shapes::of(path);
        let codes = facts::exits(path).into_iter().map(Exit::code);
        described["exit_codes"] = codes.collect();
        described["output_schema"] = shape.schema();
        described["output_is_lines"] = shape.is_lines().into();
        if super::scope::has_use(path, "dry_run") {
            described["dry_run_schema"] = shapes::reference("DryRun");
        }
        paths.push(path.to_owned());
    }
    described
}

fn positional(path: &str, arg: &Arg) -> Value {
    json!({
        "name": arg.get_id().as_str(),
        "about": arg.get_help().map(ToString::to_string),
        "type": values::value_type(arg),
        "values": values::choices(path, arg),
        "may_repeat": arg.get_num_args().is_some_and(|count| count.max_values() > 1),
        "required": arg.is_required_set(),
    })
}

fn flag(path: &str, arg: &Arg) -> Value {
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
        "type": values::value_type(arg),
        "values": values::choices(path, arg),
        "default": values::default(path, arg),
        "may_repeat": repeats,
        "required": arg.is_required_set(),
        "aliases": arg.get_all_aliases(),
    })
}

/// Those that the command reads, or all of them.
fn variables(path: &str) -> Vec<Value> {
    let variables = facts::variables(path).into_iter();
    variables
        .map(|variable| json!({"name": variable.name, "meaning": variable.meaning}))
        .collect()
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
        "errors": "one line of JSON on stderr, with -o json or -o ndjson: error_schema",
        "schemas": "each output_schema is JSON Schema, draft 2020-12; its references lead to $defs of this document. \
                    It holds for the result with -o json, masked or not",
    })
}
