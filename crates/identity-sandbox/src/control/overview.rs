//! What there is: the sandbox at a glance, its sessions without personal data, the meter, the document.

use http::{HeaderValue, Response, header};
use serde::Deserialize;
use serde_json::json;

use super::CONTROL_OPENAPI;
use super::answer::json;
use super::input::Input;
use super::route::Done;
use crate::body::Body;
use crate::sandbox::Sandbox;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Page {
    limit: Option<usize>,
}

pub(super) fn overview(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "now": sandbox.clock().now(),
        "frozen": sandbox.clock().is_frozen(),
        "sessions": sandbox.session_count(),
        "requests": sandbox.requests(),
        "faults": sandbox.faults().pending(),
        "documents": ["/_sandbox/openapi.json", "/_sandbox/control.openapi.json"],
    })))
}

pub(super) fn document(_: &Sandbox, _: &Input<'_>) -> Done {
    let mut response = Response::new(Body::new(CONTROL_OPENAPI));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}

pub(super) fn meter(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(
        &json!({"billable_attempts": sandbox.billable_attempts()}),
    ))
}

/// The newest sessions: where they stand, and nothing of whom they are about.
pub(super) fn sessions(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let page: Page = input.query()?;
    let data = sandbox.overview(page.limit.unwrap_or(100).min(1000));
    Ok(json(&json!({"data": data})))
}
