//! [`Ready`]: what a program that waits for the server needs to know.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Server;

/// The test key that examples use. Every other test key works as well, and is an account of its own.
const EXAMPLE_KEY: &str = "sk_test_sandbox";

/// Where a server is and how to call it; from [`Server::ready`](super::Server::ready).
///
/// As JSON it is one object: `url`, `address`, `api_key`, `unix_sockets`, `pid`.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Ready {
    /// The base URL for an SDK.
    pub url: String,
    /// Host and port.
    pub address: String,
    /// A test key to begin with. It is no secret: every test key works.
    pub api_key: &'static str,
    /// The paths of the Unix sockets.
    pub unix_sockets: Vec<PathBuf>,
    /// The process that serves.
    pub pid: u32,
}

impl Ready {
    pub(super) fn of(server: &Server) -> Self {
        Self {
            url: server.url().to_owned(),
            address: server.addr().to_string(),
            api_key: EXAMPLE_KEY,
            #[cfg(unix)]
            unix_sockets: server.unix_sockets().map(Path::to_owned).collect(),
            #[cfg(not(unix))]
            unix_sockets: Vec::new(),
            pid: std::process::id(),
        }
    }

    /// Writes the JSON to `path`, whole or not at all: who sees the file can read it to its end.
    ///
    /// # Errors
    ///
    /// When the file, or the one beside it that it is made of, cannot be written.
    pub fn write_to(&self, path: &Path) -> io::Result<()> {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}", self.pid));
        let beside = path.with_file_name(name);
        let written = self.write_new(&beside);
        let moved = written.and_then(|()| std::fs::rename(&beside, path));
        if moved.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        moved
    }

    fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?.write_all(&text)
    }
}
