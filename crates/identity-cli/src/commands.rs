//! One function per verb.

mod sandbox;
mod session;

use std::future::Future;
use std::io::Write;

use crate::Exit;
use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::io::Io;

/// Runs the command that was typed.
pub(crate) fn run(args: &Args, io: &mut Io) -> Result<(), Failure> {
    match &args.command {
        Command::Session(command) => session::run(command, &args.global, io),
        Command::Sandbox(command) => sandbox::run(command, &args.global, io),
    }
}

/// Runs a future to its end, on this thread. The runtime is made here, so that help and the version
/// start without one.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Failure::System {
            what: "the system refused what an async runtime needs",
            exit: Exit::Api,
            cause,
        })?
        .block_on(future)
}

/// Says something beside the result. A stderr that is closed changes nothing about the result.
fn note(io: &mut Io, line: &str) {
    _ = writeln!(io.stderr, "{line}");
}
