//! One function per verb.

mod api;
mod block_on;
mod call;
mod completions;
mod config;
mod confirm;
mod endpoints;
mod event;
mod explain;
mod get;
mod images;
mod manual;
mod pages;
mod plan;
mod progress;
mod report;
mod sandbox;
mod session;
mod webhook;

use std::io::Write;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::io::Io;

/// Runs the command that was typed.
pub(crate) fn run(args: &Args, io: &mut Io) -> Result<(), Failure> {
    let global = &args.global;
    match &args.command {
        Command::Session(command) => session::run(command, global, io),
        Command::Report(command) => report::run(command, global, io),
        Command::Event(command) => event::run(command, global, io),
        Command::Webhook(command) => webhook::run(command, global, io),
        Command::Sandbox(command) => sandbox::run(command, &args.words, global, io),
        Command::Explain(args) => explain::run(args, global, io),
        Command::Get(args) => get::run(args, global, io),
        Command::Api(args) => api::run(args, global, io),
        Command::Config(command) => config::run(command, global, io),
        Command::Completions(args) => completions::run(args, io),
        Command::Man(args) => manual::run(args, io),
    }
}

/// Says something beside the result. A stderr that is closed changes nothing about the result.
fn note(io: &mut Io, line: &str) {
    _ = writeln!(io.stderr, "{line}");
}
