//! The control API under `/_sandbox/`: what a test does to a sandbox, for every language.
//!
//! JSON in and out; each call is one method of [`Sandbox`](crate::Sandbox). It is described by its own
//! OpenAPI document, `control.openapi.json`, and has nothing to do with the keys of the API.

mod answer;
mod clock;
mod faults;
mod gate;
mod input;
mod journal;
mod keys;
mod outcomes;
mod overview;
mod route;
mod state;
mod webhooks;

use std::sync::Arc;

use http::Response;
use http::request::Parts;

pub(crate) use self::answer::Refusal;
pub use self::gate::ControlAccess;
pub(crate) use self::gate::Gate;
pub(crate) use self::input::mistake;
use crate::body::Body;
use crate::exchange::Payload;
use crate::sandbox::{Sandbox, Shared};

/// The control API as an OpenAPI document in JSON. A running sandbox has it at `/_sandbox/control.openapi.json`.
pub const CONTROL_OPENAPI: &str = include_str!("../control.openapi.json");

/// What all its paths begin with.
const PREFIX: &str = "/_sandbox";

/// Whether a path is one of the control API's.
pub(crate) fn owns(path: &str) -> bool {
    path.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a request may come in, before its body is read.
pub(crate) fn admit(shared: &Shared, parts: &Parts) -> Result<(), Refusal> {
    shared.gate.admit(parts)
}

/// Answers a request that was admitted, once what it changed is in the file.
pub(crate) async fn respond(
    shared: &Arc<Shared>,
    parts: &Parts,
    payload: &Payload,
) -> Response<Body> {
    let sandbox = Sandbox::of(Arc::clone(shared));
    let answer = route::run(&sandbox, parts, payload).await;
    match shared.saved().await {
        Ok(()) => answer.unwrap_or_else(Refusal::into_response),
        Err(error) => Refusal::unsaved(&error).into_response(),
    }
}
