//! [`Io`]: the streams and the environment of one run, so that a test can bring its own.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// What a run reads and writes besides the network.
#[derive(Debug)]
#[non_exhaustive]
pub struct Io {
    /// Data, and nothing else.
    pub stdout: Stream,
    /// Words for people: errors, warnings, notes, logs.
    pub stderr: Stream,
    /// True when a person looks at `stdout`: results are tables then, and JSON otherwise.
    pub stdout_is_terminal: bool,
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
            stdout_is_terminal: io::stdout().is_terminal(),
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
            stdout_is_terminal: false,
            env: env
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        };
        (io, captured)
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
