//! The sandbox from outside, through its service and through a socket.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests fail as loudly as tests do"
)]

mod call;
mod contract;
mod control;
mod control_webhooks;
mod create;
mod data;
mod determinism;
mod edges;
mod events;
mod faults;
mod files;
mod hook;
mod hostile;
mod idempotency;
mod inferred;
mod journal;
mod keys;
mod lifecycle;
mod limits;
mod lists;
mod model;
mod page;
mod platform;
mod retrieve;
mod seed;
mod socket;
mod switches;
#[cfg(feature = "tls")]
mod tls;
mod trim;
mod webhook_endpoints;
mod webhooks;
