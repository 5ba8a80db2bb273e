//! [`Io`]: the streams and the environment of one run, so that a test can bring its own.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use identity_types::Timestamp;

/// What a run reads and writes besides the network.
#[derive(Debug)]
#[non_exhaustive]
pub struct Io {
    /// Data, and nothing else.
    pub stdout: Stream,
    /// Words for people: errors, warnings, notes, logs.
    pub stderr: Stream,
    /// Requests, webhooks, keys and answers, when a command asks for one of them.
    pub stdin: Input,
    /// True when a person types: only then is anything asked.
    pub stdin_is_terminal: bool,
    /// True when a person looks at `stdout`: results are tables then, and JSON otherwise.
    pub stdout_is_terminal: bool,
    /// True when a person looks at `stderr`: only then is progress shown.
    pub stderr_is_terminal: bool,
    /// What time it is.
    pub clock: Clock,
    /// What interrupts the run.
    pub interrupt: Interrupt,
    /// The environment.
    pub env: Env,
}

impl Io {
    /// Those of this process.
    #[must_use]
    pub fn process() -> Self {
        Self {
            stdout: Stream::new(io::stdout()),
            stderr: Stream::new(io::stderr()),
            stdin: Input::new(io::stdin()),
            stdin_is_terminal: io::stdin().is_terminal(),
            stdout_is_terminal: io::stdout().is_terminal(),
            stderr_is_terminal: io::stderr().is_terminal(),
            clock: Clock::system(),
            interrupt: Interrupt::ctrl_c(),
            env: std::env::vars_os().collect(),
        }
    }

    /// Streams that are kept in memory, and what they will hold: for tests.
    ///
    /// ```
    /// use identity_cli::{Exit, Io, run};
    ///
    /// let (io, captured) = Io::captured([("STRIPE_API_KEY", "sk_test_123")]);
    /// assert_eq!(run(["identity", "--version"], io), Exit::Ok);
    /// assert!(captured.stdout().starts_with("identity "));
    /// assert_eq!(captured.stderr(), "");
    /// ```
    pub fn captured<K: Into<OsString>, V: Into<OsString>>(
        env: impl IntoIterator<Item = (K, V)>,
    ) -> (Self, Captured) {
        let captured = Captured::default();
        let io = Self {
            stdout: Stream::new(captured.stdout.clone()),
            stderr: Stream::new(captured.stderr.clone()),
            stdin: Input::default(),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            clock: Clock::system(),
            interrupt: Interrupt::ctrl_c(),
            env: env
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        };
        (io, captured)
    }
}

/// What a command reads.
pub struct Input(Box<dyn Read + Send>);

impl Input {
    /// Reads from `reader`.
    pub fn new(reader: impl Read + Send + 'static) -> Self {
        Self(Box::new(reader))
    }

    /// All of it, and no more than `most` bytes: `None` when there are more.
    pub(crate) fn read_at_most(&mut self, most: u64) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        (&mut self.0).take(most + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= most).then_some(bytes))
    }

    /// One line without its end, byte by byte, so that what follows stays there for others; at most 64 KiB.
    pub(crate) fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut byte = [0];
        while line.len() < 64 * 1024 && self.0.read(&mut byte)? == 1 && byte != *b"\n" {
            line.push(byte[0]);
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(line)
    }
}

/// Nothing to read.
impl Default for Input {
    fn default() -> Self {
        Self::new(io::empty())
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Input")
    }
}

/// What time it is: the system's clock, or one that a test brings.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Asks `now`.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The system's.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that is injected unless another one is"
    )]
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            let seconds = since.map_or(0, |since| since.as_secs());
            Timestamp::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// What interrupts a run: Ctrl-C, or what a test brings.
#[derive(Clone)]
pub struct Interrupt(Option<Arc<dyn Fn() -> Interruption + Send + Sync>>);

type Interruption = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Interrupt {
    /// Ctrl-C at this process.
    #[must_use]
    pub const fn ctrl_c() -> Self {
        Self(None)
    }

    /// Interrupts when the future that `begin` gives ends. It is asked once for each wait, inside of a tokio runtime.
    pub fn new<F>(begin: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Some(Arc::new(move || Box::pin(begin()))))
    }

    /// Ends when the run is interrupted; never where the system gives no handler, which leaves the system's own.
    pub(crate) async fn came(&self) {
        match &self.0 {
            Some(begin) => begin().await,
            None => {
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        }
    }

    /// As [`came`](Self::came), for what listens to the process's signals itself: never by Ctrl-C.
    pub(crate) async fn came_from_elsewhere(&self) {
        match &self.0 {
            Some(begin) => begin().await,
            None => std::future::pending().await,
        }
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Interrupt")
    }
}

/// A stream that several places write to: a command and the log that runs beside it.
#[derive(Clone)]
pub struct Stream(Arc<Mutex<dyn Write + Send>>);

impl Stream {
    /// Writes to `writer`.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(writer)))
    }

    fn with<T>(&self, write: impl FnOnce(&mut (dyn Write + Send)) -> T) -> T {
        // A writer that panicked half-way through a line is still the place to write to.
        write(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|writer| writer.write(bytes))
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|writer| writer.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(|writer| writer.flush())
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stream")
    }
}

/// The environment variables of a run. `Debug` shows their names only.
#[derive(Clone, Default)]
pub struct Env(BTreeMap<OsString, OsString>);

impl Env {
    /// The variable of that name, if it is set. It may be empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&OsStr> {
        self.0.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// The variable of that name, if it is set and says something.
    pub(crate) fn filled(&self, name: &str) -> Option<&OsStr> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// All of them, for a process that is started.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }
}

impl FromIterator<(OsString, OsString)> for Env {
    fn from_iter<I: IntoIterator<Item = (OsString, OsString)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")?;
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// What a run wrote to the streams of [`Io::captured`].
#[derive(Debug, Default)]
pub struct Captured {
    stdout: Buffer,
    stderr: Buffer,
}

impl Captured {
    /// What went to stdout so far.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What went to stderr so far.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }
}

#[derive(Clone, Debug, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut buffer = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
