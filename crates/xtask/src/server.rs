//! The real `identity sandbox serve`, as a process that ends with its owner.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use crate::{Result, shell::Run};

/// What the server prints, once, when it answers.
const READY: &str = "listening on ";
/// Far above what it needs: this bounds a hang, it measures nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running sandbox server on a free port of the loopback address.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    url: String,
    ready_after: Duration,
}

impl Server {
    /// Starts the sandbox of `binary` and waits for the line with its address.
    pub(crate) fn start(binary: &Path) -> Result<Self> {
        Self::start_with(binary, &[])
    }

    /// The same with more arguments.
    pub(crate) fn start_with(binary: &Path, arguments: &[&Path]) -> Result<Self> {
        let run = Run::new(binary).words("sandbox serve --port 0");
        Self::of(arguments.iter().fold(run, Run::arg))
    }

    /// Starts any server that prints such a line.
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a start takes is what a bench shows"
    )]
    pub(crate) fn of(run: Run) -> Result<Self> {
        let (mut command, shown) = run.into_parts();
        println!("$ {shown} &");
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|cause| format!("`{shown}` did not start: {cause}"))?;
        let stdout = child.stdout.take().expect("stdout was asked for as a pipe");
        let (sender, lines) = mpsc::channel();
        // Ends with the process: its end closes the pipe.
        thread::spawn(move || {
            BufReader::new(stdout)
                .lines()
                .map_while(|line| line.ok())
                .for_each(|line| {
                    sender.send(line).unwrap_or_default();
                });
        });
        let mut server = Self {
            child,
            lines,
            url: String::new(),
            ready_after: Duration::ZERO,
        };
        let first = server.lines.recv_timeout(PATIENCE);
        server.ready_after = started.elapsed();
        let first = first.map_err(|_| format!("`{shown}` printed no address"))?;
        server.url = address(&first)?.to_owned();
        println!("{first} (process {})", server.child.id());
        Ok(server)
    }

    /// The base URL, without a slash at its end.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From the start of the process to its line.
    pub(crate) fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// The number of the process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process; fails if it had ended by itself or printed more than its one line.
    pub(crate) fn stop(mut self) -> Result<()> {
        if let Ok(Some(status)) = self.child.try_wait() {
            return Err(format!("the sandbox server ended by itself ({status})"));
        }
        self.end();
        match self.lines.iter().next() {
            None => Ok(()),
            Some(_) => Err("the sandbox server printed more than the line with its address".into()),
        }
    }

    fn end(&mut self) {
        // Both fail only for a process that is gone, which is what is wanted.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// The URL in the server's line.
fn address(line: &str) -> Result<&str> {
    let url = line.strip_prefix(READY).filter(|url| {
        let port = url.strip_prefix("http://127.0.0.1:");
        port.is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
    });
    url.ok_or_else(|| format!("`{line}` is not `{READY}http://127.0.0.1:PORT`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_address_and_nothing_else() {
        assert_eq!(
            address("listening on http://127.0.0.1:80"),
            Ok("http://127.0.0.1:80")
        );
        for line in [
            "",
            "http://127.0.0.1:80",
            "listening on http://127.0.0.1:0",
            "listening on http://127.0.0.1:80/",
            "listening on http://0.0.0.0:80",
        ] {
            assert!(address(line).is_err(), "{line}");
        }
    }
}
