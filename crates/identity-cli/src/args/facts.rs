//! What a command can end with, and which variables it reads: for its manual page and for `--describe`.

use super::scope::has_use;
use crate::Exit;

/// A variable of the environment, and what it is for.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: &'static str,
    pub(crate) meaning: &'static str,
    read_by: Readers,
}

#[derive(Debug)]
enum Readers {
    All,
    /// Commands that have a use for this global flag.
    With(&'static str),
    /// Commands that call the API, and print.
    Printers,
    /// Commands about a sandbox that is served elsewhere.
    Controllers,
    Only(&'static [&'static str]),
}

const fn variable(name: &'static str, meaning: &'static str, read_by: Readers) -> Variable {
    Variable {
        name,
        meaning,
        read_by,
    }
}

const VARIABLES: &[Variable] = &[
    variable(
        "STRIPE_API_KEY",
        "the secret key (sk_...) or restricted key (rk_...); there is no flag for it",
        Readers::With("api_key_file"),
    ),
    variable(
        "STRIPE_API_BASE",
        "another API than https://api.stripe.com; as --base-url",
        Readers::With("base_url"),
    ),
    variable("STRIPE_ACCOUNT", "as --account", Readers::With("account")),
    variable(
        "STRIPE_API_VERSION",
        "as --api-version",
        Readers::With("api_version"),
    ),
    variable(
        "STRIPE_WEBHOOK_SECRET",
        "the secret of a webhook endpoint (whsec_...); there is no flag for it",
        Readers::Only(&[
            "webhook listen",
            "webhook verify",
            "webhook sign",
            "event resend",
        ]),
    ),
    variable("IDENTITY_CA_FILE", "as --ca-file", Readers::With("ca_file")),
    variable(
        "IDENTITY_TIMEOUT",
        "as --timeout",
        Readers::With("max_retries"),
    ),
    variable(
        "IDENTITY_MAX_RETRIES",
        "as --max-retries",
        Readers::With("max_retries"),
    ),
    variable("IDENTITY_OUTPUT", "as --output", Readers::Printers),
    variable("IDENTITY_PROFILE", "as --profile", Readers::With("profile")),
    variable(
        "IDENTITY_CONFIG",
        "another file than ~/.config/identity/config.toml",
        Readers::With("profile"),
    ),
    variable(
        "IDENTITY_SANDBOX_TOKEN",
        "the token that the control API of a sandbox wants, if it wants one",
        Readers::Controllers,
    ),
    variable(
        "BROWSER",
        "the program that opens a page",
        Readers::Only(&["session create", "session open"]),
    ),
    variable("NO_COLOR", "no colours, whatever its value", Readers::All),
];

/// The variables that the command at `path` reads; all of them for the empty path.
pub(crate) fn variables(path: &str) -> Vec<&'static Variable> {
    let reads = |variable: &&Variable| match variable.read_by {
        _ if path.is_empty() => true,
        Readers::All => true,
        Readers::With(flag) => has_use(path, flag),
        Readers::Printers => calls_the_api(path) && has_use(path, "output"),
        Readers::Controllers => controls_a_sandbox(path),
        Readers::Only(paths) => paths.contains(&path),
    };
    VARIABLES.iter().filter(reads).collect()
}

/// What the command at `path` can end with; all there is for the empty path.
pub(crate) fn exits(path: &str) -> Vec<Exit> {
    if path.is_empty() {
        return Exit::ALL.to_vec();
    }
    let mut exits = vec![Exit::Ok, Exit::Api, Exit::Usage];
    if calls_the_api(path) {
        exits.extend([Exit::NotFound, Exit::Auth, Exit::RateLimited, Exit::Network]);
    } else if controls_a_sandbox(path) {
        exits.extend([Exit::NotFound, Exit::Auth, Exit::Network]);
    } else if matches!(path, "sandbox serve" | "sandbox run") {
        exits.push(Exit::Network);
    }
    if matches!(path, "session create" | "session wait" | "webhook listen") {
        exits.extend([Exit::WaitTimeout, Exit::NotSucceeded]);
    }
    if calls_the_api(path) || controls_a_sandbox(path) {
        exits.push(Exit::Interrupted);
    }
    exits
}

fn calls_the_api(path: &str) -> bool {
    // It tells how a call would be made, and makes none.
    has_use(path, "account") && path != "config explain"
}

pub(super) fn controls_a_sandbox(path: &str) -> bool {
    has_use(path, "base_url") && !has_use(path, "account")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_of_everything_names_every_variable_and_exit_code() {
        let help = super::super::command().render_long_help().to_string();
        for variable in VARIABLES {
            assert!(help.contains(variable.name), "{}", variable.name);
        }
        for exit in Exit::ALL {
            assert!(help.contains(&format!(" {}  ", exit.code())), "{exit:?}");
        }
    }

    #[test]
    fn what_calls_nothing_ends_with_less() {
        let codes = |path| -> Vec<u8> { exits(path).into_iter().map(Exit::code).collect() };
        assert_eq!(codes("session get"), [0, 1, 2, 3, 4, 5, 6, 130]);
        assert_eq!(codes("session wait"), [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]);
        assert_eq!(codes("sandbox clock"), [0, 1, 2, 3, 4, 6, 130]);
        assert_eq!(codes("explain"), [0, 1, 2]);
        assert_eq!(codes("config explain"), [0, 1, 2]);
        assert_eq!(codes("sandbox serve"), [0, 1, 2, 6]);
    }
}
