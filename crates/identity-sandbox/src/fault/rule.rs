//! [`FaultRule`]: a fault, and when it hits.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::{Fault, RoutePattern};
use crate::checked;

/// A fault, the calls that it is about, and how often it hits them.
///
/// ```
/// use identity_sandbox::{ErrorKind, Fault, FaultRule, Sandbox};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::new();
/// let creates = "POST /v1/identity/verification_sessions".parse()?;
/// // The first create passes, the next two are answered with 503.
/// let rule = FaultRule::new(Fault::error(ErrorKind::Unavailable));
/// sandbox.faults().arm(rule.on(creates).after(1).times(2));
/// # Ok(())
/// # }
/// ```
///
/// As JSON it is the fault's object with these members beside its own, all optional:
/// `{"fault": "not_json", "on": "GET", "after": 1, "times": 2, "probability": 0.5, "seed": 7}`. Without
/// `times` it hits once; with `"times": null` it goes on until it is cleared.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[must_use]
pub struct FaultRule {
    #[serde(flatten)]
    pub(super) fault: Fault,
    pub(super) on: RoutePattern,
    pub(super) after: u64,
    pub(super) times: Option<u64>,
    pub(super) probability: f64,
    pub(super) seed: Option<u64>,
}

impl FaultRule {
    /// The fault hits the next call, whatever it is, once. [`Fault::RateLimit`] goes on until it is
    /// cleared.
    pub fn new(fault: Fault) -> Self {
        Self {
            times: default_times(&fault),
            fault,
            on: RoutePattern::ANY,
            after: 0,
            probability: 1.0,
            seed: None,
        }
    }

    /// Only these calls.
    pub fn on(self, on: RoutePattern) -> Self {
        Self { on, ..self }
    }

    /// Lets so many such calls pass first.
    pub fn after(self, calls: u64) -> Self {
        Self {
            after: calls,
            ..self
        }
    }

    /// Hits so often.
    pub fn times(self, times: u64) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// Hits until it is cleared.
    pub fn always(self) -> Self {
        Self {
            times: None,
            ..self
        }
    }

    /// Hits each such call with this probability. What is not between 0 and 1 is brought there; not a
    /// number is 0.
    pub fn probability(self, probability: f64) -> Self {
        let probability = if probability.is_nan() {
            0.0
        } else {
            probability.clamp(0.0, 1.0)
        };
        Self {
            probability,
            ..self
        }
    }

    /// What chance is drawn from. Without it, it follows from the sandbox's seed and the rule's number,
    /// so that the same calls are hit in every run either way.
    pub fn seed(self, seed: u64) -> Self {
        Self {
            seed: Some(seed),
            ..self
        }
    }
}

impl From<Fault> for FaultRule {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

fn default_times(fault: &Fault) -> Option<u64> {
    (!matches!(fault, Fault::RateLimit { .. })).then_some(1)
}

impl<'de> Deserialize<'de> for FaultRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked::object::<D, Read, Self>(deserializer, "a fault")
    }
}

/// A rule as it is read.
#[derive(Deserialize)]
struct Read {
    #[serde(flatten)]
    fault: Fault,
    #[serde(default)]
    on: Option<RoutePattern>,
    #[serde(default)]
    after: u64,
    /// Outer: whether it was there at all.
    #[serde(default, deserialize_with = "present")]
    times: Option<Option<u64>>,
    #[serde(default)]
    probability: Option<f64>,
    #[serde(default)]
    seed: Option<u64>,
    /// Everything again, to find what is none of the above.
    #[serde(flatten)]
    members: BTreeMap<String, IgnoredAny>,
}

impl Read {
    /// The first member that neither a rule nor this fault has.
    fn stray(&self) -> Option<&str> {
        let own: &[&str] = match self.fault {
            Fault::Latency { .. } => &["milliseconds", "jitter_milliseconds"],
            Fault::Error(_) => &["error", "after_commit", "should_retry", "retry_after"],
            Fault::RateLimit { .. } => &["per_second", "burst"],
            Fault::ResetBeforeCommit
            | Fault::ResetAfterCommit
            | Fault::CommitThenDrop
            | Fault::TruncatedBody
            | Fault::StalledBody
            | Fault::NotJson => &[],
        };
        let known = |name: &str| name == "fault" || own.contains(&name);
        self.members
            .keys()
            .map(String::as_str)
            .find(|name| !known(name))
    }
}

fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

impl TryFrom<Read> for FaultRule {
    type Error = InvalidFaultRule;

    fn try_from(read: Read) -> Result<Self, InvalidFaultRule> {
        if let Some(name) = read.stray() {
            return Err(InvalidFaultRule(format!(
                "`{name}` is no member of this fault"
            )));
        }
        let probability = read.probability.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&probability) {
            return Err(InvalidFaultRule(
                "probability must be a number from 0 to 1".to_owned(),
            ));
        }
        if let Fault::RateLimit {
            per_second, burst, ..
        } = read.fault
            && (per_second == 0 || burst == Some(0))
        {
            return Err(InvalidFaultRule(
                "per_second and burst must be at least 1".to_owned(),
            ));
        }
        Ok(Self {
            times: read.times.unwrap_or_else(|| default_times(&read.fault)),
            fault: read.fault,
            on: read.on.unwrap_or(RoutePattern::ANY),
            after: read.after,
            probability,
            seed: read.seed,
        })
    }
}

/// Why a [`FaultRule`] cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidFaultRule(String);

impl fmt::Display for InvalidFaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidFaultRule {}

#[cfg(test)]
mod tests {
    use super::super::{ErrorFault, ErrorKind};
    use super::*;

    #[test]
    fn json_and_rust_say_the_same() {
        let error = ErrorFault::new(ErrorKind::LockTimeout)
            .after_commit()
            .should_retry(false)
            .retry_after(3);
        for (json, rule) in [
            (
                r#"{"fault":"commit_then_drop"}"#,
                FaultRule::new(Fault::CommitThenDrop),
            ),
            (
                r#"{"fault":"latency","milliseconds":5,"on":"GET","times":null,"seed":1,"probability":0.5}"#,
                FaultRule::new(Fault::Latency {
                    milliseconds: 5,
                    jitter_milliseconds: 0,
                })
                .on("GET".parse().unwrap())
                .always()
                .seed(1)
                .probability(0.5),
            ),
            (
                r#"{"fault":"error","error":"lock_timeout","after_commit":true,"should_retry":false,"retry_after":3,"after":2,"times":9}"#,
                FaultRule::new(Fault::Error(error)).after(2).times(9),
            ),
            (
                r#"{"fault":"rate_limit","per_second":25}"#,
                FaultRule::new(Fault::RateLimit {
                    per_second: 25,
                    burst: None,
                }),
            ),
        ] {
            let read: FaultRule = serde_json::from_str(json).unwrap();
            assert_eq!(read, rule, "{json}");
            let written = serde_json::to_string(&rule).unwrap();
            assert_eq!(
                serde_json::from_str::<FaultRule>(&written).unwrap(),
                rule,
                "{written}"
            );
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_reason() {
        for (json, reason) in [
            (r#"{"fault":"nonsense"}"#, "unknown variant"),
            (r#"{"fault":"not_json","tines":2}"#, "`tines` is no member"),
            (
                r#"{"fault":"not_json","milliseconds":2}"#,
                "`milliseconds` is no",
            ),
            (r#"{}"#, "missing field `fault`"),
            (r#"{"fault":"not_json","probability":2}"#, "from 0 to 1"),
            (r#"{"fault":"not_json","on":"get"}"#, "a route is"),
            (r#"{"fault":"rate_limit","per_second":0}"#, "at least 1"),
            (r#"{"fault":"error","error":"teapot"}"#, "unknown variant"),
        ] {
            let error = serde_json::from_str::<FaultRule>(json)
                .unwrap_err()
                .to_string();
            assert!(error.contains(reason), "{json}: {error}");
        }
    }
}
