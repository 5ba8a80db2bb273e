//! `identity sandbox deliveries|rules|roll-secret`: what was typed.

pub(crate) const DELIVERIES_EXAMPLES: &str = "\
Examples:
  identity sandbox deliveries
  identity sandbox deliveries --event evt_1PqR
  identity sandbox deliveries settle           make those that are due, and wait for the answers
  identity sandbox deliveries redeliver evt_1PqR --endpoint we_1PqR
  identity sandbox deliveries release          let go what a rule holds
  identity sandbox deliveries shuffle on       what is due together goes in an odd order

Which events went to which endpoints of a sandbox, and what each attempt was answered. Without
--endpoint, an event is redelivered to every endpoint that was told of it.";

pub(crate) const RULES_EXAMPLES: &str = "\
Examples:
  identity sandbox rules
  identity sandbox rules add '{\"mishap\": \"drop\", \"times\": 1}'
  identity sandbox rules add '{\"mishap\": {\"delay\": 3600}, \"percent\": 10}'
  identity sandbox rules add @rule.json
  identity sandbox rules clear

What goes wrong between a sandbox and its endpoints; the first rule that fits decides. Mishaps:
\"drop\", \"hold\", {\"duplicate\": TIMES} and {\"delay\": SECONDS}. \"on\" names a type of event.";

pub(crate) const ROLL_SECRET_EXAMPLES: &str = "\
Examples:
  identity sandbox roll-secret we_1PqR --show-sensitive
  identity sandbox roll-secret we_1PqR --overlap 1h --field secret --show-sensitive

With --overlap the former secret signs too, for so long: for tests of a receiver that knows both.";

#[derive(clap::Args)]
pub(crate) struct DeliveriesArgs {
    /// list, settle, redeliver, release or shuffle
    pub(crate) action: Option<String>,

    /// The event to redeliver; on or off to shuffle
    pub(crate) value: Option<String>,

    /// Only of this event (evt_...)
    #[arg(long, value_name = "ID")]
    pub(crate) event: Option<String>,

    /// Only to this endpoint (we_...)
    #[arg(long, value_name = "ID")]
    pub(crate) endpoint: Option<String>,

    /// At most so many, the newest; 100 if not given
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct RulesArgs {
    /// list, add or clear
    pub(crate) action: Option<String>,

    /// The rule as JSON, @FILE or - to add
    pub(crate) value: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct RollSecretArgs {
    /// The endpoint's id: we_...
    pub(crate) id: String,

    /// How long the former secret signs too: 30s, 1h, at most 24h
    #[arg(long, value_name = "DURATION")]
    pub(crate) overlap: Option<String>,
}
