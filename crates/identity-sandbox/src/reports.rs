//! The endpoints under `/v1/identity/verification_reports`, a file each.

pub(crate) mod list;
pub(crate) mod retrieve;

/// The path of the list.
const PATH: &str = "/v1/identity/verification_reports";
