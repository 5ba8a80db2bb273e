//! [`DataError`]: why a data file cannot be used.

use std::error::Error;
use std::fmt;
use std::io;

/// Why a data file cannot be opened, read or written. It names no path: whoever opened it knows it.
#[derive(Debug)]
#[non_exhaustive]
pub enum DataError {
    /// Another process, or another sandbox of this one, has it open.
    InUse,
    /// It is a file of something else.
    NotADataFile,
    /// Another version of the sandbox has written it, in this format.
    OtherVersion {
        /// The format that it has.
        found: u64,
        /// The format that this version reads and writes.
        known: u64,
    },
    /// What is in it cannot be read.
    Damaged(Box<dyn Error + Send + Sync>),
    /// There is no room for more: on the disk, or under a limit of the system's.
    Full(io::Error),
    /// The system refused.
    Io(io::Error),
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse => f.write_str(
                "another sandbox has the data file open: stop it first, or give this one a file of its own",
            ),
            Self::NotADataFile => f.write_str("this is not a data file of the sandbox"),
            Self::OtherVersion { found, known } => write!(
                f,
                "the data file has format {found}, and this version of the sandbox reads and writes format {known}"
            ),
            Self::Damaged(_) => f.write_str("the data file is damaged"),
            Self::Full(_) => f.write_str("there is no room left for the data file"),
            Self::Io(_) => f.write_str("the data file cannot be read or written"),
        }
    }
}

impl Error for DataError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Damaged(cause) => Some(&**cause),
            Self::Full(cause) | Self::Io(cause) => Some(cause),
            Self::InUse | Self::NotADataFile | Self::OtherVersion { .. } => None,
        }
    }
}

impl DataError {
    fn damaged(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Damaged(Box::new(cause))
    }
}

impl From<io::Error> for DataError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full(error),
            // What redb says of a file that does not begin as its files do.
            io::ErrorKind::InvalidData => Self::NotADataFile,
            _ => Self::Io(error),
        }
    }
}

impl From<redb::StorageError> for DataError {
    fn from(error: redb::StorageError) -> Self {
        match error {
            redb::StorageError::Io(error) => error.into(),
            other => Self::damaged(other),
        }
    }
}

impl From<redb::DatabaseError> for DataError {
    fn from(error: redb::DatabaseError) -> Self {
        match error {
            redb::DatabaseError::DatabaseAlreadyOpen
            | redb::DatabaseError::LockProtocolMismatch => Self::InUse,
            redb::DatabaseError::Storage(error) => error.into(),
            other => Self::damaged(other),
        }
    }
}

impl From<redb::TransactionError> for DataError {
    fn from(error: redb::TransactionError) -> Self {
        match error {
            redb::TransactionError::Storage(error) => error.into(),
            other => Self::damaged(other),
        }
    }
}

impl From<redb::TableError> for DataError {
    fn from(error: redb::TableError) -> Self {
        match error {
            redb::TableError::Storage(error) => error.into(),
            other => Self::damaged(other),
        }
    }
}

impl From<redb::CommitError> for DataError {
    fn from(error: redb::CommitError) -> Self {
        match error {
            redb::CommitError::Storage(error) => error.into(),
            other => Self::damaged(other),
        }
    }
}

impl From<serde_json::Error> for DataError {
    fn from(error: serde_json::Error) -> Self {
        // Only where: the text that could not be read may be somebody's data.
        Self::Damaged(format!("a record ends at column {}", error.column()).into())
    }
}
