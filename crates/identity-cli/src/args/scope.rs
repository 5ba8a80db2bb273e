//! Which global flags each command has a use for.
//!
//! The rest does not stand in its help, and is refused when it is given: a flag that is dropped silently
//! lets someone believe that it did something.

use clap::{Arg, ArgMatches, Command, parser::ValueSource};

use crate::failure::Usage;

/// Flags about how a call is made.
const CALL: &[&str] = &[
    "sandbox",
    "timeout",
    "max_retries",
    "base_url",
    "ca_file",
    "account",
    "api_version",
    "api_key_file",
    "api_key_stdin",
    "api_key_command",
    "profile",
];
/// Of a single call that changes something.
const WRITE: &[&str] = &["idempotency_key"];
/// Of a single call.
const PLAN: &[&str] = &["dry_run", "curl"];
/// Of what prints an object.
const OUT: &[&str] = &["output", "field", "jq", "show_sensitive"];
/// Of what asks before it does something.
const ASK: &[&str] = &["yes", "no_input"];
/// Of every command.
const ALWAYS: &[&str] = &["verbose", "quiet", "no_color", "describe"];
/// Of commands about a sandbox that is served elsewhere.
const SERVED: &[&str] = &["base_url", "ca_file", "timeout"];

/// A command by its path, and its groups of flags.
type Row = (&'static str, &'static [&'static [&'static str]]);

const SCOPES: &[Row] = &[
    ("session create", &[CALL, WRITE, PLAN, OUT]),
    ("session get", &[CALL, PLAN, OUT]),
    ("session update", &[CALL, WRITE, PLAN, OUT]),
    ("session list", &[CALL, PLAN, OUT]),
    ("session cancel", &[CALL, WRITE, PLAN, OUT, ASK]),
    ("session redact", &[CALL, WRITE, PLAN, OUT, ASK]),
    ("session wait", &[CALL, OUT]),
    ("session open", &[CALL, &["show_sensitive"]]),
    ("session timeline", &[CALL, OUT]),
    ("session ensure", &[CALL, OUT]),
    ("report get", &[CALL, PLAN, OUT]),
    ("report list", &[CALL, PLAN, OUT]),
    ("report images", &[CALL, OUT, ASK]),
    ("event get", &[CALL, PLAN, OUT]),
    ("event list", &[CALL, PLAN, OUT]),
    ("event resend", &[CALL, WRITE, PLAN, OUT]),
    ("webhook listen", &[CALL, &["output", "show_sensitive"]]),
    ("webhook verify", &[OUT]),
    ("webhook sign", &[]),
    ("webhook endpoints create", &[CALL, WRITE, PLAN, OUT]),
    ("webhook endpoints get", &[CALL, PLAN, OUT]),
    ("webhook endpoints list", &[CALL, PLAN, OUT]),
    ("webhook endpoints update", &[CALL, WRITE, PLAN, OUT]),
    ("webhook endpoints delete", &[CALL, PLAN, OUT, ASK]),
    ("session simulate", &[SERVED, OUT]),
    ("sandbox status", &[SERVED, OUT]),
    ("sandbox overview", &[SERVED, OUT]),
    ("sandbox act", &[SERVED, OUT]),
    ("sandbox key", &[SERVED, OUT]),
    ("sandbox seed", &[SERVED, OUT]),
    ("sandbox deliveries", &[SERVED, OUT]),
    ("sandbox rules", &[SERVED, OUT]),
    ("sandbox roll-secret", &[SERVED, OUT]),
    ("sandbox reset", &[SERVED, OUT]),
    ("sandbox clock", &[SERVED, OUT]),
    ("sandbox faults", &[SERVED, OUT]),
    ("sandbox journal", &[SERVED, OUT]),
    ("sandbox snapshot", &[SERVED, OUT]),
    ("explain", &[OUT]),
    ("api", &[CALL, WRITE, PLAN, OUT, ASK]),
    ("get", &[CALL, PLAN, OUT]),
    ("config show", &[OUT, &["profile"]]),
    ("config explain", &[CALL, OUT]),
    ("config set", &[&["profile"]]),
];

/// True if the command at `path` has a use for the global flag.
pub(super) fn has_use(path: &str, flag: &str) -> bool {
    let groups = SCOPES
        .iter()
        .find(|(known, _)| *known == path)
        .map_or(&[][..], |(_, groups)| groups);
    ALWAYS.contains(&flag) || groups.iter().any(|group| group.contains(&flag))
}

/// Gives every command the global flags as its own: shown where they have a use, else hidden. clap leaves a
/// global flag alone where a command has one of that name.
pub(super) fn scoped(root: Command) -> Command {
    let globals: Vec<Arg> = root
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .cloned()
        .collect();
    within(root, "", &globals)
}

fn within(mut command: Command, path: &str, globals: &[Arg]) -> Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for name in names {
        let path = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(name, |sub| {
            let is_group = sub.has_subcommands();
            let flags = globals.iter().map(|flag| {
                let shown = !is_group && has_use(&path, flag.get_id().as_str());
                let flag = flag.clone().hide(!shown);
                if flag.get_id() == "base_url" && shown && !has_use(&path, "account") {
                    return flag
                        .help("The sandbox that is meant; http://127.0.0.1:12111 if not given");
                }
                flag
            });
            let sub = sub.args(flags);
            within(sub, &path, globals)
        });
    }
    command
}

/// Refuses the first global flag that was typed and has no use.
pub(super) fn check(root: &Command, matches: &ArgMatches) -> Result<(), Usage> {
    let mut path = String::new();
    let mut leaf = matches;
    while let Some((name, inner)) = leaf.subcommand() {
        path = format!("{path} {name}").trim_start().to_owned();
        leaf = inner;
    }
    let unused = root
        .get_arguments()
        .filter(|arg| arg.is_global_set())
        .find(|arg| {
            let id = arg.get_id().as_str();
            leaf.value_source(id) == Some(ValueSource::CommandLine) && !has_use(&path, id)
        });
    match unused.and_then(Arg::get_long) {
        None => Ok(()),
        Some(flag) => Err(Usage::new(
            format!("--{flag}"),
            format!("has no use here: {}", reason(&path, flag)),
        )),
    }
}

fn reason(path: &str, flag: &str) -> String {
    let id = flag.replace('-', "_");
    let is_in = |group: &[&str]| group.contains(&id.as_str());
    if is_in(CALL) || ((is_in(WRITE) || is_in(PLAN)) && !has_use(path, "timeout")) {
        format!("{path} makes no call")
    } else if is_in(WRITE) {
        "reading changes nothing".to_owned()
    } else if is_in(PLAN) {
        format!("{path} makes more than one call")
    } else if is_in(ASK) {
        format!("{path} asks nothing")
    } else {
        format!("{path} prints no object")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_command_and_every_flag_is_one() {
        let root = crate::args::command();
        let mut found = Vec::new();
        crate::args::leaves(&root, "", &mut found);
        for (path, groups) in SCOPES {
            assert!(found.iter().any(|leaf| leaf == path), "{path}");
            for flag in groups.iter().copied().flatten() {
                let is_flag = root.get_arguments().any(|arg| arg.get_id() == flag);
                assert!(is_flag, "{flag}");
            }
        }
    }
}
