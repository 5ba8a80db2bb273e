//! [`SeedFile`]: what a sandbox holds from the start, written by people.

mod error;
mod fill;

use std::collections::BTreeMap;

use identity_types::{Extra, Timestamp, VerificationFlowId};
use serde::Deserialize;
use serde_json::Value;

pub use self::error::SeedError;
use crate::checks::Checks;
use crate::control::mistake;
use crate::fault::FaultRule;
use crate::outcome::Outcome;
use crate::persona::Persona;
use crate::settings::Settings;

/// A seed file, YAML or JSON: accounts with sessions in any state, personas, webhook endpoints, faults, the
/// clock. Every member is optional; members that it does not have are mistakes.
///
/// ```
/// use identity_sandbox::{Sandbox, SeedFile};
///
/// let seed = SeedFile::parse(
///     "
/// clock: {time: 1790000000, frozen: true}
/// personas:
///   maria: {first_name: Maria}
/// accounts:
///   - key: sk_test_123
///     sessions:
///       - params: {type: document, client_reference_id: user_1}
///         outcomes: [{result: verify, persona: maria}]
///       - params: {type: document}
///         outcomes: [{result: fail, code: document_expired}]
///       - params: {type: document}
///         cancel: true
/// faults:
///   - {fault: latency, milliseconds: 20, times: null}
/// ",
/// )?;
/// let sandbox = Sandbox::builder().prepare(&seed).build();
/// assert_eq!(sandbox.fill(&seed)?, 3);
/// # Ok::<(), identity_sandbox::SeedError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeedFile {
    clock: Option<ClockSeed>,
    personas: BTreeMap<String, Persona>,
    /// The flows that there are, and the checks of each; without it, every flow is known.
    flows: Option<BTreeMap<VerificationFlowId, Checks>>,
    accounts: Vec<AccountSeed>,
    faults: Vec<FaultRule>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ClockSeed {
    time: Option<Timestamp>,
    frozen: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountSeed {
    /// A test key.
    key: String,
    #[serde(default)]
    sessions: Vec<SessionSeed>,
    /// Parameters of endpoints.
    #[serde(default)]
    webhook_endpoints: Vec<Value>,
}

impl std::fmt::Debug for AccountSeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AccountSeed({} sessions)", self.sessions.len())
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SessionSeed {
    /// Parameters of the create call.
    params: Value,
    /// What the person's attempts came to, one after the other.
    outcomes: Vec<Outcome>,
    /// What the next attempts come to.
    script: Vec<Outcome>,
    cancel: bool,
    redact: bool,
}

impl SeedFile {
    /// Reads YAML, of which JSON is a part.
    ///
    /// # Errors
    ///
    /// When it is neither, or not what a seed file holds; the error says where.
    pub fn parse(text: &str) -> Result<Self, SeedError> {
        let value: identity_types::Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| SeedError::syntax(&error))?
        } else {
            serde_saphyr::from_str(text).map_err(|error| SeedError::syntax(&error))?
        };
        // An empty file is an empty seed.
        let value = match value {
            identity_types::Value::Null => identity_types::Value::Object(Extra::new()),
            value => value,
        };
        // By way of JSON, whose reader says where it stopped.
        let json = serde_json::to_vec(&value).map_err(|error| SeedError::syntax(&error))?;
        serde_json::from_slice(&json).map_err(|error| {
            let (place, rule) = mistake(&json, &error);
            SeedError::at(place, &rule)
        })
    }

    /// What it says that must be known before a sandbox starts.
    pub(crate) fn prepare(&self, settings: &mut Settings) {
        settings.personas.extend(self.personas.clone());
        if let Some(flows) = &self.flows {
            settings.switches.verification_flows = Some(flows.clone());
        }
    }
}
