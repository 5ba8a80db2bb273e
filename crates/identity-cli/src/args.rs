//! What was typed: commands and flags as text, nothing judged yet.
//!
//! Values stay strings here, since the parser's own complaints quote what they refuse. What a value means,
//! and whether it can, is decided in [`settings`](crate::settings), in sentences that quote nothing.

pub(crate) mod error;
pub(crate) mod sandbox;
pub(crate) mod session;

use std::ffi::OsString;

use clap::{ArgAction, Parser, Subcommand};

use self::error::Stop;
use self::sandbox::SandboxCommand;
use self::session::SessionCommand;

/// What a thing is for, how it looks when used, then the rules: a newcomer reads from the top.
pub(crate) const TEMPLATE: &str = "{about-with-newline}
{before-help}{usage-heading} {usage}

{all-args}{after-help}";

const EXAMPLES: &str = "\
Examples:
  identity --sandbox session create --type document    try it: no account, no network
  identity session create --type document --selfie     with the key in STRIPE_API_KEY
  identity session get vs_1PqR                         where does this session stand?
  identity sandbox serve --port 12111                  a local API for your own tests";

const EXIT_CODES: &str = "\
Environment:
  STRIPE_API_KEY    the secret key (sk_...) or restricted key (rk_...); there is no flag for it
  STRIPE_API_BASE   another API than https://api.stripe.com; --base-url comes first

Exit codes:
  0  done                               5  too many requests
  1  the API refused or failed          6  no connection, TLS failed, or time ran out
  2  usage: nothing was sent            7  waiting took too long
  3  no such object                     8  the verification did not succeed
  4  key wrong or not allowed to";

/// Create Stripe Identity verifications and follow them, from the terminal.
#[derive(Parser)]
#[command(
    name = "identity",
    version,
    before_help = EXAMPLES,
    after_help = "Help for one command: identity session create --help",
    after_long_help = EXIT_CODES,
    help_template = TEMPLATE,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Create a verification session, or see where one stands.
    #[command(
        subcommand,
        before_help = session::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Session(SessionCommand),
    /// Run a local Identity API to test against.
    #[command(
        subcommand,
        before_help = sandbox::EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Sandbox(SandboxCommand),
}

/// Flags that stand at any place of any command.
#[derive(clap::Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Call a sandbox inside this process, gone afterwards: no key, no network
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// json, table or id; if not given, a table on a terminal, else JSON
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<String>,

    /// Do not mask client secrets and personal data
    #[arg(long, global = true)]
    pub(crate) show_sensitive: bool,

    /// Limit of the whole call, retries included: 500ms, 30s, 2m
    #[arg(long, global = true, value_name = "DURATION")]
    pub(crate) timeout: Option<String>,

    /// How often to try again after a failure that may pass; 0 sends once
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_retries: Option<String>,

    /// Your own key for a create: the same key twice gives the same session, not a second one
    #[arg(long, global = true, value_name = "KEY", hide_short_help = true)]
    pub(crate) idempotency_key: Option<String>,

    /// Another API than https://api.stripe.com: scheme, host, port; plain http on loopback only
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) base_url: Option<String>,

    /// Say more on stderr: ids, keys of idempotency, attempts; -vv says all
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// Reads a command line, program name first.
pub(crate) fn parse(args: &[OsString]) -> Result<Args, Stop> {
    Args::try_parse_from(args).map_err(|error| Stop::of(&error))
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
            "-o" | "--output" => words.next() == Some("json"),
            "-ojson" | "-o=json" | "--output=json" => true,
            _ => json,
        };
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        <Args as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn json_is_seen_in_each_spelling() {
        for (line, json) in [
            ("identity session -o json --nonsense", true),
            ("identity -ojson", true),
            ("identity -o=json", true),
            ("identity --output=json", true),
            ("identity --output json", true),
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
