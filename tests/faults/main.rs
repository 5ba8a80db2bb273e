//! What a client survives: 115 faults, each provoked, each with the outcome that it should have.
//!
//! `table.rs` says which function is which row. Every row runs with a marked caller, and its log lines
//! are looked through for the marks: see `support/run.rs`.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails loudly")]

mod support;
mod table;

mod body;
mod cancel;
mod connect;
mod environment;
mod h2;
mod head;
mod input;
mod json;
mod lists;
mod observe;
mod panics;
mod privacy;
mod redirect;
mod retry;
mod sending;
mod sharing;
mod status;
mod timeouts;
mod tls;
mod webhooks;
