//! Values by which a create chooses what its session comes to.
//!
//! - `metadata[sandbox_outcome]=document_expired,verify`: the person acts without anybody's doing, right after
//!   the create, and the attempts come to that, one after the other.
//! - `client_reference_id=sandbox_outcome:verify`: the same; what follows a second colon is the caller's own.
//! - `metadata[sandbox_on_submit]=fail,verify`: the person's next attempts come to that, whenever they are made.
//! - `metadata[sandbox_persona]=maria`: the persona that the checks find.

use std::collections::VecDeque;

use identity_types::Metadata;

use crate::error::Failure;
use crate::outcome::{self, Outcome};
use crate::session::Session;
use crate::state::Ledger;

const OUTCOME: &str = "sandbox_outcome";
const ON_SUBMIT: &str = "sandbox_on_submit";
const PERSONA: &str = "sandbox_persona";

/// Gives a new session the script that its values ask for.
pub(crate) fn arm(session: &mut Session, ledger: &Ledger<'_>) -> Result<(), Failure> {
    let Some(chosen) = chosen(session) else {
        return Ok(());
    };
    let param = chosen.param;
    let refuse = |rule: String| Failure::invalid(format!("Invalid {param}: {rule}.")).param(param);
    let mut script: VecDeque<Outcome> =
        outcome::script(&chosen.script).map_err(|error| refuse(error.to_string()))?;
    if let Some(name) = session.metadata.get(PERSONA) {
        for outcome in &mut script {
            *outcome = outcome.clone().persona_named(name);
        }
    }
    for outcome in &script {
        ledger
            .check(session, outcome)
            .map_err(|error| refuse(error.to_string()))?;
    }
    let now = ledger.now;
    let more = session.more_mut();
    more.script = script;
    more.self_acting = chosen.self_acting;
    more.acts_at = chosen.self_acting.then_some(now);
    Ok(())
}

/// A script, and where it was asked for.
struct Chosen {
    script: String,
    param: &'static str,
    self_acting: bool,
}

fn chosen(session: &Session) -> Option<Chosen> {
    let own = |key, param, self_acting| {
        let script = Metadata::get(&session.metadata, key)?.to_owned();
        Some(Chosen {
            script,
            param,
            self_acting,
        })
    };
    let reference = || {
        let reference = session.client_reference_id.as_ref()?.expose();
        let rest = reference.strip_prefix(OUTCOME)?.strip_prefix(':')?;
        Some(Chosen {
            script: rest.split(':').next().unwrap_or_default().to_owned(),
            param: "client_reference_id",
            self_acting: true,
        })
    };
    let verify = || {
        session.metadata.get(PERSONA).map(|_| Chosen {
            script: Outcome::verify().to_string(),
            param: "metadata[sandbox_persona]",
            self_acting: false,
        })
    };
    own(OUTCOME, "metadata[sandbox_outcome]", true)
        .or_else(|| own(ON_SUBMIT, "metadata[sandbox_on_submit]", false))
        .or_else(reference)
        .or_else(verify)
}
