//! `identity sandbox …`: what was typed.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::Subcommand;

use super::TEMPLATE;
use super::acts::{
    ACT_EXAMPLES, KEY_EXAMPLES, KeyArgs, OVERVIEW_EXAMPLES, OverviewArgs, PersonArgs,
    SEED_EXAMPLES, STATUS_EXAMPLES, SeedArgs,
};
use super::control::{
    CLOCK_EXAMPLES, ClockArgs, FAULTS_EXAMPLES, FaultsArgs, JOURNAL_EXAMPLES, JournalArgs,
    RESET_EXAMPLES, SNAPSHOT_EXAMPLES, SnapshotArgs,
};

use super::deliveries::{
    DELIVERIES_EXAMPLES, DeliveriesArgs, ROLL_SECRET_EXAMPLES, RULES_EXAMPLES, RollSecretArgs,
    RulesArgs,
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity sandbox serve
  identity sandbox run -- npm test        a sandbox for as long as a command runs
  identity sandbox clock advance 48h      in the one that is served
  eval \"$(identity sandbox serve --detach --port 0)\"";

const RUN_EXAMPLES: &str = "\
Examples:
  identity sandbox run -- npm test
  identity sandbox run -- pytest -k identity
  identity sandbox run -- sh -c 'identity session create --type document'

Starts a sandbox on a free port, then the command, and ends with its exit code; signals go to the
command. It finds the sandbox by STRIPE_API_BASE (also in parts, as STRIPE_API_HOST, STRIPE_API_PORT
and STRIPE_API_PROTOCOL) and a test key by STRIPE_API_KEY and STRIPE_SECRET_KEY, whatever they were.";

const SERVE_EXAMPLES: &str = "\
Examples:
  identity sandbox serve                  on port 12111
  identity sandbox serve --port 0         on a free port
  identity sandbox serve --tls-cert server.pem --tls-key server.key
  eval \"$(identity sandbox serve --detach --port 0)\"   ...; kill $IDENTITY_SANDBOX_PID

To call it from another terminal:
  export STRIPE_API_KEY=sk_test_123 STRIPE_API_BASE=http://127.0.0.1:12111
  identity session create --type document

Prints one line when it is ready: listening on http://127.0.0.1:PORT. Any sk_test_ key works, from
any Stripe SDK. Listens on this machine only, keeps all in memory unless there is --data, and stops
on Ctrl-C.";

#[derive(Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve the sandbox over HTTP until it is stopped.
    #[command(before_help = SERVE_EXAMPLES, help_template = TEMPLATE)]
    Serve(ServeArgs),
    /// Run a command with a sandbox of its own.
    #[command(before_help = RUN_EXAMPLES, help_template = TEMPLATE)]
    Run(RunArgs),
    /// See what a sandbox holds.
    #[command(before_help = STATUS_EXAMPLES, help_template = TEMPLATE)]
    Status,
    /// See where the sessions of all accounts stand.
    #[command(before_help = OVERVIEW_EXAMPLES, help_template = TEMPLATE)]
    Overview(OverviewArgs),
    /// Do what a person does, or let checks and redactions end.
    #[command(before_help = ACT_EXAMPLES, help_template = TEMPLATE)]
    Act(PersonArgs),
    /// See the time of a sandbox, stop it, and move it.
    #[command(before_help = CLOCK_EXAMPLES, help_template = TEMPLATE)]
    Clock(ClockArgs),
    /// Have things go wrong in a sandbox.
    #[command(before_help = FAULTS_EXAMPLES, help_template = TEMPLATE)]
    Faults(FaultsArgs),
    /// See the deliveries of webhooks, and make them.
    #[command(before_help = DELIVERIES_EXAMPLES, help_template = TEMPLATE)]
    Deliveries(DeliveriesArgs),
    /// Have deliveries go wrong on their way.
    #[command(before_help = RULES_EXAMPLES, help_template = TEMPLATE)]
    Rules(RulesArgs),
    /// Give a webhook endpoint a new secret.
    #[command(before_help = ROLL_SECRET_EXAMPLES, help_template = TEMPLATE)]
    RollSecret(RollSecretArgs),
    /// Say what a key may do.
    #[command(before_help = KEY_EXAMPLES, help_template = TEMPLATE)]
    Key(KeyArgs),
    /// See what requests a sandbox got.
    #[command(before_help = JOURNAL_EXAMPLES, help_template = TEMPLATE)]
    Journal(JournalArgs),
    /// Make what a seed file holds.
    #[command(before_help = SEED_EXAMPLES, help_template = TEMPLATE)]
    Seed(SeedArgs),
    /// Keep the state of a sandbox, and put it back.
    #[command(before_help = SNAPSHOT_EXAMPLES, help_template = TEMPLATE)]
    Snapshot(SnapshotArgs),
    /// Forget everything in a sandbox.
    #[command(before_help = RESET_EXAMPLES, help_template = TEMPLATE)]
    Reset,
}

#[derive(clap::Args)]
pub(crate) struct RunArgs {
    /// The command and its arguments, after --
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true)]
    pub(crate) command: Vec<OsString>,
}

#[derive(clap::Args)]
pub(crate) struct ServeArgs {
    /// The port to listen on, 12111 if not given; 0 picks a free one
    #[arg(
        long,
        value_name = "PORT",
        default_value = "12111",
        hide_default_value = true
    )]
    pub(crate) port: String,

    /// An address to listen on in place of 127.0.0.1
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) bind: Option<IpAddr>,

    /// Allow an address that other machines can reach
    #[arg(long)]
    pub(crate) allow_other_machines: bool,

    /// Answer callers who use this host name too; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,

    /// A Unix socket to listen on as well; may be repeated
    #[cfg(unix)]
    #[arg(long, value_name = "PATH")]
    pub(crate) unix: Vec<PathBuf>,

    /// Write URL and a key to this file, as JSON, when it is ready
    #[arg(long, value_name = "FILE")]
    pub(crate) ready_file: Option<PathBuf>,

    /// Keep the state in this file; it survives a crash at any point
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Make what this seed file holds, YAML or JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) seed_file: Option<PathBuf>,

    /// Serve https with this certificate and chain (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// The key of that certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Trust these authorities (PEM) for deliveries over https
    #[arg(long, value_name = "FILE")]
    pub(crate) delivery_ca_file: Option<PathBuf>,

    /// Keep requests whole in the journal, personal data included
    #[arg(long)]
    pub(crate) raw_journal: bool,

    /// The number that ids and tokens are made from, 0 if not given
    #[arg(long, value_name = "NUMBER")]
    pub(crate) seed: Option<u64>,

    /// The file with the token that the control API then wants
    #[arg(long, value_name = "FILE", conflicts_with = "no_control")]
    pub(crate) control_token_file: Option<PathBuf>,

    /// Switch the control API under /_sandbox/ off
    #[arg(long)]
    pub(crate) no_control: bool,

    /// Stay behind when this command ends; for eval "$(...)"
    #[arg(long)]
    pub(crate) detach: bool,
}
