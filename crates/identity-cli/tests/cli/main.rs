//! The command line, in process through `run(args, io)` where it can be, spawned where it must be.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

// Any arguments at all.
mod anything;
// What is refused before anything is sent.
mod bad_input;
// Formats, selection, lists, dry runs.
mod formats;
// Questions, keys, profiles.
mod guards;
// What needs no network.
mod offline;
// Parameters from files, stdin and pairs; long names; every verb's request.
mod parameters;
// What a person sees at a terminal.
#[cfg(unix)]
mod terminal;
// Manual pages: their sections, and what a linter says.
mod manual;
// Following a session to its end.
mod waiting;
// `--describe`, and every result held to the schema that it gives.
mod describe;
// Streams that are closed from the start.
#[cfg(unix)]
mod closed;
// `webhook endpoints`, against the sandbox.
mod endpoints;
// The images of a report, as files.
mod images;
// A sandbox controlled from outside.
mod controlled;
// Failed calls: exit codes, words on stderr, JSON on stderr.
mod failures;
// `sandbox serve --data`, killed at any moment.
mod kill;
// Texts that people read, word for word.
mod goldens;
// The process: exit codes, signals, pipes.
mod process;
// `session create` and `session get`, against the sandbox and against a listener that records.
mod sessions;
// Servers with certificates of their own.
mod tls;
// Webhooks: received, handed on, caught up with.
mod webhooks;
