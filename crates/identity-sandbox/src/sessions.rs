//! The endpoints under `/v1/identity/verification_sessions`, a file each.

pub(crate) mod create;
mod expand;
pub(crate) mod retrieve;
