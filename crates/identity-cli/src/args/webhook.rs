//! `identity webhook …`: what was typed.

use clap::Subcommand;

use super::TEMPLATE;
use super::page::ExtentArgs;

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity webhook listen --forward-to http://127.0.0.1:3000/webhooks
  identity webhook verify --header \"$HEADER\" < body.json
  identity webhook endpoints create --url https://example.com/hooks";

const LISTEN_EXAMPLES: &str = "\
Examples:
  identity webhook listen --port 4242
  identity webhook listen --forward-to http://127.0.0.1:3000/webhooks
  identity webhook listen --forward-to https://localhost:3000/webhooks --ca-file server.pem
  identity webhook listen --exec ./on-event.sh
  identity webhook listen --poll 5s --exec ./on-event.sh --cursor events.cursor
  identity webhook listen --poll 2s --until verified --fail-on requires_input,canceled --timeout 5m

Receives deliveries, checks their signatures with STRIPE_WEBHOOK_SECRET or --secret-file, prints
each event masked, and hands it on: --forward-to sends body and signature as they came, --exec
starts a command with the event as JSON on its stdin and IDENTITY_EVENT_ID and IDENTITY_EVENT_TYPE
in its environment. A delivery is answered with 200 only after it was handed on, so that a failure
is delivered again. An https address needs a certificate that is trusted: --ca-file names one that
you made, --insecure takes any of a server on this machine.

--poll asks /v1/events, where no endpoint can reach this machine; with --port too, it does both.
With --cursor FILE it begins where the last run ended: the cursor moves after an event was handed
on, never before. Events may come twice; they carry their id.";

const VERIFY_EXAMPLES: &str = "\
Examples:
  identity webhook verify --header 't=1790000000,v1=5257a8...' < body.json
  identity webhook verify --header \"$HEADER\" --secret-file secret.txt < body.json
  identity webhook verify --header \"$HEADER\" --any-age < old-body.json

The body must be as it came, byte by byte. The secret comes from STRIPE_WEBHOOK_SECRET or a file,
never a flag. Prints the event. Exit code 1: the signature does not fit, and the error says which
step failed.";

const SIGN_EXAMPLES: &str = "\
Examples:
  identity webhook sign < body.json
  curl -H \"Stripe-Signature: $(identity webhook sign < body.json)\" --data-binary @body.json $URL

Prints the header that Stripe would send with the body, for tests of your own receiver.";

const ENDPOINT_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints create --url https://example.com/hooks
  identity webhook endpoints list
  identity webhook endpoints update we_1PqR --disabled=true
  identity webhook endpoints delete we_1PqR";

const ENDPOINT_CREATE_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints create --url https://example.com/hooks
  identity webhook endpoints create --url https://example.com/hooks --events verified,requires_input
  identity webhook endpoints create --url https://example.com/hooks --field secret --show-sensitive

Only the answer to this call has the secret that deliveries are signed with. Without --events: all
six events of Identity, the redaction included, which a plain * leaves out.";

const ENDPOINT_GET_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints get we_1PqR
  identity webhook endpoints get we_1PqR --show-sensitive   with the whole url";

const ENDPOINT_LIST_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints list
  identity webhook endpoints list --all -o id";

const ENDPOINT_UPDATE_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints update we_1PqR --url https://example.com/other
  identity webhook endpoints update we_1PqR --events verified,canceled
  identity webhook endpoints update we_1PqR --disabled=true

What is not named stays as it is.";

const ENDPOINT_DELETE_EXAMPLES: &str = "\
Examples:
  identity webhook endpoints delete we_1PqR
  identity webhook endpoints delete we_1PqR --yes

Nothing is delivered there any more. It cannot be undone: a new endpoint has a new secret.";

#[derive(Subcommand)]
pub(crate) enum WebhookCommand {
    /// Receive events, check them, print them and hand them on.
    #[command(before_help = LISTEN_EXAMPLES, help_template = TEMPLATE)]
    Listen(ListenArgs),
    /// Check the signature of a delivery on stdin.
    #[command(before_help = VERIFY_EXAMPLES, help_template = TEMPLATE)]
    Verify(VerifyArgs),
    /// Sign a body on stdin.
    #[command(before_help = SIGN_EXAMPLES, help_template = TEMPLATE)]
    Sign(SignArgs),
    /// Manage where the API sends events.
    #[command(
        subcommand,
        alias = "endpoint",
        before_help = ENDPOINT_EXAMPLES,
        help_template = TEMPLATE,
        arg_required_else_help = true,
        disable_help_subcommand = true
    )]
    Endpoints(EndpointCommand),
}

#[derive(Subcommand)]
pub(crate) enum EndpointCommand {
    /// Create an endpoint and print it; with --show-sensitive its secret too.
    #[command(before_help = ENDPOINT_CREATE_EXAMPLES, help_template = TEMPLATE)]
    Create(EndpointCreateArgs),
    /// Print an endpoint.
    #[command(alias = "retrieve", before_help = ENDPOINT_GET_EXAMPLES, help_template = TEMPLATE)]
    Get(EndpointArgs),
    /// Print many endpoints.
    #[command(alias = "ls", before_help = ENDPOINT_LIST_EXAMPLES, help_template = TEMPLATE)]
    List(EndpointListArgs),
    /// Change an endpoint.
    #[command(before_help = ENDPOINT_UPDATE_EXAMPLES, help_template = TEMPLATE)]
    Update(EndpointUpdateArgs),
    /// Delete an endpoint.
    #[command(before_help = ENDPOINT_DELETE_EXAMPLES, help_template = TEMPLATE)]
    Delete(EndpointArgs),
}

#[derive(clap::Args)]
pub(crate) struct ListenArgs {
    /// The port to listen on, 4242 if not given; 0 picks a free one
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<String>,

    /// Send each event on to this address
    #[arg(long, value_name = "URL")]
    pub(crate) forward_to: Option<String>,

    #[command(flatten)]
    pub(crate) trust: TrustArgs,

    /// Start this command for each event, which stands on its stdin
    #[arg(long, value_name = "COMMAND")]
    pub(crate) exec: Option<String>,

    /// How often handing on is tried again; 3 if not given
    #[arg(long, value_name = "N", default_value = "3", hide_default_value = true)]
    pub(crate) retries: String,

    /// Only these types, with commas: verified, ... or whole names
    #[arg(long, value_name = "TYPES")]
    pub(crate) events: Vec<String>,

    /// End well with the first event of one of these types
    #[arg(long, value_name = "TYPES")]
    pub(crate) until: Vec<String>,

    /// Exit code 8 at an event of these types; handler: if handing on fails
    #[arg(long, value_name = "TYPES")]
    pub(crate) fail_on: Vec<String>,

    /// Ask the API for events, so often; without --port nothing listens
    #[arg(long, value_name = "DURATION")]
    pub(crate) poll: Option<String>,

    /// With --poll: where the last handled event is remembered
    #[arg(long, value_name = "FILE")]
    pub(crate) cursor: Option<String>,

    /// The file that holds the secret of the endpoint
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<String>,

    /// Take deliveries without checking who sent them
    #[arg(long, hide_short_help = true)]
    pub(crate) skip_verify: bool,
}

/// Whom to trust where events are handed on over https.
#[derive(clap::Args)]
pub(crate) struct TrustArgs {
    /// With https: take any certificate of a server on this machine
    #[arg(long)]
    pub(crate) insecure: bool,
}

#[derive(clap::Args)]
pub(crate) struct VerifyArgs {
    /// The Stripe-Signature header of the delivery
    #[arg(long, value_name = "HEADER")]
    pub(crate) header: String,

    /// The file that holds the secret of the endpoint
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<String>,

    /// How far the time of signing may be from now; 5m if not given
    #[arg(long, value_name = "DURATION")]
    pub(crate) tolerance: Option<String>,

    /// Take a delivery of any age
    #[arg(long)]
    pub(crate) any_age: bool,
}

#[derive(clap::Args)]
pub(crate) struct SignArgs {
    /// The file that holds the secret of the endpoint
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Option<String>,

    /// The time of signing; now if not given
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct EndpointCreateArgs {
    /// Where deliveries go
    #[arg(long, value_name = "URL")]
    pub(crate) url: String,

    /// Types, with commas: verified, requires_input, ... or whole names
    #[arg(long, value_name = "TYPES", aliases = ["enabled-events", "enabled_events"])]
    pub(crate) events: Vec<String>,

    /// Your own words on it
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// A pair of your own to store; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,

    /// The API version that events are written in
    #[arg(long, value_name = "VERSION", hide_short_help = true)]
    pub(crate) event_version: Option<String>,

    /// Get events of connected accounts: true or false
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        hide_short_help = true
    )]
    pub(crate) connect: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct EndpointUpdateArgs {
    /// The endpoint's id: we_...
    pub(crate) id: String,

    /// Where deliveries go
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// Types, with commas, in place of those it has
    #[arg(long, value_name = "TYPES", aliases = ["enabled-events", "enabled_events"])]
    pub(crate) events: Vec<String>,

    /// Stop deliveries, or take them up again: true or false
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub(crate) disabled: Option<String>,

    /// Your own words on it; an empty text removes them
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,

    /// A pair of your own to store; an empty value removes it
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct EndpointListArgs {
    #[command(flatten)]
    pub(crate) extent: ExtentArgs,
}

#[derive(clap::Args)]
pub(crate) struct EndpointArgs {
    /// The endpoint's id: we_...
    pub(crate) id: String,
}
