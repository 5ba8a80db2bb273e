//! `sandbox run -- COMMAND`: a sandbox for as long as a command runs.

use std::io;
use std::process::{ExitStatus, Stdio};

use identity_sandbox::Sandbox;
use tokio::process::{Child, Command};

use super::super::block_on::block_on;
use crate::Exit;
use crate::args::sandbox::RunArgs;
use crate::failure::{Failure, Said};
use crate::io::Io;

/// Any test key works; each is an account of its own.
const KEY: &str = "sk_test_sandbox";

pub(super) fn run(args: &RunArgs, io: &mut Io) -> Result<(), Failure> {
    let status = block_on(Box::pin(async {
        let mut signals = Signals::listen()?;
        let server = Sandbox::new()
            .listen()
            .await
            .map_err(|cause| Failure::system("the sandbox cannot serve", Exit::Network, cause))?;
        let mut child = start(args, io, server.url())?;
        let interrupted = io.interrupt.came_from_elsewhere();
        tokio::pin!(interrupted);
        loop {
            tokio::select! {
                biased;
                ended = child.wait() => return ended.map_err(|cause| {
                    Failure::system("the command was lost", Exit::Api, cause)
                }),
                () = &mut interrupted => return Err(Failure::Interrupted { idempotency_key: None }),
                signal = signals.next() => pass_on(&child, signal, io.stdin_is_terminal),
            }
        }
    }))?;
    match code(status) {
        0 => Ok(()),
        code => Err(Failure::Child(code)),
    }
}

/// Starts the command. Whatever key its environment had, a live one above all, it gets the sandbox's.
fn start(args: &RunArgs, io: &Io, url: &str) -> Result<Child, Failure> {
    let (program, rest) = args.command.split_first().ok_or_else(missing)?;
    let authority = url.strip_prefix("http://").unwrap_or(url);
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
    let mut command = Command::new(program);
    command
        .args(rest)
        .env_clear()
        .envs(io.env.iter())
        .envs([
            ("STRIPE_API_KEY", KEY),
            ("STRIPE_SECRET_KEY", KEY),
            ("STRIPE_API_BASE", url),
            ("STRIPE_API_PROTOCOL", "http"),
            ("STRIPE_API_HOST", host),
            ("STRIPE_API_PORT", port),
            ("IDENTITY_SANDBOX_URL", url),
        ])
        .stdin(Stdio::inherit())
        .kill_on_drop(true);
    command.spawn().map_err(|cause| cannot_start(&cause))
}

fn missing() -> Failure {
    crate::failure::Usage::new("COMMAND", "is required, after --").into()
}

/// As a shell ends for a command that it cannot start.
fn cannot_start(cause: &io::Error) -> Failure {
    let (code, message) = match cause.kind() {
        io::ErrorKind::NotFound => (127, "COMMAND: there is no such program"),
        _ => (126, "COMMAND: the program cannot be started"),
    };
    Said::new(Exit::Child(code), message)
        .code("no_command")
        .into()
}

/// The exit code, or 128 and the signal, as a shell tells it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    let code = status.code().unwrap_or(1);
    u8::try_from(code & 0xff).unwrap_or(u8::MAX)
}

/// The signals that a command expects to get itself.
#[cfg(unix)]
struct Signals([tokio::signal::unix::Signal; 4]);

#[cfg(unix)]
impl Signals {
    fn listen() -> Result<Self, Failure> {
        use tokio::signal::unix::{SignalKind, signal};

        let refused =
            |cause| Failure::system("the system refused a signal handler", Exit::Api, cause);
        Ok(Self([
            signal(SignalKind::interrupt()).map_err(refused)?,
            signal(SignalKind::terminate()).map_err(refused)?,
            signal(SignalKind::hangup()).map_err(refused)?,
            signal(SignalKind::quit()).map_err(refused)?,
        ]))
    }

    async fn next(&mut self) -> rustix::process::Signal {
        use rustix::process::Signal;

        std::future::poll_fn(|cx| {
            let kinds = [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT];
            for (stream, kind) in self.0.iter_mut().zip(kinds) {
                if stream.poll_recv(cx).is_ready() {
                    return std::task::Poll::Ready(kind);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}

/// Hands a signal to the command. What was typed at a terminal, it has got from there already.
#[cfg(unix)]
fn pass_on(child: &Child, signal: rustix::process::Signal, at_terminal: bool) {
    use rustix::process::{Pid, Signal, kill_process};

    if at_terminal && matches!(signal, Signal::INT | Signal::QUIT) {
        return;
    }
    let pid = child.id().and_then(|id| i32::try_from(id).ok());
    if let Some(pid) = pid.and_then(Pid::from_raw) {
        // It may have ended just now.
        _ = kill_process(pid, signal);
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Result<Self, Failure> {
        Ok(Self)
    }

    /// The console hands Ctrl-C to the command itself; here it must only not end this process.
    async fn next(&mut self) {
        crate::io::Interrupt::ctrl_c().came().await;
    }
}

#[cfg(not(unix))]
fn pass_on(_: &Child, (): (), _: bool) {}
