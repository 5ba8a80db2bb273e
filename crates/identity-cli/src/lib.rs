#![doc = include_str!("../README.md")]

mod args;
mod commands;
mod exit;
mod explain;
mod failure;
mod io;
mod log;
mod output;
mod paint;
mod settings;
mod shapes;
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
pub use io::{Captured, Clock, Env, Input, Interrupt, Io, Stream};

use args::error::Stop;
use failure::Failure;
use paint::Paint;

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
    let (result, style) = match args::parse(&args) {
        Ok(args) => {
            let _log = log::install(args.global.verbose, &io.stderr);
            let style = Style {
                json,
                sensitive: args.global.show_sensitive,
                no_color: args.global.no_color,
            };
            (commands::run(&args, &mut io), style)
        }
        Err(Stop::Print(text)) => (print(&mut io, &text), Style::plain(json)),
        Err(Stop::Help(text)) => {
            _ = io.stderr.write_all(text.as_bytes());
            return Exit::Usage;
        }
        Err(Stop::Usage(usage)) => (Err(usage.into()), Style::plain(json)),
    };
    match result {
        Ok(()) => Exit::Ok,
        Err(failure) => report(&failure, style, &mut io),
    }
}

/// How a failure is told.
#[derive(Clone, Copy)]
struct Style {
    json: bool,
    sensitive: bool,
    no_color: bool,
}

impl Style {
    const fn plain(json: bool) -> Self {
        Self {
            json,
            sensitive: false,
            no_color: false,
        }
    }
}

fn print(io: &mut Io, text: &str) -> Result<(), Failure> {
    io.stdout
        .write_all(text.as_bytes())
        .and_then(|()| io.stdout.flush())
        .map_err(Failure::Output)
}

/// Tells a failure on stderr. If that is closed too, the exit code still tells it.
fn report(failure: &Failure, style: Style, io: &mut Io) -> Exit {
    let exit = failure.exit();
    if exit != Exit::Ok && !matches!(failure, Failure::Child(_)) {
        let paint = Paint::resolve(io.stderr_is_terminal, style.no_color, &io.env);
        _ = if style.json {
            failure.write_json(&mut io.stderr, style.sensitive)
        } else {
            failure.write_text(&mut io.stderr, style.sensitive, paint)
        };
    }
    exit
}
