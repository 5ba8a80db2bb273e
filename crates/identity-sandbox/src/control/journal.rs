//! The journal: asked and cleared.

use serde_json::json;

use super::answer::json;
use super::input::Input;
use super::route::Done;
use crate::sandbox::Sandbox;

pub(super) fn list(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let query = input.query()?;
    Ok(json(&json!({"data": sandbox.journal().entries(&query)})))
}

pub(super) fn clear(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    sandbox.journal().clear();
    Ok(json(&json!({"data": []})))
}
