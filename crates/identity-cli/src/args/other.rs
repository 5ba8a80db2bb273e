//! The commands without a noun: `explain`, `get`, `api`, `config`, `completions`, `man`.

use clap::Subcommand;

use super::TEMPLATE;

pub(crate) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  identity explain document_expired         an error code of a failed attempt
  identity explain requires_input           a status
  identity explain idempotency_key_in_use   an error code of the API
  identity explain 8                        an exit code
  identity explain                          all of them

What it means, whether the person can try again, and what to show them.";

pub(crate) const GET_EXAMPLES: &str = "\
Examples:
  identity get vs_1PqR
  identity get evt_1PqR
  identity get file_1PqR -o json

Knows sessions (vs_), reports (vr_), events (evt_), files (file_), file links (link_) and webhook
endpoints (we_).";

pub(crate) const API_EXAMPLES: &str = "\
Examples:
  identity api GET /v1/identity/verification_sessions -d limit=3
  identity api POST /v1/identity/verification_sessions -d type=document -d 'metadata[user]=42'
  identity api POST /v1/identity/verification_sessions -d @request.json
  identity api DELETE /v1/webhook_endpoints/we_1PqR --yes

Through the same stack as every other command: retries, limits, idempotency keys, masks.";

pub(crate) const CONFIG_EXAMPLES: &str = "\
Examples:
  identity config show
  identity config set account acct_1PqR --profile connect
  identity config explain

The file is ~/.config/identity/config.toml, with a table for each profile. Flags come before the
environment, that before the profile, and that before defaults.";

const SET_EXAMPLES: &str = "\
Examples:
  identity config set base_url http://127.0.0.1:12111 --profile local
  identity config set api_key_command 'pass show stripe/test'
  identity config set timeout 10s
  identity config set timeout --unset

Settings: base_url, ca_file, account, api_version, timeout, max_retries, output, api_key_file,
api_key_command. A key itself is not set here, since it would stand in the history of your shell:
use api_key_command or api_key_file, or write api_key into the file by hand. The file is readable
by you alone.";

const EXPLAIN_CONFIG_EXAMPLES: &str = "\
Examples:
  identity config explain
  identity config explain --profile live --timeout 3s

Every setting, its value, and where it came from. Keys are masked.";

const SHOW_EXAMPLES: &str = "\
Examples:
  identity config show
  identity config show --profile live -o json";

pub(crate) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  identity completions bash > ~/.local/share/bash-completion/completions/identity
  identity completions zsh > ~/.zfunc/_identity
  identity completions fish > ~/.config/fish/completions/identity.fish
  identity completions powershell >> $PROFILE";

pub(crate) const MAN_EXAMPLES: &str = "\
Examples:
  identity man | man -l -
  identity man session create > identity-session-create.1";

#[derive(clap::Args)]
pub(crate) struct ExplainArgs {
    /// A status, an error code, a last_error code, or an exit code
    pub(crate) code: Option<String>,
}

#[derive(clap::Args)]
pub(crate) struct GetAnyArgs {
    /// The id, with its prefix
    pub(crate) id: String,

    /// Show a hidden part too; may be repeated
    #[arg(short, long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}

#[derive(clap::Args)]
pub(crate) struct ApiArgs {
    /// GET, POST or DELETE
    pub(crate) method: String,

    /// The path, which begins with /v1/
    pub(crate) path: String,

    /// Parameters: PATH=VALUE, may be repeated, or one @FILE, or - for stdin
    #[arg(short, long, value_name = "DATA")]
    pub(crate) data: Vec<String>,

    /// Show a hidden part too; may be repeated
    #[arg(short, long, value_name = "PATH")]
    pub(crate) expand: Vec<String>,
}

#[derive(Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the settings of a profile.
    #[command(before_help = SHOW_EXAMPLES, help_template = TEMPLATE)]
    Show,
    /// Print every setting in effect, and where it came from.
    #[command(before_help = EXPLAIN_CONFIG_EXAMPLES, help_template = TEMPLATE)]
    Explain,
    /// Change a setting of a profile.
    #[command(before_help = SET_EXAMPLES, help_template = TEMPLATE)]
    Set(SetArgs),
}

#[derive(clap::Args)]
pub(crate) struct SetArgs {
    /// Which setting
    pub(crate) name: String,

    /// Its value
    pub(crate) value: Option<String>,

    /// Remove it
    #[arg(long)]
    pub(crate) unset: bool,
}

#[derive(clap::Args)]
pub(crate) struct CompletionsArgs {
    /// bash, zsh, fish or powershell
    pub(crate) shell: String,
}

#[derive(clap::Args)]
pub(crate) struct ManArgs {
    /// The command, as in: session create
    pub(crate) command: Vec<String>,
}
