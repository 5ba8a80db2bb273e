//! `identity sandbox …`: what was typed.

use clap::Subcommand;

use super::TEMPLATE;

pub(crate) const EXAMPLES: &str = "\
Examples:
  identity sandbox serve
  identity sandbox serve --port 0";

const SERVE_EXAMPLES: &str = "\
Examples:
  identity sandbox serve                  on port 12111
  identity sandbox serve --port 0         on a free port

Then, in another terminal:
  export STRIPE_API_KEY=sk_test_123 STRIPE_API_BASE=http://127.0.0.1:12111
  identity session create --type document

Prints one line when it is ready: listening on http://127.0.0.1:PORT. Any sk_test_ key works, from
any Stripe SDK. Listens on this machine only, keeps all in memory, and stops on Ctrl-C.";

#[derive(Subcommand)]
pub(crate) enum SandboxCommand {
    /// Serve the sandbox over HTTP until it is stopped.
    #[command(before_help = SERVE_EXAMPLES, help_template = TEMPLATE)]
    Serve(ServeArgs),
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
}
