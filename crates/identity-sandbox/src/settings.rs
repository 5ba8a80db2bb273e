//! [`Settings`]: what a sandbox is told about itself before it starts.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::persona::Persona;
use crate::switches::Switches;

/// How long things take, who is verified, and what no document settles.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// What to do where the API's documents leave it open.
    pub switches: Switches,
    /// How long a session stays in `processing` if its outcome does not say; none by default.
    pub processing_delay: Duration,
    /// How long a redaction takes; ten seconds by default, where the real API takes up to four days.
    pub redaction_delay: Duration,
    /// Personas by name. `jenny_rosen` is there unless it is taken out.
    pub personas: BTreeMap<String, Persona>,
    /// The name of the persona whom the checks find if an outcome names none.
    pub default_persona: String,
}

/// The name of the persona that is there from the start.
const JENNY: &str = "jenny_rosen";

impl Default for Settings {
    fn default() -> Self {
        Self {
            switches: Switches::default(),
            processing_delay: Duration::ZERO,
            redaction_delay: Duration::from_secs(10),
            personas: BTreeMap::from([(JENNY.to_owned(), Persona::default())]),
            default_persona: JENNY.to_owned(),
        }
    }
}

/// Whole seconds, rounded up.
pub(crate) fn seconds(delay: Duration) -> i64 {
    let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
