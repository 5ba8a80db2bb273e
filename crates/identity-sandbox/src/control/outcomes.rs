//! Outcomes: what the person's attempts come to.

use identity_types::VerificationSessionId;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::Refusal;
use super::answer::{json, sentence};
use super::input::Input;
use super::route::Done;
use crate::checked::{self, TextOr};
use crate::outcome::{self, Outcome, OutcomeError};
use crate::sandbox::Sandbox;

/// Outcomes one after the other: a list, or a text with commas, `fail, fail, verify`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    outcomes: Outcomes,
}

struct Outcomes(TextOr<Vec<Outcome>>);

impl<'de> Deserialize<'de> for Outcomes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked::text_or(deserializer, "outcomes, or a text of them").map(Self)
    }
}

impl Script {
    fn outcomes(self) -> Result<Vec<Outcome>, Refusal> {
        match self.outcomes.0 {
            TextOr::Other(list) => Ok(list),
            TextOr::Text(text) => outcome::script(&text)
                .map_err(|error| Refusal::bad(sentence(&format!("outcomes: {error}")))),
        }
    }
}

pub(super) fn outcome(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let outcome = input.json()?;
    Ok(json(&sandbox.outcome(&session(input)?, outcome)?))
}

pub(super) fn submit(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    Ok(json(&sandbox.submit(&session(input)?)?))
}

pub(super) fn finish(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let outcome: Option<Outcome> = input.json_or_nothing()?;
    Ok(json(&sandbox.finish(&session(input)?, outcome)?))
}

pub(super) fn script(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let script: Script = input.json()?;
    Ok(json(&sandbox.script(&session(input)?, script.outcomes()?)?))
}

pub(super) fn script_all(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let script: Script = input.json()?;
    sandbox.script_all(script.outcomes()?);
    Ok(json(&json!({})))
}

pub(super) fn finish_redaction(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    Ok(json(&sandbox.finish_redaction(&session(input)?)?))
}

fn session(input: &Input<'_>) -> Result<VerificationSessionId, Refusal> {
    VerificationSessionId::new(input.id).map_err(|_| OutcomeError::NoSuchSession.into())
}
