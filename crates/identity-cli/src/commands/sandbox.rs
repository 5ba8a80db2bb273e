//! `identity sandbox …`.

mod acts;
mod control;
mod deliveries;
mod detach;
mod outcome;
mod run;
mod serve;
mod verbs;

use std::ffi::OsString;
use std::io;

pub(super) use self::control::Control;
pub(super) use self::outcome::outcome;
use crate::Exit;
use crate::args::Global;
use crate::args::sandbox::SandboxCommand;
use crate::failure::Failure;
use crate::io::Io;

pub(super) fn run(
    command: &SandboxCommand,
    words: &[OsString],
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    match command {
        SandboxCommand::Serve(args) if args.detach => detach::run(words, io),
        SandboxCommand::Serve(args) => serve::run(args, io),
        SandboxCommand::Run(args) => run::run(args, io),
        SandboxCommand::Status => acts::status(global, io),
        SandboxCommand::Overview(args) => acts::overview(args, global, io),
        SandboxCommand::Act(args) => acts::act(args, global, io),
        SandboxCommand::Key(args) => acts::key(args, global, io),
        SandboxCommand::Seed(args) => acts::seed(args, global, io),
        SandboxCommand::Deliveries(args) => deliveries::deliveries(args, global, io),
        SandboxCommand::Rules(args) => deliveries::rules(args, global, io),
        SandboxCommand::RollSecret(args) => deliveries::roll_secret(args, global, io),
        SandboxCommand::Reset => verbs::reset(global, io),
        SandboxCommand::Clock(args) => verbs::clock(args, global, io),
        SandboxCommand::Faults(args) => verbs::faults(args, global, io),
        SandboxCommand::Journal(args) => verbs::journal(args, global, io),
        SandboxCommand::Snapshot(args) => verbs::snapshot(args, global, io),
    }
}

/// Ends at Ctrl-C, or when the system asks the process to end. It listens from the moment it is made, so a
/// signal that comes before the first `await` is not lost.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};

    let refused = |cause| system("the system refused a signal handler", cause);
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    Ok(std::future::poll_fn(move |cx| {
        if interrupt.poll_recv(cx).is_ready() || terminate.poll_recv(cx).is_ready() {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    }))
}

/// Ends at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        _ = tokio::signal::ctrl_c().await;
    })
}

fn system(what: &'static str, cause: io::Error) -> Failure {
    Failure::System {
        what,
        exit: Exit::Network,
        cause,
    }
}
