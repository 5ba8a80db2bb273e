//! An outcome as JSON or YAML: what control calls and seed files hold.

use std::fmt;

use identity_types::{LastErrorCode, Personal};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use super::{Delay, Outcome, ParseOutcomeError, known};
use crate::checked;
use crate::persona::Who;

/// `{"result": "fail", "code": "document_expired", "reason": …, "delay": 5, "persona": "jenny_rosen"}`
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    result: Word,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<LastErrorCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Personal<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay: Option<Delay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    persona: Option<Who>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    Verify,
    Fail,
}

impl TryFrom<Wire> for Outcome {
    type Error = ParseOutcomeError;

    fn try_from(wire: Wire) -> Result<Self, ParseOutcomeError> {
        let code = match (wire.result, wire.code) {
            (Word::Verify, None) => None,
            (Word::Verify, Some(_)) => return Err(ParseOutcomeError::CodeOfSuccess),
            (Word::Fail, None) => Some(LastErrorCode::DocumentUnverifiedOther),
            (Word::Fail, Some(code)) => Some(known(code)?),
        };
        Ok(Self {
            code,
            reason: wire.reason,
            delay: wire.delay,
            who: wire.persona,
        })
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked::object::<D, Wire, Self>(deserializer, "an outcome")
    }
}

impl From<Outcome> for Wire {
    fn from(outcome: Outcome) -> Self {
        Self {
            result: outcome.code.as_ref().map_or(Word::Verify, |_| Word::Fail),
            code: outcome.code,
            reason: outcome.reason,
            delay: outcome.delay,
            persona: outcome.who,
        }
    }
}

/// A number of seconds, or `"hold"`.
impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Seconds(seconds) => serializer.serialize_u32(*seconds),
            Self::Hold => serializer.serialize_str("hold"),
        }
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SecondsOrHold;

        impl Visitor<'_> for SecondsOrHold {
            type Value = Delay;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds, or \"hold\"")
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<Delay, E> {
                u32::try_from(seconds)
                    .map(Delay::Seconds)
                    .map_err(|_| E::custom(ParseOutcomeError::Delay))
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Delay, E> {
                u32::try_from(seconds)
                    .map(Delay::Seconds)
                    .map_err(|_| E::custom(ParseOutcomeError::Delay))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Delay, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_any(SecondsOrHold)
    }
}
