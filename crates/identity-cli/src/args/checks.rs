//! What a session checks, and whom it is about: flags of `session create|update|ensure`, and of lists.

/// What is checked, in a create and in an update.
#[derive(clap::Args, Default)]
pub(crate) struct ChecksArgs {
    /// What to verify: document or id_number
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) verification_type: Option<String>,

    /// Ask for a selfie and compare it with the document's photo
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        aliases = [
            "options.document.require-matching-selfie",
            "options.document.require_matching_selfie",
        ]
    )]
    pub(crate) selfie: Option<String>,

    /// Insist on photos taken now, with the camera: no uploads
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        aliases = [
            "options.document.require-live-capture",
            "options.document.require_live_capture",
        ]
    )]
    pub(crate) live_capture: Option<String>,

    /// Ask for an ID number as well, and look it up
    #[arg(
        long,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        aliases = [
            "options.document.require-id-number",
            "options.document.require_id_number",
        ]
    )]
    pub(crate) id_number: Option<String>,

    /// Accept only some: passport,driving_license,id_card
    #[arg(
        long,
        value_name = "TYPES",
        aliases = [
            "options.document.allowed-types",
            "options.document.allowed_types",
        ]
    )]
    pub(crate) allow: Vec<String>,

    /// A pair of your own to store; may be repeated, up to 50 pairs
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,

    /// The person's e-mail address, if known
    #[arg(
        long,
        value_name = "ADDRESS",
        aliases = ["provided-details.email", "provided_details.email"]
    )]
    pub(crate) email: Option<String>,

    /// The person's phone number, if known, as in +15550001111
    #[arg(
        long,
        value_name = "NUMBER",
        aliases = ["provided-details.phone", "provided_details.phone"]
    )]
    pub(crate) phone: Option<String>,

    /// Parameters: @FILE or - (stdin), JSON or YAML; or PATH=VALUE; flags come on top
    #[arg(short, long, value_name = "DATA", hide_short_help = true)]
    pub(crate) data: Vec<String>,

    /// Show a hidden part too: outputs, report, details, or any path
    #[arg(short, long, value_name = "PATH", hide_short_help = true)]
    pub(crate) expand: Vec<String>,

    /// Send empty document options, which clears them
    #[arg(long, hide_short_help = true)]
    pub(crate) clear_document_options: bool,

    /// Send a --type that this version does not know
    #[arg(long, hide_short_help = true)]
    pub(crate) type_unchecked: bool,
}

/// Who is checked: fixed when the session is created.
#[derive(clap::Args, Default)]
pub(crate) struct SubjectArgs {
    /// Follow a verification flow (vf_...), in place of --type
    #[arg(long, value_name = "FLOW", aliases = ["verification-flow", "verification_flow"])]
    pub(crate) flow: Option<String>,

    /// Where the person goes afterwards
    #[arg(long, value_name = "URL", alias = "return_url")]
    pub(crate) return_url: Option<String>,

    /// Your own name for the person or the case
    #[arg(long, value_name = "TEXT", alias = "client_reference_id")]
    pub(crate) client_reference_id: Option<String>,

    #[command(flatten)]
    pub(crate) customer: CustomerArgs,

    /// For Connect, the person of an account that the session is about, as in acct_1/person_1
    #[arg(long, value_name = "ACCOUNT/PERSON", hide_short_help = true)]
    pub(crate) related_person: Option<String>,

    #[arg(
        long = "related-person.account",
        alias = "related_person.account",
        hide = true
    )]
    pub(crate) related_person_account: Option<String>,

    #[arg(
        long = "related-person.person",
        alias = "related_person.person",
        hide = true
    )]
    pub(crate) related_person_person: Option<String>,
}

/// The customer that a session is about.
#[derive(clap::Args, Default)]
pub(crate) struct CustomerArgs {
    /// The customer (cus_...) that the session is about
    #[arg(
        long,
        value_name = "CUSTOMER",
        alias = "related_customer",
        hide_short_help = true
    )]
    pub(crate) related_customer: Option<String>,

    /// The account (acct_...) that stands for that customer
    #[arg(
        long,
        value_name = "ACCOUNT",
        alias = "related_customer_account",
        hide_short_help = true
    )]
    pub(crate) related_customer_account: Option<String>,
}
