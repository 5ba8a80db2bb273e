//! `identity sandbox …`.

mod control;
mod detach;
mod run;
mod verbs;

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::Ipv4Addr;

use identity_sandbox::Sandbox;
use tokio::net::TcpListener;

pub(super) use self::control::Control;
use super::block_on::block_on;
use crate::Exit;
use crate::args::Global;
use crate::args::sandbox::{SandboxCommand, ServeArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;

pub(super) fn run(
    command: &SandboxCommand,
    words: &[OsString],
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    match command {
        SandboxCommand::Serve(args) if args.detach => detach::run(words, io),
        SandboxCommand::Serve(args) => serve(args, io),
        SandboxCommand::Run(args) => run::run(args, io),
        SandboxCommand::Reset => verbs::reset(global, io),
        SandboxCommand::Clock(args) => verbs::clock(args, global, io),
        SandboxCommand::Faults(args) => verbs::faults(args, global, io),
        SandboxCommand::Journal(args) => verbs::journal(args, global, io),
        SandboxCommand::Snapshot(args) => verbs::snapshot(args, global, io),
    }
}

fn serve(args: &ServeArgs, io: &mut Io) -> Result<(), Failure> {
    let port: u16 = args.port.parse().map_err(|_| {
        Usage::new(
            "--port",
            "must be a whole number from 0 to 65535; 0 picks a free one",
        )
    })?;
    block_on(async {
        let stop = stop_signal()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(|cause| system("--port: cannot listen there", cause))?;
        let server = Sandbox::new()
            .serve(listener)
            .map_err(|cause| system("the sandbox cannot serve", cause))?;
        writeln!(io.stdout, "listening on {}", server.url())
            .and_then(|()| io.stdout.flush())
            .map_err(Failure::Output)?;
        stop.await;
        server.shutdown().await;
        Ok(())
    })
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
