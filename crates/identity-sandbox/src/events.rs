//! The endpoints under `/v1/events`, a file each. They reach back 30 days.

pub(crate) mod list;
pub(crate) mod retrieve;
pub(crate) mod retry;

/// The path of the list.
const PATH: &str = "/v1/events";
