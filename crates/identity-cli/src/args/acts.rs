//! `identity sandbox status|overview|act|key|seed`: what was typed.

pub(crate) const STATUS_EXAMPLES: &str = "\
Examples:
  identity sandbox status
  identity sandbox status --field billable_attempts

What a sandbox holds: its time, sessions, requests and armed faults, and how many attempts the API
would have charged for.";

pub(crate) const OVERVIEW_EXAMPLES: &str = "\
Examples:
  identity sandbox overview
  identity sandbox overview --limit 10 -o table

The newest sessions of all accounts, without personal data.";

pub(crate) const ACT_EXAMPLES: &str = "\
Examples:
  identity sandbox act submit vs_1PqR                    the person submits; a script decides
  identity sandbox act finish vs_1PqR                    checks under way end, as was decided
  identity sandbox act finish vs_1PqR document_expired   or as it is said now
  identity sandbox act finish-redaction vs_1PqR
  identity sandbox act script document_expired,verified  the next attempts of all sessions

To decide an outcome at once: identity session simulate.";

pub(crate) const KEY_EXAMPLES: &str = "\
Examples:
  identity sandbox key --allow verification_sessions=read,sensitive=always
  identity sandbox key --expire

Says what the key in STRIPE_API_KEY may do in a sandbox, or lets it expire. Parts: files, events,
ephemeral_keys, verification_sessions and webhook_endpoints are none, read or write; sensitive is
none, recent or always.";

pub(crate) const SEED_EXAMPLES: &str = "\
Examples:
  identity sandbox seed people.yaml
  identity sandbox seed - < people.json

Makes the sessions that a seed file holds, beside those that are there.";

#[derive(clap::Args)]
pub(crate) struct OverviewArgs {
    /// At most so many, the newest; 100 if not given
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct PersonArgs {
    /// submit, finish, finish-redaction or script
    pub(crate) action: String,

    /// The session's id: vs_...; for script the outcomes, with commas
    pub(crate) id: String,

    /// To finish: verified, or an error code
    pub(crate) outcome: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct KeyArgs {
    /// What it may do, with commas; what is not named keeps its default
    #[arg(long, value_name = "PART=LEVEL")]
    pub(crate) allow: Vec<String>,

    /// Let it expire
    #[arg(long)]
    pub(crate) expire: bool,
}

#[derive(clap::Args)]
pub(crate) struct SeedArgs {
    /// The seed file, YAML or JSON; - is stdin
    pub(crate) file: String,
}
