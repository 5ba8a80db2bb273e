//! `identity session …`: what was typed.

use clap::Subcommand;

use super::TEMPLATE;

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity session create --type document
  identity session get vs_1PqR";

const CREATE_EXAMPLES: &str = "\
Examples:
  identity --sandbox session create --type document
  identity session create --type document --selfie --allow passport,id_card
  identity session create --flow vf_1AbC --email jenny@example.com
  identity session create --type id_number --metadata user=42 --return-url https://example.com/done
  identity session create --type document -o id

Prints the session with the url of the page to send the person to. Each call is sent with an
idempotency key, so a retry makes no second session.";

const GET_EXAMPLES: &str = "\
Examples:
  identity session get vs_1PqR
  identity session get vs_1PqR -o json
  identity session get vs_1PqR --expand verified_outputs --show-sensitive";

#[derive(Subcommand)]
pub(crate) enum SessionCommand {
    /// Create a session and print it.
    #[command(before_help = CREATE_EXAMPLES, help_template = TEMPLATE)]
    Create(Box<CreateArgs>),
    /// Print a session.
    #[command(before_help = GET_EXAMPLES, help_template = TEMPLATE)]
    Get(GetArgs),
}

#[derive(clap::Args, Default)]
pub(crate) struct CreateArgs {
    /// What to verify, unless --flow says: document or id_number
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) verification_type: Option<String>,

    /// Follow a verification flow (vf_...), in place of --type
    #[arg(long, value_name = "FLOW")]
    pub(crate) flow: Option<String>,

    /// Ask for a selfie and compare it with the document's photo
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) selfie: Option<String>,

    /// Insist on photos taken now, with the camera: no uploads
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) live_capture: Option<String>,

    /// Ask for an ID number as well, and look it up
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) id_number: Option<String>,

    /// Accept only some: passport,driving_license,id_card
    #[arg(long, value_name = "TYPES")]
    pub(crate) allow: Vec<String>,

    /// Where the person goes afterwards
    #[arg(long, value_name = "URL")]
    pub(crate) return_url: Option<String>,

    /// A pair of your own to store; may be repeated, up to 50 pairs
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,

    /// Your own name for the person or the case
    #[arg(long, value_name = "TEXT")]
    pub(crate) client_reference_id: Option<String>,

    /// The person's e-mail address, if known
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) email: Option<String>,

    /// The person's phone number, if known, as in +15550001111
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,

    /// Show a hidden part too, as provided_details; may be repeated
    #[arg(long, value_name = "PATH", hide_short_help = true)]
    pub(crate) expand: Vec<String>,

    /// The customer (cus_...) that the session is about
    #[arg(long, value_name = "CUSTOMER", hide_short_help = true)]
    pub(crate) related_customer: Option<String>,

    /// The account (acct_...) that stands for that customer
    #[arg(long, value_name = "ACCOUNT", hide_short_help = true)]
    pub(crate) related_customer_account: Option<String>,

    /// For Connect, the person of an account that the session is about, as in acct_1/person_1
    #[arg(long, value_name = "ACCOUNT/PERSON", hide_short_help = true)]
    pub(crate) related_person: Option<String>,

    /// Send empty document options, which clears them
    #[arg(long, hide_short_help = true)]
    pub(crate) clear_document_options: bool,

    /// Send a --type that this version does not know
    #[arg(long, hide_short_help = true)]
    pub(crate) type_unchecked: bool,
}

#[derive(clap::Args)]
pub(crate) struct GetArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// Show a hidden part too, as verified_outputs; may be repeated
    #[arg(long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}
