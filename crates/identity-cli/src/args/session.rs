//! `identity session …`: what was typed.

use clap::Subcommand;

use super::TEMPLATE;
use super::checks::{ChecksArgs, CustomerArgs, SubjectArgs};
use super::control::{SIMULATE_EXAMPLES, SimulateArgs};
use super::page::PageArgs;

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity session create --type document
  identity session get vs_1PqR
  identity session wait vs_1PqR --timeout 10m";

const CREATE_EXAMPLES: &str = "\
Examples:
  identity --sandbox session create --type document
  identity session create --type document --selfie --allow passport,id_card
  identity session create --flow vf_1AbC --email jenny@example.com
  identity session create --type id_number --metadata user=42 --return-url https://example.com/done
  identity session create --type document -o id
  identity session create --type document --qr --wait
  identity session create --template > request.yaml; identity session create -d @request.yaml

Prints the session with the url of the page to send the person to. Each call is sent with an
idempotency key, so a retry makes no second session.";

const GET_EXAMPLES: &str = "\
Examples:
  identity session get vs_1PqR
  identity session get vs_1PqR --field status
  identity session get vs_1PqR --expand outputs,report --show-sensitive";

const UPDATE_EXAMPLES: &str = "\
Examples:
  identity session update vs_1PqR --selfie
  identity session update vs_1PqR --metadata user=42 --metadata old=
  identity session update vs_1PqR --clear-metadata

Only a session that requires input can be changed. An empty value removes a pair.";

const LIST_EXAMPLES: &str = "\
Examples:
  identity session list
  identity session list --status verified --since 7d --limit 500
  identity session list --client-reference-id user-42 -o id
  identity session list --all -o csv > sessions.csv

Newest first. More than a page is fetched page by page and printed as it comes.";

const CANCEL_EXAMPLES: &str = "\
Examples:
  identity session cancel vs_1PqR
  identity session cancel vs_1PqR --yes

The person can no longer use the session, and it cannot be taken up again.";

const REDACT_EXAMPLES: &str = "\
Examples:
  identity session redact vs_1PqR
  identity session redact vs_1PqR --yes
  identity session redact vs_1PqR --dry-run

Removes all personal data of the session, its reports, events and images, for good. It takes up to
four days; a session that still requires input is canceled by it.";

const WAIT_EXAMPLES: &str = "\
Examples:
  identity session wait vs_1PqR                                until an attempt has an outcome
  identity session wait vs_1PqR --for verified --timeout 10m
  identity session wait vs_1PqR --for verified,canceled
  identity session wait vs_1PqR --for processing               any status can be waited for

Prints the session. Exit code 0: verified, or in a status of --for that says nothing about success.
7: time ran out (--timeout, 10m if not given). 8: it ended, or the attempt failed, and it is not
verified. With verified in --for, only verified is 0: so `wait ... && let_them_in` is safe.";

const OPEN_EXAMPLES: &str = "\
Examples:
  identity session open vs_1PqR
  identity session open vs_1PqR --qr      for the phone
  identity session open vs_1PqR --print   the url alone

A fresh look at the session gives a url that works now; each url works once.";

const TIMELINE_EXAMPLES: &str = "\
Examples:
  identity session timeline vs_1PqR
  identity session timeline vs_1PqR -o json

What happened to a session, oldest first, from its events and reports.";

const ENSURE_EXAMPLES: &str = "\
Examples:
  identity session ensure --client-reference-id user-42 --type document --selfie

One session per reference, however often it is asked for: makes one where there is none, or none
that is still of use, and gives back the one that requires input. One that is in processing or
verified is given back as well: look at its status. Exit code 1: the one that requires input was
created for other checks.";

#[derive(Subcommand)]
pub(crate) enum SessionCommand {
    /// Create a session and print it.
    #[command(before_help = CREATE_EXAMPLES, help_template = TEMPLATE)]
    Create(Box<CreateArgs>),
    /// Print a session.
    #[command(alias = "retrieve", before_help = GET_EXAMPLES, help_template = TEMPLATE)]
    Get(GetArgs),
    /// Change a session that requires input.
    #[command(before_help = UPDATE_EXAMPLES, help_template = TEMPLATE)]
    Update(Box<UpdateArgs>),
    /// Print many sessions.
    #[command(alias = "ls", before_help = LIST_EXAMPLES, help_template = TEMPLATE)]
    List(ListArgs),
    /// Cancel a session: nobody can use it any more.
    #[command(before_help = CANCEL_EXAMPLES, help_template = TEMPLATE)]
    Cancel(ActArgs),
    /// Remove all personal data of a session, for good.
    #[command(before_help = REDACT_EXAMPLES, help_template = TEMPLATE)]
    Redact(ActArgs),
    /// Wait for the outcome of a session, or for a status.
    #[command(before_help = WAIT_EXAMPLES, help_template = TEMPLATE)]
    Wait(WaitArgs),
    /// Open the page of a session in the browser, or as a QR code.
    #[command(before_help = OPEN_EXAMPLES, help_template = TEMPLATE)]
    Open(OpenArgs),
    /// Decide an outcome in a sandbox.
    #[command(before_help = SIMULATE_EXAMPLES, help_template = TEMPLATE)]
    Simulate(SimulateArgs),
    /// Print what happened to a session.
    #[command(before_help = TIMELINE_EXAMPLES, help_template = TEMPLATE)]
    Timeline(TimelineArgs),
    /// Get the session of a person, or make one.
    #[command(before_help = ENSURE_EXAMPLES, help_template = TEMPLATE)]
    Ensure(Box<EnsureArgs>),
}

#[derive(clap::Args, Default)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    pub(crate) checks: ChecksArgs,

    #[command(flatten)]
    pub(crate) subject: SubjectArgs,

    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,

    /// Show the page as a QR code, on stderr
    #[arg(long)]
    pub(crate) qr: bool,

    /// Wait for the outcome, at most --timeout, as session wait does
    #[arg(long)]
    pub(crate) wait: bool,

    /// Print a request to fill in, as YAML, and send nothing
    #[arg(long, hide_short_help = true)]
    pub(crate) template: bool,
}

#[derive(clap::Args)]
pub(crate) struct EnsureArgs {
    #[command(flatten)]
    pub(crate) checks: ChecksArgs,

    #[command(flatten)]
    pub(crate) subject: SubjectArgs,
}

#[derive(clap::Args)]
pub(crate) struct UpdateArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) checks: ChecksArgs,

    /// Remove all pairs
    #[arg(long)]
    pub(crate) clear_metadata: bool,
}

#[derive(clap::Args)]
pub(crate) struct GetArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// Show a hidden part too: outputs, report, details, or any path
    #[arg(short, long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct ActArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// Show a hidden part too; may be repeated
    #[arg(short, long, value_name = "PATH", hide_short_help = true)]
    pub(crate) expand: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct ListArgs {
    /// requires_input, processing, verified or canceled
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,

    /// Of this person or case
    #[arg(long, value_name = "TEXT", alias = "client_reference_id")]
    pub(crate) client_reference_id: Option<String>,

    #[command(flatten)]
    pub(crate) page: PageArgs,

    #[command(flatten)]
    pub(crate) customer: CustomerArgs,
}

#[derive(clap::Args)]
pub(crate) struct WaitArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// Statuses to wait for, with commas: verified,canceled
    #[arg(long = "for", value_name = "STATUSES")]
    pub(crate) states: Option<String>,

    /// Without --for: not the outcome that is there already, the next one
    #[arg(long)]
    pub(crate) next: bool,
}

#[derive(clap::Args)]
pub(crate) struct OpenArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// Show the page as a QR code
    #[arg(long)]
    pub(crate) qr: bool,

    /// Print the url and open nothing
    #[arg(long)]
    pub(crate) print: bool,
}

#[derive(clap::Args)]
pub(crate) struct TimelineArgs {
    /// The session's id: vs_...
    pub(crate) id: String,
}
