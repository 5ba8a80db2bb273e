#![doc = include_str!("../README.md")]

mod args;
mod commands;
mod exit;
mod failure;
mod io;
mod log;
mod output;
mod settings;
mod suggest;

use std::ffi::OsString;
use std::io::Write;

pub use identity_client as client;
pub use identity_form as form;
pub use identity_sandbox as sandbox;
pub use identity_transport as transport;
pub use identity_types as types;
pub use identity_webhooks as webhooks;

pub use exit::Exit;
pub use io::{Captured, Env, Io, Stream};

use args::error::Stop;
use failure::Failure;

/// Runs one command line, program name first, as the `identity` binary does.
///
/// Results go to `io.stdout`, everything else to `io.stderr`. Nothing of the process is touched but the
/// network, and for `sandbox serve` its signals. It blocks until the command is done, and must not be called
/// from inside an async runtime.
///
/// ```
/// use identity_cli::{Exit, Io, run};
///
/// let (io, captured) = Io::captured([("STRIPE_API_KEY", "pk_test_123")]);
/// let exit = run(["identity", "session", "get", "vs_1"], io);
/// assert_eq!(exit, Exit::Usage);
/// assert_eq!(
///     captured.stderr(),
///     "error: STRIPE_API_KEY: must be a secret (sk_) or restricted (rk_) key, not a publishable one\n",
/// );
/// ```
pub fn run<A: Into<OsString>>(args: impl IntoIterator<Item = A>, mut io: Io) -> Exit {
    let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
    let json = args::asks_for_json(&args);
    let (result, sensitive) = match args::parse(&args) {
        Ok(args) => {
            let _log = log::install(args.global.verbose, &io.stderr);
            (commands::run(&args, &mut io), args.global.show_sensitive)
        }
        Err(Stop::Print(text)) => (print(&mut io, &text), false),
        Err(Stop::Help(text)) => {
            _ = io.stderr.write_all(text.as_bytes());
            return Exit::Usage;
        }
        Err(Stop::Usage(usage)) => (Err(usage.into()), false),
    };
    match result {
        Ok(()) => Exit::Ok,
        Err(failure) => report(&failure, json, sensitive, &mut io),
    }
}

fn print(io: &mut Io, text: &str) -> Result<(), Failure> {
    io.stdout
        .write_all(text.as_bytes())
        .and_then(|()| io.stdout.flush())
        .map_err(Failure::Output)
}

/// Tells a failure on stderr. If that is closed too, the exit code still tells it.
fn report(failure: &Failure, json: bool, sensitive: bool, io: &mut Io) -> Exit {
    let exit = failure.exit();
    if exit != Exit::Ok {
        _ = if json {
            failure.write_json(&mut io.stderr, sensitive)
        } else {
            failure.write_text(&mut io.stderr, sensitive)
        };
    }
    exit
}
