#![doc = include_str!("../README.md")]

mod auth;
mod body;
mod clock;
mod edge;
mod error;
mod exchange;
mod fault;
mod idempotency;
mod ids;
mod params;
mod response;
mod route;
mod sandbox;
mod server;
mod service;
mod session;
mod sessions;
mod state;
mod switches;
mod version;

/// What the sandbox answers, as an OpenAPI document in JSON: every operation, and strict schemas of
/// every response. The tests hold each answer to it.
pub const OPENAPI: &str = include_str!("../openapi.json");

pub use self::body::Body;
pub use self::clock::Clock;
pub use self::fault::{
    ArmedFault, Disconnected, ErrorFault, ErrorKind, Fault, FaultId, FaultRule, Faults,
    InvalidFaultRule, InvalidRoutePattern, RoutePattern,
};
pub use self::sandbox::{Builder, Sandbox};
#[cfg(feature = "tls")]
pub use self::server::Certificate;
pub use self::server::{Ready, Server, ServerBuilder};
pub use self::service::{ResponseFuture, SandboxService};
pub use self::switches::{
    DocumentOptionsOfIdNumber, MissingObjectParam, NeitherTypeNorFlow, Switches, TypeAndFlow,
    UnknownFlow,
};
