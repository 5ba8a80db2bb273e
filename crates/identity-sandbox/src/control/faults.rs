//! Faults: armed, listed, disarmed.

use serde_json::json;

use super::Refusal;
use super::answer::json;
use super::input::Input;
use super::route::Done;
use crate::fault::{FaultId, FaultRule};
use crate::sandbox::Sandbox;

pub(super) fn list(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&json!({"data": sandbox.faults().list()})))
}

pub(super) fn arm(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let rule: FaultRule = input.json()?;
    let id = sandbox.faults().arm(rule);
    Ok(json(&json!({"id": id})))
}

pub(super) fn disarm(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let id = input.id.parse::<u64>().ok().map(FaultId::from);
    if id.is_some_and(|id| sandbox.faults().disarm(id)) {
        return list(sandbox, input);
    }
    Err(Refusal::missing("No fault of that id is armed."))
}

pub(super) fn clear(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    sandbox.faults().clear();
    list(sandbox, input)
}
