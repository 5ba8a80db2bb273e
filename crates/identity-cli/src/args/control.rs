//! `identity sandbox clock|faults|journal|snapshot|reset`, and `session simulate`: what was typed.

pub(crate) const CLOCK_EXAMPLES: &str = "\
Examples:
  identity sandbox clock
  identity sandbox clock freeze
  identity sandbox clock advance 48h
  identity sandbox clock set 2026-12-24T18:00:00Z
  identity sandbox clock unfreeze

Everything in the sandbox that waits goes by this clock: secrets and pages that expire, checks that
run, redactions, retries of deliveries. The sandbox is the one at --base-url, STRIPE_API_BASE or
http://127.0.0.1:12111.";

pub(crate) const FAULTS_EXAMPLES: &str = "\
Examples:
  identity sandbox faults
  identity sandbox faults arm '{\"fault\": \"latency\", \"milliseconds\": 500}'
  identity sandbox faults arm @fault.json
  identity sandbox faults disarm 3
  identity sandbox faults clear

What can go wrong, and how it is written, is in the sandbox's own /_sandbox/control.openapi.json.";

pub(crate) const JOURNAL_EXAMPLES: &str = "\
Examples:
  identity sandbox journal
  identity sandbox journal --status 429 --limit 10
  identity sandbox journal --on 'POST /v1/identity/**' --since 5m
  identity sandbox journal --clear

Every request that the sandbox got, masked. One that was started with --raw-journal has them whole,
which --show-sensitive shows.";

pub(crate) const SNAPSHOT_EXAMPLES: &str = "\
Examples:
  identity sandbox snapshot > state.json
  identity sandbox snapshot --restore state.json

All sessions, reports, events and endpoints, and the clock.";

pub(crate) const RESET_EXAMPLES: &str = "\
Examples:
  identity sandbox reset

Forgets everything, as if the sandbox had just been started.";

pub(crate) const SIMULATE_EXAMPLES: &str = "\
Examples:
  identity session simulate vs_1PqR verified
  identity session simulate vs_1PqR document_expired
  identity session simulate vs_1PqR verified --delay 30s
  identity session simulate vs_1PqR --sequence document_expired,selfie_face_mismatch,verified

Decides for the person what the checks come to, in the sandbox at --base-url, STRIPE_API_BASE or
http://127.0.0.1:12111. Outcomes: verified, and every last_error code that `identity explain` knows.
A sequence begins at once and goes on with the attempts that follow. A live key is refused.";

#[derive(clap::Args)]
pub(crate) struct ClockArgs {
    /// show, freeze, unfreeze, advance or set
    pub(crate) action: Option<String>,

    /// How far to advance (30s, 48h, 4d), or the time to set
    pub(crate) value: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct FaultsArgs {
    /// list, arm, disarm or clear
    pub(crate) action: Option<String>,

    /// The fault as JSON, @FILE or - to arm; its id to disarm
    pub(crate) value: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct JournalArgs {
    /// Answered with this status
    #[arg(long, value_name = "CODE")]
    pub(crate) status: Option<String>,

    /// At most so many, the newest; 100 if not given
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<String>,

    /// The request of this id (req_...)
    #[arg(long, value_name = "ID")]
    pub(crate) request_id: Option<String>,

    /// Only of this method and path, as in a fault: POST /v1/identity/**
    #[arg(long, value_name = "ROUTE")]
    pub(crate) on: Option<String>,

    /// Only of this account of the sandbox
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) of_account: Option<String>,

    /// Only after the entry with this number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) after: Option<String>,

    /// Only since then: 2026-11-01, 2026-11-01T12:00:00Z, or age: 7d
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,

    /// Forget all of it
    #[arg(long)]
    pub(crate) clear: bool,
}

#[derive(clap::Args)]
pub(crate) struct SnapshotArgs {
    /// Put the sandbox back to what this file holds; - is stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) restore: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct SimulateArgs {
    /// The session's id: vs_...
    pub(crate) id: String,

    /// What the checks come to: verified, or an error code
    pub(crate) outcome: Option<String>,

    /// Outcomes of this attempt and the next ones, with commas
    #[arg(long, value_name = "OUTCOMES")]
    pub(crate) sequence: Option<String>,

    /// How long the session stays in processing, by the sandbox's clock
    #[arg(long, value_name = "DURATION")]
    pub(crate) delay: Option<String>,
}
