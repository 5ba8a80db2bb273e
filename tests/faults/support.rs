//! What the rows share: a marked caller, a hostile server, and the words of an error.

pub(crate) mod again;
pub(crate) mod answers;
pub(crate) mod caller;
pub(crate) mod marked;
pub(crate) mod run;
pub(crate) mod script;
pub(crate) mod server;
pub(crate) mod wire;

#[path = "../../crates/identity-transport/tests/support/lines.rs"]
pub(crate) mod lines;
#[path = "../../crates/identity-transport/tests/support/tls_server.rs"]
pub(crate) mod tls_server;

/// Stands in every secret, in everything that a person typed, and in every hostile answer. Where it
/// shows (in a log line of any crate, in an error), something leaks.
pub(crate) const MARK: &str = "MARKQZ";
