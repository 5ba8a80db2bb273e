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

#[cfg(unix)]
#[test]
fn a_command_runs_with_a_sandbox_of_its_own() {
    let binary = env!("CARGO_BIN_EXE_identity");
    let run = |script: &str| {
        identity("sandbox run --")
            .args(["sh", "-c", script])
            .env("STRIPE_API_KEY", "sk_live_MARK")
            .env("IDENTITY", binary)
            .output()
            .unwrap()
    };
    let output =
        run("\"$IDENTITY\" session create --type document -o id && echo $STRIPE_API_KEY && exit 5");
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        output.status.code(),
        Some(5),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        text.starts_with("vs_") && text.ends_with("\nsk_test_sandbox\n"),
        "{text}"
    );
    assert!(output.stderr.is_empty());
    assert_eq!(run("exit 0").status.code(), Some(0));
    assert_eq!(run("kill -TERM $$").status.code(), Some(143));
    let none = identity("sandbox run -- nonsense-that-is-no-program")
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(127));
    assert_eq!(
        identity("sandbox run").output().unwrap().status.code(),
        Some(2)
    );
}

#[cfg(unix)]
#[test]
fn a_signal_reaches_the_command() {
    for (signal, code) in [("-TERM", 7), ("-INT", 8)] {
        let script =
            "trap 'exit 7' TERM; trap 'exit 8' INT; echo ready; while :; do sleep 0.05; done";
        let mut child = identity("sandbox run --")
            .args(["sh", "-c", script])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut ready)
            .unwrap();
        let pid = child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_server_can_stay_behind() {
    let output = identity("sandbox serve --port 0 --detach")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let of = |name: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(&format!("export {name}=")));
        line.unwrap().trim_matches('\'').to_owned()
    };
    let pid: i32 = of("IDENTITY_SANDBOX_PID").parse().unwrap();
    let url = of("STRIPE_API_BASE");
    let ran = line(
        "session create --type document -o id",
        &[KEY, ("STRIPE_API_BASE", &url)],
    );
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = identity(&format!("sandbox serve --port {port} --detach"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .starts_with("error: the server did not start: --port")
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_waiting_is_130_and_names_the_key() {
    for (typed, names_key) in [
        ("session get vs_1", false),
        ("session wait vs_1", false),
        ("session create --type document --idempotency-key k-1", true),
    ] {
        // A listener each: one that an earlier case has called says nothing of this one.
        let silent = crate::support::Silent::listen();
        let child = identity(&format!("{typed} --base-url {}", silent.url()))
            .env(KEY.0, KEY.1)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Someone has come: the call is under way.
        while silent.is_untouched() {
            std::thread::yield_now();
        }
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(130), "{typed}: {err}");
        assert!(err.starts_with("error: interrupted\n"), "{err}");
        assert_eq!(err.contains("--idempotency-key k-1"), names_key, "{err}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_list_whose_reader_leaves_ends_well() {
    let served = crate::support::Served::start();
    for _ in 0..3 {
        served.create();
    }
    let (reader, writer) = io::pipe().unwrap();
    drop(reader);
    let output = identity("session list --all -o ndjson")
        .envs(served.env())
        .stdout(writer)
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(output.stderr.is_empty());
}
