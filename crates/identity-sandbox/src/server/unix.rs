//! A Unix socket in the file system: bound, kept to its owner, and removed with the server.

use std::io;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use tokio::net::UnixListener;

/// The file of a socket; removed when the value is dropped.
#[derive(Debug)]
pub(super) struct SocketFile(PathBuf);

impl SocketFile {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // Removed by somebody else, it is gone all the same.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Listens at `path`, for this user alone. A socket that was left behind by a server that is gone makes
/// room; anything else at that path stays and is an error.
pub(super) fn bind(path: &Path) -> io::Result<(UnixListener, SocketFile)> {
    remove_stale(path)?;
    let listener = UnixListener::bind(path)?;
    let file = SocketFile(path.to_owned());
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok((listener, file))
}

fn remove_stale(path: &Path) -> io::Result<()> {
    let is_socket =
        std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    // Connecting to a local socket that nobody listens on is refused at once.
    if !is_socket || std::os::unix::net::UnixStream::connect(path).is_ok() {
        return Ok(());
    }
    std::fs::remove_file(path)
}
