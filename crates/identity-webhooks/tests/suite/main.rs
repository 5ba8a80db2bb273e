//! The crate from outside.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as loudly as tests do"
)]

mod dedup;
mod events;
mod known;
mod server;
mod vectors;
