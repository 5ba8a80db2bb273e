//! All of it at once: forgotten, kept, gone back to, filled.

use serde_json::json;

use super::Refusal;
use super::answer::{json, sentence};
use super::input::Input;
use super::route::Done;
use crate::sandbox::{Sandbox, Snapshot};
use crate::seed::SeedFile;

pub(super) fn reset(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    sandbox.reset();
    Ok(json(&json!({})))
}

pub(super) fn snapshot(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&sandbox.snapshot()))
}

pub(super) fn restore(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let snapshot: Snapshot = input.json()?;
    if !snapshot.is_known() {
        return Err(Refusal::bad(
            "format: a snapshot of another version of the sandbox.",
        ));
    }
    sandbox.restore(&snapshot);
    Ok(json(&json!({})))
}

pub(super) fn seed(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let text =
        std::str::from_utf8(input.body()?).map_err(|_| Refusal::bad("The body is not UTF-8."))?;
    let seed = SeedFile::parse(text).map_err(|error| Refusal::bad(sentence(&error.to_string())))?;
    let made = sandbox
        .fill(&seed)
        .map_err(|error| Refusal::bad(sentence(&error.to_string())))?;
    Ok(json(&json!({"sessions": made})))
}
