//! Method and path to handler: a row each.

use http::request::Parts;
use http::{Method, Response, StatusCode};

use super::input::Input;
use super::{PREFIX, Refusal, clock, faults, journal, keys, outcomes, overview, state, webhooks};
use crate::body::Body;
use crate::exchange::Payload;
use crate::sandbox::Sandbox;

/// What a handler gives: an answer, or a refusal that changed nothing.
pub(super) type Done = Result<Response<Body>, Refusal>;

/// One call.
struct Row {
    method: Method,
    /// After the prefix; a segment in braces is an id.
    path: &'static str,
    run: fn(&Sandbox, &Input<'_>) -> Done,
    /// Whether everything that is due is delivered first.
    settles: bool,
}

const fn row(method: Method, path: &'static str, run: fn(&Sandbox, &Input<'_>) -> Done) -> Row {
    Row {
        method,
        path,
        run,
        settles: false,
    }
}

const fn settling(
    method: Method,
    path: &'static str,
    run: fn(&Sandbox, &Input<'_>) -> Done,
) -> Row {
    Row {
        method,
        path,
        run,
        settles: true,
    }
}

const ROWS: &[Row] = &[
    row(Method::GET, "", overview::overview),
    row(Method::GET, "/control.openapi.json", overview::document),
    row(Method::GET, "/meter", overview::meter),
    row(Method::GET, "/clock", clock::show),
    row(Method::POST, "/clock/freeze", clock::freeze),
    row(Method::POST, "/clock/unfreeze", clock::unfreeze),
    row(Method::POST, "/clock/advance", clock::advance),
    row(Method::POST, "/clock/set", clock::set),
    row(Method::GET, "/faults", faults::list),
    row(Method::POST, "/faults", faults::arm),
    row(Method::DELETE, "/faults", faults::clear),
    row(Method::DELETE, "/faults/{fault}", faults::disarm),
    row(Method::GET, "/journal", journal::list),
    row(Method::DELETE, "/journal", journal::clear),
    row(Method::POST, "/keys", keys::set),
    row(Method::GET, "/sessions", overview::sessions),
    row(
        Method::POST,
        "/sessions/{session}/outcome",
        outcomes::outcome,
    ),
    row(Method::POST, "/sessions/{session}/submit", outcomes::submit),
    row(Method::POST, "/sessions/{session}/finish", outcomes::finish),
    row(Method::POST, "/sessions/{session}/script", outcomes::script),
    row(
        Method::POST,
        "/sessions/{session}/finish_redaction",
        outcomes::finish_redaction,
    ),
    row(Method::POST, "/script", outcomes::script_all),
    row(Method::GET, "/deliveries", webhooks::deliveries),
    settling(Method::POST, "/deliveries/settle", webhooks::deliveries),
    row(Method::POST, "/deliveries/release", webhooks::release),
    row(Method::POST, "/deliveries/shuffle", webhooks::shuffle),
    row(Method::GET, "/delivery_rules", webhooks::rules),
    row(Method::POST, "/delivery_rules", webhooks::add_rule),
    row(Method::DELETE, "/delivery_rules", webhooks::clear_rules),
    row(Method::POST, "/events/{event}/resend", webhooks::resend),
    row(
        Method::POST,
        "/webhook_endpoints/{endpoint}/roll_secret",
        webhooks::roll_secret,
    ),
    row(Method::POST, "/reset", state::reset),
    row(Method::GET, "/snapshot", state::snapshot),
    row(Method::POST, "/restore", state::restore),
    row(Method::POST, "/seed", state::seed),
];

/// Finds the row and runs it.
pub(super) async fn run(sandbox: &Sandbox, parts: &Parts, payload: &Payload) -> Done {
    let path = parts.uri.path();
    let path = path.strip_prefix(PREFIX).unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let method = match parts.method {
        Method::HEAD => Method::GET,
        ref method => method.clone(),
    };
    let at_path = || {
        ROWS.iter()
            .filter_map(|row| Some((row, id(row.path, path)?)))
    };
    let Some((row, id)) = at_path().find(|(row, _)| row.method == method) else {
        return Err(if at_path().next().is_some() {
            Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "This path of the control API has no such method.",
            )
        } else {
            Refusal::missing(
                "The control API has no such path: GET /_sandbox/control.openapi.json lists them.",
            )
        });
    };
    if row.settles {
        sandbox.webhooks().settle().await;
    }
    let mut response = (row.run)(sandbox, &Input { parts, payload, id })?;
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::default();
    }
    Ok(response)
}

/// The id in a path of this shape; empty for a shape without one.
fn id<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let mut id = "";
    let mut segments = path.split('/');
    for expected in pattern.split('/') {
        let segment = segments.next()?;
        if expected.starts_with('{') && !segment.is_empty() {
            id = segment;
        } else if expected != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_has_every_row_and_no_other() {
        let document: serde_json::Value =
            serde_json::from_str(super::super::CONTROL_OPENAPI).unwrap();
        let mut documented = BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| *key != "parameters")
            {
                documented.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
        let rows = ROWS
            .iter()
            .map(|row| format!("{} {PREFIX}{}", row.method, row.path));
        assert_eq!(rows.collect::<BTreeSet<_>>(), documented);
    }
}
