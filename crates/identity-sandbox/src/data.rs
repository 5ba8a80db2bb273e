//! State in a file: every change that a caller was told of survives whatever happens to the process.
//!
//! The state lives in memory; the file follows it. Changes are noted where stores change, handed over as
//! one batch under the lock that made them, and written by one thread, as many batches at once as have
//! come together (group commit). An answer waits for the batch of its own changes.

mod error;
mod file;
mod keeper;
mod writer;

pub use self::error::DataError;
pub(crate) use self::keeper::{Keeper, Opened};
pub(crate) use self::writer::Ticket;
