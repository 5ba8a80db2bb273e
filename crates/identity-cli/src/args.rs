//! What was typed: commands and flags as text, nothing judged yet.
//!
//! Values stay strings here, since the parser's own complaints quote what they refuse. What a value means,
//! and whether it can, is decided in [`settings`](crate::settings), in sentences that quote nothing.

pub(crate) mod acts;
pub(crate) mod checks;
pub(crate) mod control;
pub(crate) mod deliveries;
pub(crate) mod describe;
pub(crate) mod error;
pub(crate) mod facts;
mod global;
pub(crate) mod other;
pub(crate) mod page;
pub(crate) mod report;
pub(crate) mod sandbox;
mod scope;
pub(crate) mod session;
mod values;
pub(crate) mod webhook;

use std::ffi::OsString;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use self::error::Stop;
use self::other::{ApiArgs, CompletionsArgs, ConfigCommand, ExplainArgs, GetAnyArgs};
use self::report::{EventCommand, ReportCommand};
use self::sandbox::SandboxCommand;
use self::session::SessionCommand;
use self::webhook::WebhookCommand;

pub(crate) use self::global::Global;

/// What a thing is for, how it looks when used, then the rules: a newcomer reads from the top.
pub(crate) const TEMPLATE: &str = "{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  identity --sandbox session create --type document    try it: no account, no network
  identity session create --type document --selfie     with the key in STRIPE_API_KEY
  identity session wait vs_1PqR --timeout 10m          until there is an outcome
  identity session list --status verified --all        every one of them
  identity explain document_expired                    what it means and what to do
  identity sandbox run -- npm test                     your tests, against a local API";

const REFERENCES: &str = "\
Environment:
  STRIPE_API_KEY         the secret key (sk_...) or restricted key (rk_...); there is no flag for it
  STRIPE_API_BASE        another API than https://api.stripe.com; as --base-url
  STRIPE_ACCOUNT         as --account; so are STRIPE_API_VERSION, IDENTITY_PROFILE, IDENTITY_OUTPUT,
                         IDENTITY_TIMEOUT, IDENTITY_MAX_RETRIES and IDENTITY_CA_FILE
  STRIPE_WEBHOOK_SECRET  the secret of a webhook endpoint (whsec_...); there is no flag for it
  IDENTITY_SANDBOX_TOKEN the token that the control API of a sandbox wants, if it wants one
  IDENTITY_CONFIG        another file than ~/.config/identity/config.toml
  BROWSER                the program that opens a page
  NO_COLOR               no colours, whatever its value

Flags come before the environment, that before the profile, and that before defaults.

Exit codes:
  0  done                               5  too many requests
  1  the API refused or failed          6  no connection, TLS failed, or time ran out
  2  usage: nothing was sent            7  waiting took too long
  3  no such object                     8  the verification did not succeed
  4  key wrong, or lacks permission   130  interrupted by Ctrl-C";

/// Create Stripe Identity verifications and follow them, from the terminal.
#[derive(Parser)]
#[command(
    name = "identity",
    version,
    before_help = EXAMPLES,
    after_help = "Help for one command: identity session create --help",
    after_long_help = REFERENCES,
    help_template = TEMPLATE,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
    /// The command line as it came.
    #[arg(skip)]
    pub(crate) words: Vec<OsString>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create verification sessions, and follow them to their end.
    #[command(
        subcommand,
        aliases = ["verification_sessions", "verification-sessions", "verification_session", "sessions"],
        before_help = session::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Session(SessionCommand),
    /// Read what was verified, and fetch the images.
    #[command(
        subcommand,
        aliases = ["verification_reports", "verification-reports", "verification_report", "reports"],
        before_help = report::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Report(ReportCommand),
    /// See what happened, and have it sent again.
    #[command(
        subcommand,
        alias = "events",
        before_help = report::EVENT_EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Event(EventCommand),
    /// Receive webhooks, check and make signatures, and manage endpoints.
    #[command(
        subcommand,
        aliases = ["webhooks"],
        before_help = webhook::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Webhook(WebhookCommand),
    /// Run a local Identity API to test against.
    #[command(
        subcommand,
        before_help = sandbox::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Sandbox(SandboxCommand),
    /// Say what a status, an error code or an exit code means, without a network.
    #[command(before_help = other::EXPLAIN_EXAMPLES, help_template = TEMPLATE)]
    Explain(ExplainArgs),
    /// Get any object by its id.
    #[command(before_help = other::GET_EXAMPLES, help_template = TEMPLATE)]
    Get(GetAnyArgs),
    /// Call anything that the API has.
    #[command(before_help = other::API_EXAMPLES, help_template = TEMPLATE)]
    Api(ApiArgs),
    /// See and change the configuration file.
    #[command(
        subcommand,
        before_help = other::CONFIG_EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Config(ConfigCommand),
    /// Print the completions of a shell: bash, zsh, fish or powershell.
    #[command(before_help = other::COMPLETIONS_EXAMPLES, help_template = TEMPLATE)]
    Completions(CompletionsArgs),
    /// Print the manual page of a command.
    #[command(before_help = other::MAN_EXAMPLES, help_template = TEMPLATE)]
    Man(other::ManArgs),
}

/// The whole command, each part with the global flags that it has a use for.
pub(crate) fn command() -> clap::Command {
    scope::scoped(Args::command())
}

/// The paths of all commands below `command` that do something: `session create`.
#[cfg(test)]
pub(crate) fn leaves(command: &clap::Command, path: &str, found: &mut Vec<String>) {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name()).trim_start().to_owned();
        if sub.has_subcommands() {
            leaves(sub, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// True for a command that looks into the configuration file; for the empty path, too.
pub(crate) fn reads_the_configuration(path: &str) -> bool {
    path.is_empty() || scope::has_use(path, "profile")
}

/// Reads a command line, program name first.
pub(crate) fn parse(args: &[OsString]) -> Result<Args, Stop> {
    if let Some(path) = describe::asked(args) {
        return Err(Stop::Print(describe::print(&command(), &path)?));
    }
    let mut command = command();
    let matches = command
        .try_get_matches_from_mut(args)
        .map_err(|error| Stop::of(&error))?;
    scope::check(&command, &matches)?;
    let mut read = Args::from_arg_matches(&matches).map_err(|error| Stop::of(&error))?;
    read.words = args.to_vec();
    Ok(read)
}

/// True when the command line asks for JSON, even if it cannot be read otherwise: its errors are JSON too.
pub(crate) fn asks_for_json(args: &[OsString]) -> bool {
    let mut words = args
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--");
    let mut json = false;
    while let Some(word) = words.next() {
        json = match word {
            "-o" | "--output" => words.next().is_some_and(is_json),
            _ => word
                .strip_prefix("--output=")
                .or_else(|| word.strip_prefix("-o="))
                .or_else(|| word.strip_prefix("-o"))
                .map_or(json, is_json),
        };
    }
    json
}

fn is_json(format: &str) -> bool {
    matches!(format, "json" | "ndjson")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        command().debug_assert();
    }

    #[test]
    fn json_is_seen_in_each_spelling() {
        for (line, json) in [
            ("identity session -o json --nonsense", true),
            ("identity -ojson", true),
            ("identity -o=json", true),
            ("identity --output=json", true),
            ("identity --output json", true),
            ("identity -ondjson", true),
            ("identity -o table", false),
            ("identity -o json -o table", false),
            ("identity json", false),
            ("identity -o", false),
            ("identity -- -o json", false),
        ] {
            let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert_eq!(asks_for_json(&args), json, "{line}");
        }
    }
}
