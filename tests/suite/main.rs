//! The black-box suite: one binary, so that it links once. Every file here is a line below.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails loudly")]

// A client whose answers are held to the sandbox's OpenAPI document.
mod checked;
// The oracles over the committed corpus of every fuzz target.
mod corpus;
// The oracles over generated values, and over every single change of a response.
mod properties;
// The create call and the retrieve, against a server; a reply lost after the commit.
mod first_light;
// Scripts of hostile requests: every one is answered, and none with a fault of the sandbox's own.
mod sandbox_http;
// An axum backend over real sockets, from the create call to what its webhooks say.
mod backend;
// Every operation of the client over the sandbox, and the helpers above them, on one paused clock.
mod client_calls;
mod client_events;
mod client_files;
mod client_helpers;
mod client_raw;
mod world;
