//! `sandbox serve --detach`: a server that stays when this command ends.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use crate::Exit;
use crate::failure::{Failure, Said};
use crate::io::Io;
use crate::output;

/// Starts the same command line without `--detach`, waits until it listens, and prints how to use it.
pub(super) fn run(words: &[OsString], io: &mut Io) -> Result<(), Failure> {
    let refused = |cause| Failure::system("the server cannot be started", Exit::Network, cause);
    let program = std::env::current_exe().map_err(refused)?;
    let rest = words.iter().skip(1).filter(|word| *word != "--detach");
    let mut command = Command::new(program);
    command
        .args(rest)
        .env_clear()
        .envs(io.env.iter())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Out of the terminal's group: its Ctrl-C is not meant for the server.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(refused)?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(refused)?;
    }
    let Some(url) = line.trim_end().strip_prefix("listening on ") else {
        return Err(ended(&mut child));
    };
    let pid = child.id();
    writeln!(
        io.stdout,
        "export STRIPE_API_BASE={}\nexport STRIPE_API_KEY=sk_test_sandbox\nexport IDENTITY_SANDBOX_PID={pid}",
        output::quoted(url)
    )
    .and_then(|()| io.stdout.flush())
    .map_err(output::output)
}

/// The server ended before it listened: its own words say why.
fn ended(child: &mut std::process::Child) -> Failure {
    let mut words = String::new();
    if let Some(stderr) = child.stderr.take() {
        // What cannot be read is not there.
        _ = stderr.take(4096).read_to_string(&mut words);
    }
    _ = child.wait();
    let first = words.lines().next().unwrap_or_default();
    let reason = first.strip_prefix("error: ").unwrap_or(first);
    let reason = crate::failure::one_line(reason);
    Said::new(Exit::Network, format!("the server did not start: {reason}")).into()
}
