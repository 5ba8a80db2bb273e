//! [`Global`]: the flags that stand at any place of any command.

use clap::ArgAction;

#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Call a sandbox inside this process, gone afterwards: no key, no network
    #[arg(long, global = true)]
    pub(crate) sandbox: bool,

    /// json, ndjson, yaml, table, csv, id, env; on a terminal table, else json
    #[arg(short, long, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<String>,

    /// Print one value, as in --field last_error.code
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) field: Option<String>,

    /// Print what a jq filter makes of the JSON; jq itself is not needed
    #[arg(long, global = true, value_name = "FILTER", hide_short_help = true)]
    pub(crate) jq: Option<String>,

    /// Do not mask client secrets and personal data
    #[arg(long, global = true)]
    pub(crate) show_sensitive: bool,

    /// Limit of the whole call, retries included: 500ms, 30s, 2m
    #[arg(long, global = true, value_name = "DURATION")]
    pub(crate) timeout: Option<String>,

    /// How often to try again after a failure that may pass, 2 if not given; 0 sends once
    #[arg(long, global = true, value_name = "N", hide_short_help = true)]
    pub(crate) max_retries: Option<String>,

    /// Your own key for what is done: the same key twice does it once
    #[arg(long, global = true, value_name = "KEY", hide_short_help = true)]
    pub(crate) idempotency_key: Option<String>,

    /// Print the request instead of sending it
    #[arg(long, global = true)]
    pub(crate) dry_run: bool,

    /// Print the request as a curl command instead of sending it; the key stays a variable
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) curl: bool,

    /// Do what cannot be undone without asking
    #[arg(short, long, global = true)]
    pub(crate) yes: bool,

    /// Never ask; fail where a question would be needed
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_input: bool,

    /// Another API than https://api.stripe.com: scheme, host, port; plain http on loopback only
    #[arg(long, global = true, value_name = "URL", hide_short_help = true)]
    pub(crate) base_url: Option<String>,

    /// Trust the authorities in this file too (PEM), or a server by its own certificate
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) ca_file: Option<String>,

    /// Act for a connected account (acct_...)
    #[arg(
        long,
        global = true,
        value_name = "ACCOUNT",
        alias = "stripe-account",
        hide_short_help = true
    )]
    pub(crate) account: Option<String>,

    /// Another API version than the one this command was written for
    #[arg(
        long,
        global = true,
        value_name = "VERSION",
        alias = "stripe-version",
        hide_short_help = true
    )]
    pub(crate) api_version: Option<String>,

    /// Read the key from a file
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(crate) api_key_file: Option<String>,

    /// Read the key from the first line of stdin
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) api_key_stdin: bool,

    /// Take the key from what a command prints, as of a password manager
    #[arg(long, global = true, value_name = "COMMAND", hide_short_help = true)]
    pub(crate) api_key_command: Option<String>,

    /// The profile of the configuration file; "default" if not given
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub(crate) profile: Option<String>,

    /// Say more on stderr: request ids, idempotency keys; -vv says all
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,

    /// No notes and no progress: errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// No colours; so do NO_COLOR=1 and TERM=dumb
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_color: bool,

    /// Print what a command takes and gives as JSON, for programs
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) describe: bool,
}
