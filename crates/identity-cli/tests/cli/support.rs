//! A run of the command in this process, and the two servers that tests point it at.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use identity_cli::sandbox::Sandbox;
use identity_cli::{Captured, Exit, Input, Io, run};

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

/// Runs a line whose stdin is not a terminal and holds `stdin`.
pub(crate) fn piped(line: &str, env: &[(&str, &str)], stdin: &[u8]) -> Ran {
    let (mut io, captured) = Io::captured(env.iter().copied());
    io.stdin = Input::new(std::io::Cursor::new(stdin.to_vec()));
    finish(line.split_whitespace(), io, &captured)
}

/// Runs a line at a terminal without colours, where somebody answers questions with `typed`.
pub(crate) fn answered(line: &str, env: &[(&str, &str)], typed: &str) -> Ran {
    let env = [env, &[("TERM", "dumb")]].concat();
    let (mut io, captured) = Io::captured(env.iter().copied());
    io.stdin = Input::new(std::io::Cursor::new(typed.as_bytes().to_vec()));
    io.stdin_is_terminal = true;
    io.stderr_is_terminal = true;
    finish(line.split_whitespace(), io, &captured)
}

/// Runs words as they are, with streams of the test's own.
pub(crate) fn finish<A: Into<OsString>>(
    words: impl IntoIterator<Item = A>,
    io: Io,
    captured: &Captured,
) -> Ran {
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

/// A sandbox behind a server, in a runtime of its own.
pub(crate) struct Served {
    pub(crate) sandbox: Sandbox,
    pub(crate) url: String,
    // Held: its threads serve until it is dropped.
    _runtime: tokio::runtime::Runtime,
    _server: identity_cli::sandbox::Server,
}

impl Served {
    pub(crate) fn start() -> Self {
        Self::with(Sandbox::new())
    }

    pub(crate) fn with(sandbox: Sandbox) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(sandbox.listen()).unwrap();
        Self {
            sandbox,
            url: server.url().to_owned(),
            _runtime: runtime,
            _server: server,
        }
    }

    /// The environment that leads there.
    pub(crate) fn env(&self) -> [(&str, &str); 2] {
        [KEY, ("STRIPE_API_BASE", self.url.as_str())]
    }

    /// Creates a session, and gives its id.
    pub(crate) fn create(&self) -> String {
        let ran = line("session create --type document -o id", &self.env());
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
        ran.stdout.trim().to_owned()
    }
}

/// A directory that is gone after the test.
pub(crate) struct Scratch(std::path::PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("identity-cli-{name}-{}", std::process::id()));
        _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

fn run_in<A: Into<OsString>>(
    words: impl IntoIterator<Item = A>,
    env: &[(&str, &str)],
    is_terminal: bool,
) -> Ran {
    let (mut io, captured) = Io::captured(env.iter().copied());
    io.stdout_is_terminal = is_terminal;
    finish(words, io, &captured)
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
        Self::speaking("http", move |mut stream| {
            // Not all who come speak HTTP: one test begins with TLS.
            let asked = request(&stream).unwrap();
            // Who has left needs no answer.
            _ = stream.write_all(answer.as_bytes());
            Some(asked)
        })
    }

    /// Lets `converse` speak with everyone, and keeps what it was asked.
    pub(crate) fn speaking(
        scheme: &str,
        converse: impl Fn(TcpStream) -> Option<String> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (requests, stop) = (Arc::clone(&requests), Arc::clone(&stop));
            move || {
                for stream in listener.incoming() {
                    if stop.load(Ordering::SeqCst) {
                        return;
                    }
                    let asked = converse(stream.unwrap());
                    requests.lock().unwrap().extend(asked);
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
        let (_, address) = self.url.split_once("://").unwrap();
        _ = TcpStream::connect(address);
        if let Some(thread) = self.thread.take() {
            let result = thread.join();
            assert!(
                result.is_ok() || std::thread::panicking(),
                "the server failed"
            );
        }
    }
}

/// A request as it came, head and body.
pub(crate) fn request(stream: impl Read) -> std::io::Result<String> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") && reader.read_until(b'\n', &mut head)? > 0 {}
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
    reader.read_exact(&mut body)?;
    Ok(head + std::str::from_utf8(&body).unwrap())
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
