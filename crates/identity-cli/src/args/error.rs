//! [`Stop`]: why a command line ends before it becomes a command, in sentences that quote no value.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::Usage;
use crate::suggest::nearest;
use crate::suggest::one_of;

/// Why there is nothing to run.
pub(crate) enum Stop {
    /// Help or the version was asked for: data, and a success.
    Print(String),
    /// Too little was typed to know what is wanted: help, and a failure.
    Help(String),
    /// What was typed cannot be read.
    Usage(Usage),
}

impl From<Usage> for Stop {
    fn from(usage: Usage) -> Self {
        Self::Usage(usage)
    }
}

impl Stop {
    /// Keeps of the parser's error what it says about flags, and drops what it says about values.
    pub(crate) fn of(error: &clap::Error) -> Self {
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Self::Print(error.to_string()),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Self::Help(error.to_string()),
            kind => Self::Usage(usage(kind, error)),
        }
    }
}

fn usage(kind: ErrorKind, error: &clap::Error) -> Usage {
    let flag = first(error, ContextKind::InvalidArg).unwrap_or_default();
    match kind {
        ErrorKind::UnknownArgument => unknown(flag, first(error, ContextKind::SuggestedArg)),
        ErrorKind::InvalidSubcommand => Usage::new(
            "command",
            or_meant("is not known".to_owned(), suggested(error)),
        ),
        ErrorKind::MissingSubcommand => Usage::new("command", one_of_commands(error)),
        ErrorKind::MissingRequiredArgument => Usage::new(name(flag), "is required"),
        // Clap's word for `--type a --type b`; nothing is declared as conflicting.
        ErrorKind::ArgumentConflict => Usage::new(name(flag), "must be given once"),
        ErrorKind::TooManyValues => Usage::new(name(flag), "takes no value"),
        ErrorKind::InvalidUtf8 => Usage::new("arguments", "must be UTF-8"),
        _ if flag.is_empty() => Usage::new("arguments", "cannot be read"),
        _ => Usage::new(name(flag), "needs a value"),
    }
}

/// A word that stands where none is expected is a value, and a flag may be one too (`--sk_live_…`): only
/// what looks like the name of a flag is repeated.
fn unknown(typed: &str, suggestion: Option<&str>) -> Usage {
    let is_name = typed.starts_with('-')
        && typed.len() <= 32
        && typed
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_lowercase());
    if is_name {
        let meant = suggestion.map(str::to_owned);
        Usage::new(typed.to_owned(), or_meant("is not known".to_owned(), meant))
    } else if typed.starts_with('-') {
        Usage::new("arguments", "hold an unknown flag")
    } else {
        Usage::new(
            "arguments",
            "hold a word too many; quote a value with blanks in it",
        )
    }
}

fn or_meant(rule: String, suggestion: Option<String>) -> String {
    match suggestion {
        Some(suggestion) => format!("{rule}; did you mean {suggestion}?"),
        None => rule,
    }
}

/// The command that is nearest, by its name rather than one of its aliases.
fn suggested(error: &clap::Error) -> Option<String> {
    let suggestions = match error.get(ContextKind::SuggestedSubcommand)? {
        ContextValue::String(text) => std::slice::from_ref(text),
        ContextValue::Strings(texts) => texts,
        _ => return None,
    };
    let typed = first(error, ContextKind::InvalidSubcommand).unwrap_or_default();
    let names = names();
    let known: Vec<&str> = suggestions
        .iter()
        .filter(|word| names.contains(word))
        .map(String::as_str)
        .collect();
    let nearest = nearest(typed, &known).map(str::to_owned);
    nearest.or_else(|| suggestions.last().cloned())
}

/// The names of all commands, without aliases.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    collect_names(&super::command(), &mut names);
    names
}

fn collect_names(command: &clap::Command, names: &mut Vec<String>) {
    for sub in command.get_subcommands() {
        names.push(sub.get_name().to_owned());
        collect_names(sub, names);
    }
}

fn one_of_commands(error: &clap::Error) -> String {
    match error.get(ContextKind::ValidSubcommand) {
        Some(ContextValue::Strings(known)) => {
            let names = names();
            let known: Vec<&str> = known
                .iter()
                .filter(|word| names.contains(word))
                .map(String::as_str)
                .collect();
            one_of("", &known)
        }
        _ => "is required".to_owned(),
    }
}

/// `--type <TYPE>` is `--type`, and `<ID>` is `ID`.
fn name(flag: &str) -> String {
    let flag = flag.split([' ', '=', '[']).next().unwrap_or_default();
    flag.trim_matches(['<', '>', '.']).to_owned()
}

fn first(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args;

    fn sentence(line: &str) -> String {
        let args: Vec<_> = line.split(' ').map(Into::into).collect();
        match args::parse(&args) {
            Err(Stop::Usage(usage)) => usage.to_string(),
            Err(Stop::Print(_) | Stop::Help(_)) | Ok(_) => panic!("{line}: no usage error"),
        }
    }

    #[test]
    fn what_was_typed_wrong_is_named_and_not_quoted() {
        for (line, expected) in [
            (
                "identity session create --tpye X",
                "--tpye: is not known; did you mean --type?",
            ),
            (
                "identity session create --tpye=X",
                "--tpye: is not known; did you mean --type?",
            ),
            (
                "identity session create --sk_live_X",
                "arguments: hold an unknown flag",
            ),
            (
                "identity session get vs_1 X",
                "arguments: hold a word too many; quote a value with blanks in it",
            ),
            (
                "identity sesion get X",
                "command: is not known; did you mean session?",
            ),
            ("identity X", "command: is not known"),
            (
                "identity --sandbox",
                "command: must be session, report, event, webhook, sandbox, explain, get, api, config, completions or \
                 man",
            ),
            (
                "identity session --sandbox",
                "command: must be create, get, update, list, cancel, redact, wait, open, simulate, timeline or ensure",
            ),
            ("identity session get", "ID: is required"),
            ("identity session get --sandbox", "ID: is required"),
            (
                "identity session create --type a --type X",
                "--type: must be given once",
            ),
            ("identity session create --type", "--type: needs a value"),
            (
                "identity session create --sandbox=X",
                "--sandbox: takes no value",
            ),
            ("identity session create -x", "-x: is not known"),
        ] {
            let sentence = sentence(line);
            assert_eq!(sentence, expected, "{line}");
            assert!(!sentence.contains('X'), "{line}");
        }
    }
}
