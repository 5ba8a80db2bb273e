//! A run of the command in this process, and the two servers that tests point it at.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use identity_cli::{Exit, Io, run};

pub(crate) const KEY: (&str, &str) = ("STRIPE_API_KEY", "sk_test_123");

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The run's stdout as JSON, after a success.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.exit, Exit::Ok, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// Runs a line of words without blanks in them.
pub(crate) fn line(line: &str, env: &[(&str, &str)]) -> Ran {
    words(line.split_whitespace(), env)
}

/// Runs words as they are, after the program's name.
pub(crate) fn words<A: Into<OsString>>(
    words: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
) -> Ran {
    run_in(words, env, false)
}

/// Runs a line as if a person looked at its output.
pub(crate) fn on_terminal(line: &str, env: &[(&str, &str)]) -> Ran {
    let env = [env, &[("TERM", "dumb")]].concat();
    run_in(line.split_whitespace(), &env, true)
}

fn run_in<A: Into<OsString>>(
    words: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
    is_terminal: bool,
) -> Ran {
    let (mut io, captured) = Io::captured(env.iter().copied());
    io.stdout_is_terminal = is_terminal;
    let args = [OsString::from("identity")]
        .into_iter()
        .chain(words.into_iter().map(Into::into));
    let exit = run(args, io);
    Ran {
        exit,
        stdout: captured.stdout(),
        stderr: captured.stderr(),
    }
}

/// An address where everyone who comes is noticed and nobody is answered.
pub(crate) struct Silent(TcpListener);

impl Silent {
    pub(crate) fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    /// True if nobody came since the last time it was asked.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self.0.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}

/// A server that gives the same answer to everyone, and keeps what it was asked.
pub(crate) struct Canned {
    url: String,
    requests: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Canned {
    /// Answers with `status`, the lines of `headers` (each ended by CRLF), and `body`.
    pub(crate) fn serve(status: u16, headers: &str, body: &str) -> Self {
        let answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\
             {headers}\r\n{body}",
            body.len()
        );
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (requests, stop) = (Arc::clone(&requests), Arc::clone(&stop));
            move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let mut stream = stream.unwrap();
                    requests.lock().unwrap().push(read_request(&stream));
                    // Who has left needs no answer.
                    _ = stream.write_all(answer.as_bytes());
                }
            }
        });
        Self {
            url,
            requests,
            stop,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Every request so far: head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the thread from its wait for the next one.
        _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let result = thread.join();
            assert!(
                result.is_ok() || std::thread::panicking(),
                "the server failed"
            );
        }
    }
}

fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && reader.read_until(b'\n', &mut head).unwrap() > 0 {}
    // Not all who come speak HTTP: one test begins with TLS.
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        })
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    head + std::str::from_utf8(&body).unwrap()
}

/// Compares with `tests/golden/NAME`, or writes it when UPDATE_GOLDEN=1.
#[track_caller]
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, expected,
        "{name} differs; if it should, run with UPDATE_GOLDEN=1"
    );
}
