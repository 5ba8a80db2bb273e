//! `identity report …` and `identity event …`: what was typed.

use clap::Subcommand;

use super::TEMPLATE;
use super::page::PageArgs;
use super::webhook::TrustArgs;

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity report list --session vs_1PqR
  identity report get vr_1PqR
  identity report images vr_1PqR --out images/";

const GET_EXAMPLES: &str = "\
Examples:
  identity report get vr_1PqR
  identity report get vr_1PqR --expand document.dob --show-sensitive

Hidden parts need a restricted key with the permission for them.";

const LIST_EXAMPLES: &str = "\
Examples:
  identity report list
  identity report list --session vs_1PqR
  identity report list --type document --since 30d --all -o ndjson";

const IMAGES_EXAMPLES: &str = "\
Examples:
  identity report images vr_1PqR                        which images there are
  identity report images vr_1PqR --out images/          fetch them into files of your own
  identity report images vr_1PqR --links --show-sensitive   links that work for 30 seconds

They show a person's document and face: the files are readable by you alone, and the key must be a
restricted one with the permission for images. A file that is there already is replaced with --yes,
or after a question.";

pub(crate) const EVENT_EXAMPLES: &str = "\
Examples:
  identity event list --since 1h
  identity event get evt_1PqR
  identity event resend evt_1PqR --to http://127.0.0.1:3000/webhooks";

const EVENT_LIST_EXAMPLES: &str = "\
Examples:
  identity event list
  identity event list --type verified,requires_input --since 1d
  identity event list --session vs_1PqR

The six events of Identity can be named by their last word.";

const EVENT_GET_EXAMPLES: &str = "\
Examples:
  identity event get evt_1PqR
  identity event get evt_1PqR --jq .data.object.status";

const RESEND_EXAMPLES: &str = "\
Examples:
  identity event resend evt_1PqR --endpoint we_1PqR                      by the API
  identity event resend evt_1PqR --to http://127.0.0.1:3000/webhooks     from here

With --to, the event is signed with the secret in STRIPE_WEBHOOK_SECRET or --secret-file, and an
answer other than 2xx is exit code 1. An https address needs a certificate that is trusted:
--ca-file names one that you made, --insecure takes any of a server on this machine.";

#[derive(Subcommand)]
pub(crate) enum ReportCommand {
    /// Print a report.
    #[command(alias = "retrieve", before_help = GET_EXAMPLES, help_template = TEMPLATE)]
    Get(ReportGetArgs),
    /// Print many reports.
    #[command(alias = "ls", before_help = LIST_EXAMPLES, help_template = TEMPLATE)]
    List(ReportListArgs),
    /// List or fetch the images behind a report.
    #[command(before_help = IMAGES_EXAMPLES, help_template = TEMPLATE)]
    Images(ImagesArgs),
}

#[derive(Subcommand)]
pub(crate) enum EventCommand {
    /// Print an event.
    #[command(alias = "retrieve", before_help = EVENT_GET_EXAMPLES, help_template = TEMPLATE)]
    Get(EventGetArgs),
    /// Print many events.
    #[command(alias = "ls", before_help = EVENT_LIST_EXAMPLES, help_template = TEMPLATE)]
    List(EventListArgs),
    /// Have an event sent again.
    #[command(before_help = RESEND_EXAMPLES, help_template = TEMPLATE)]
    Resend(ResendArgs),
}

#[derive(clap::Args)]
pub(crate) struct ReportGetArgs {
    /// The report's id: vr_...
    pub(crate) id: String,

    /// Show a hidden part too, as document.dob; may be repeated
    #[arg(short, long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct EventGetArgs {
    /// The event's id: evt_...
    pub(crate) id: String,

    /// Show a hidden part too; may be repeated
    #[arg(short, long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct ReportListArgs {
    /// Of this session (vs_...)
    #[arg(long, value_name = "ID", aliases = ["verification-session", "verification_session"])]
    pub(crate) session: Option<String>,

    /// document or id_number
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) verification_type: Option<String>,

    /// Of this person or case
    #[arg(long, value_name = "TEXT", alias = "client_reference_id")]
    pub(crate) client_reference_id: Option<String>,

    #[command(flatten)]
    pub(crate) page: PageArgs,
}

#[derive(clap::Args)]
pub(crate) struct ImagesArgs {
    /// The report's id: vr_...
    pub(crate) id: String,

    /// Fetch the images into this directory, which is made if it is not there
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<String>,

    /// Make links that work for 30 seconds; shown with --show-sensitive only
    #[arg(long)]
    pub(crate) links: bool,
}

#[derive(clap::Args)]
pub(crate) struct EventListArgs {
    /// Types, with commas: verified, requires_input, ... or any whole name
    #[arg(long = "type", value_name = "TYPES", alias = "types")]
    pub(crate) types: Vec<String>,

    /// About this session (vs_...)
    #[arg(long, value_name = "ID")]
    pub(crate) session: Option<String>,

    /// Delivered to all endpoints, or not: true or false
    #[arg(
        long,
        value_name = "BOOL",
        alias = "delivery_success",
        hide_short_help = true
    )]
    pub(crate) delivery_success: Option<String>,

    #[command(flatten)]
    pub(crate) page: PageArgs,
}

#[derive(clap::Args)]
pub(crate) struct ResendArgs {
    /// The event's id: evt_...
    pub(crate) id: String,

    /// The endpoint (we_...) that the API shall send it to
    #[arg(long, value_name = "ID", aliases = ["webhook-endpoint", "webhook_endpoint"])]
    pub(crate) endpoint: Option<String>,

    /// Send it from here to this address
    #[arg(long, value_name = "URL")]
    pub(crate) to: Option<String>,

    #[command(flatten)]
    pub(crate) trust: TrustArgs,

    /// With --to: the file that holds the secret to sign with
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<String>,
}
