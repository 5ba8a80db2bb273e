//! [`DeliveryRule`]: what goes wrong on the way to an endpoint, on purpose.

use std::fmt;
use std::time::Duration;

use identity_types::EventType;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::mix;

/// What happens to the deliveries of some events. The first rule that fits an event decides.
///
/// ```
/// use std::time::Duration;
/// use identity_sandbox::{DeliveryRule, Mishap};
/// use identity_types::EventType;
///
/// // The news that a session is verified comes a minute late, twice.
/// let late = DeliveryRule::new(Mishap::Delay(Duration::from_secs(60))).on(EventType::Verified).times(2);
/// // Every third delivery or so comes twice; which ones, the sandbox's seed decides.
/// let doubles = DeliveryRule::new(Mishap::Duplicate(1)).percent(33);
/// # drop((late, doubles));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryRule {
    mishap: Mishap,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<EventType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(default = "always", deserialize_with = "percent")]
    percent: u8,
}

/// What can happen to a delivery on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mishap {
    /// It comes again after it was taken, so many times more: at most [`MOST_COPIES`](Self::MOST_COPIES).
    Duplicate(#[serde(deserialize_with = "copies")] u32),
    /// Its first attempt is made so much later, on the sandbox's clock. What is announced meanwhile overtakes it.
    ///
    /// In JSON: whole seconds.
    Delay(#[serde(with = "whole_seconds")] Duration),
    /// It is lost on the way: the endpoint never gets it, and the sandbox takes it for delivered.
    Drop,
    /// It waits until [`Webhooks::release`](crate::Webhooks::release).
    Hold,
}

impl Mishap {
    /// The most copies of a delivery: a receiver that takes a hundred doubles for one event takes them all.
    pub const MOST_COPIES: u32 = 100;
}

const fn always() -> u8 {
    100
}

fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    struct Percent;

    impl Visitor<'_> for Percent {
        type Value = u8;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number from 0 to 100")
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<u8, E> {
            match u8::try_from(number) {
                Ok(percent @ 0..=100) => Ok(percent),
                _ => Err(E::custom("must be at most 100")),
            }
        }
    }

    deserializer.deserialize_u8(Percent)
}

fn copies<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        copies @ 0..=Mishap::MOST_COPIES => Ok(copies),
        _ => Err(Error::custom("duplicate: must be at most 100")),
    }
}

mod whole_seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::settings::seconds;

    pub(super) fn serialize<S: Serializer>(delay: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(seconds(*delay))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}

impl DeliveryRule {
    /// This, for every delivery.
    #[must_use]
    pub const fn new(mishap: Mishap) -> Self {
        Self {
            mishap,
            on: None,
            times: None,
            percent: always(),
        }
    }

    /// Only for events of this type.
    #[must_use]
    pub fn on(mut self, event_type: EventType) -> Self {
        self.on = Some(event_type);
        self
    }

    /// Only so many times; then the rule is spent.
    #[must_use]
    pub const fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Only for so many of a hundred; the seed decides which.
    #[must_use]
    pub const fn percent(mut self, percent: u8) -> Self {
        self.percent = percent;
        self
    }
}

/// The rules of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules(Vec<DeliveryRule>);

impl Rules {
    pub(crate) fn add(&mut self, rule: DeliveryRule) {
        self.0.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn list(&self) -> &[DeliveryRule] {
        &self.0
    }

    /// What happens to the delivery with this number, if anything; counts the rule that decides.
    pub(crate) fn mishap(&mut self, event_type: &EventType, number: u64) -> Option<Mishap> {
        let fits = |rule: &DeliveryRule| {
            rule.times != Some(0)
                && rule.on.as_ref().is_none_or(|on| on == event_type)
                && mix(number) % 100 < u64::from(rule.percent)
        };
        let rule = self.0.iter_mut().find(|rule| fits(rule))?;
        rule.times = rule.times.map(|times| times - 1);
        Some(rule.mishap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_decides_and_is_counted() {
        let mut rules = Rules::default();
        rules.add(
            DeliveryRule::new(Mishap::Drop)
                .on(EventType::Verified)
                .times(1),
        );
        rules.add(DeliveryRule::new(Mishap::Hold).on(EventType::Verified));
        assert_eq!(rules.mishap(&EventType::Created, 1), None);
        assert_eq!(rules.mishap(&EventType::Verified, 1), Some(Mishap::Drop));
        assert_eq!(rules.mishap(&EventType::Verified, 1), Some(Mishap::Hold));
        rules.clear();
        assert_eq!(rules.mishap(&EventType::Verified, 1), None);
    }

    #[test]
    fn a_share_is_about_that_share_and_always_the_same_ones() {
        let hits = |percent| {
            let mut rules = Rules::default();
            rules.add(DeliveryRule::new(Mishap::Drop).percent(percent));
            (0..1000)
                .filter(|number| rules.mishap(&EventType::Created, *number).is_some())
                .collect::<Vec<u64>>()
        };
        assert_eq!((hits(0).len(), hits(100).len()), (0, 1000));
        assert!((250..350).contains(&hits(30).len()), "{}", hits(30).len());
        assert_eq!(hits(30), hits(30));
    }

    #[test]
    fn a_rule_reads_from_json_in_the_words_of_its_type() {
        let rule: DeliveryRule = serde_json::from_str(
            r#"{"mishap":{"duplicate":1},"on":"identity.verification_session.verified"}"#,
        )
        .unwrap();
        let expected = DeliveryRule::new(Mishap::Duplicate(1)).on(EventType::Verified);
        assert_eq!(rule, expected);
        for wrong in [
            r#"{"mishap":"drop","x":1}"#,
            r#"{"mishap":"drop","percent":101}"#,
            r#"{"mishap":{"delay":-1}}"#,
            r#"{"mishap":{"duplicate":101}}"#,
        ] {
            assert!(
                serde_json::from_str::<DeliveryRule>(wrong).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_delay_is_whole_seconds_in_json() {
        let json = r#"{"mishap":{"delay":60},"percent":100}"#;
        let rule: DeliveryRule = serde_json::from_str(json).unwrap();
        assert_eq!(
            rule,
            DeliveryRule::new(Mishap::Delay(Duration::from_secs(60)))
        );
        assert_eq!(serde_json::to_string(&rule).unwrap(), json);
    }
}
