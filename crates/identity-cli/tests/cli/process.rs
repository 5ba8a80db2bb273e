//! What only a process of its own can show: its exit code, its signals, its pipes.

use std::io::{self, BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use identity_cli::{Exit, Io, Stream, run};

use crate::support::{KEY, line};

fn identity(typed: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_identity"));
    command
        .args(typed.split_whitespace())
        .env_remove("STRIPE_API_KEY")
        .env_remove("STRIPE_API_BASE")
        .stdin(Stdio::null());
    command
}

#[test]
fn the_exit_code_reaches_the_shell() {
    for (typed, code) in [
        ("--version", 0),
        ("--help", 0),
        ("--sandbox session create --type document", 0),
        ("", 2),
        ("session create --type document", 2),
        ("--sandbox session get vs_1", 3),
    ] {
        let output = identity(typed).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{typed}");
        assert_eq!(output.stdout.is_empty(), code != 0, "{typed}");
        assert_eq!(output.stderr.is_empty(), code == 0, "{typed}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    for typed in [
        "--help",
        "--version",
        "--sandbox session create --type document",
    ] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let output = identity(typed).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{typed}");
        assert!(output.stderr.is_empty(), "{typed}");
    }
}

#[test]
fn a_closed_stderr_leaves_the_exit_code() {
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let status = identity("session create").stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let (mut io, captured) = Io::captured([("", ""); 0]);
    io.stdout = Stream::new(Full);
    let exit = run(
        [
            "identity",
            "--sandbox",
            "session",
            "create",
            "--type",
            "document",
        ],
        io,
    );
    assert_eq!(exit, Exit::Api);
    assert!(
        captured
            .stderr()
            .starts_with("error: the call was done, and its result could not be written\n")
    );
}

/// `sandbox serve --port 0`, ready.
struct Server {
    child: Child,
    url: String,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start() -> Self {
        let mut child = identity("sandbox serve --port 0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        stdout.read_line(&mut ready).unwrap();
        let url = ready
            .strip_prefix("listening on ")
            .and_then(|rest| rest.strip_suffix('\n'))
            .unwrap()
            .to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url}");
        Self { child, url, stdout }
    }

    /// Sends the signal and waits: the exit code, and what came after the first line.
    #[cfg(unix)]
    fn stop(mut self, signal: &str) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `stop` it is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn a_served_sandbox_keeps_sessions_and_stops_when_told() {
    for signal in ["-INT", "-TERM"] {
        let server = Server::start();
        let env = [KEY, ("STRIPE_API_BASE", server.url.as_str())];
        let created = line("session create --type document -o id", &env);
        assert_eq!(created.exit, Exit::Ok, "{}", created.stderr);
        let id = created.stdout.trim();
        let session = line(&format!("session get {id}"), &env).json();
        assert_eq!(
            (&session["id"], &session["status"]),
            (&id.into(), &"requires_input".into())
        );

        let again = line(
            "session create --type document -o id --idempotency-key k",
            &env,
        );
        let replay = line(
            "session create --type document -o id --idempotency-key k",
            &env,
        );
        assert_eq!(again.stdout, replay.stdout);
        assert!(replay.stderr.contains("replayed"), "{}", replay.stderr);

        assert_eq!(server.stop(signal), (Some(0), String::new()), "{signal}");
    }
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let ran = line(&format!("sandbox serve --port {port}"), &[]);
    assert_eq!(ran.exit, Exit::Network, "{}", ran.stderr);
    assert!(
        ran.stderr
            .starts_with("error: --port: cannot listen there\ncaused by: "),
        "{}",
        ran.stderr
    );
}
