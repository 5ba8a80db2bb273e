//! The clock: read, stopped, moved. What becomes due by a move happens before the answer.

use std::time::Duration;

use identity_types::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::json;
use super::input::Input;
use super::route::Done;
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Shown {
    now: Timestamp,
    frozen: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Whole seconds.
    seconds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    /// Seconds since 1970.
    time: Timestamp,
}

pub(super) fn show(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&Shown {
        now: sandbox.clock().now(),
        frozen: sandbox.clock().is_frozen(),
    }))
}

pub(super) fn freeze(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    sandbox.clock().freeze();
    show(sandbox, input)
}

pub(super) fn unfreeze(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    sandbox.clock().unfreeze();
    show(sandbox, input)
}

pub(super) fn advance(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let Advance { seconds } = input.json()?;
    sandbox.clock().advance(Duration::from_secs(seconds));
    sandbox.run_due();
    show(sandbox, input)
}

pub(super) fn set(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let Set { time } = input.json()?;
    sandbox.clock().set(time);
    sandbox.run_due();
    show(sandbox, input)
}
