//! [`CreatedFilter`]: the `created` filter of list calls.

use core::ops::{Range, RangeFrom, RangeTo};

use crate::Timestamp;

/// When the listed objects were created: at a second, or in a range.
///
/// ```
/// use identity_types::{CreatedFilter, CreatedRange, Timestamp};
///
/// let (start, end) = (Timestamp::from_secs(1_790_000_000), Timestamp::from_secs(1_790_086_400));
/// assert_eq!(
///     CreatedFilter::from(start..end),
///     CreatedFilter::Range(CreatedRange::new().gte(start).lt(end)),
/// );
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/list>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "the API takes a number or an object"
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum CreatedFilter {
    /// `created=…`: in exactly this second.
    At(Timestamp),
    /// `created[gte]=…` and so on: between bounds.
    Range(CreatedRange),
}

/// Bounds of the `created` filter; all that are set must hold, and none set means no filter.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/list>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CreatedRange {
    /// Later than this.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub gt: Option<Timestamp>,
    /// At this or later.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub gte: Option<Timestamp>,
    /// Earlier than this.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub lt: Option<Timestamp>,
    /// At this or earlier.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub lte: Option<Timestamp>,
}

impl CreatedRange {
    /// No bound.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Later than `time`.
    #[must_use]
    pub const fn gt(mut self, time: Timestamp) -> Self {
        self.gt = Some(time);
        self
    }

    /// At `time` or later.
    #[must_use]
    pub const fn gte(mut self, time: Timestamp) -> Self {
        self.gte = Some(time);
        self
    }

    /// Earlier than `time`.
    #[must_use]
    pub const fn lt(mut self, time: Timestamp) -> Self {
        self.lt = Some(time);
        self
    }

    /// At `time` or earlier.
    #[must_use]
    pub const fn lte(mut self, time: Timestamp) -> Self {
        self.lte = Some(time);
        self
    }

    /// True for a time within the bounds: what the API's filter does.
    #[must_use]
    pub fn contains(&self, time: Timestamp) -> bool {
        self.gt.is_none_or(|bound| time > bound)
            && self.gte.is_none_or(|bound| time >= bound)
            && self.lt.is_none_or(|bound| time < bound)
            && self.lte.is_none_or(|bound| time <= bound)
    }
}

impl CreatedFilter {
    /// True for a time that passes the filter: what the API's filter does.
    #[must_use]
    pub fn contains(&self, time: Timestamp) -> bool {
        match self {
            Self::At(second) => *second == time,
            Self::Range(range) => range.contains(time),
        }
    }
}

impl From<Timestamp> for CreatedFilter {
    fn from(time: Timestamp) -> Self {
        Self::At(time)
    }
}

impl From<CreatedRange> for CreatedFilter {
    fn from(range: CreatedRange) -> Self {
        Self::Range(range)
    }
}

impl From<Range<Timestamp>> for CreatedFilter {
    fn from(range: Range<Timestamp>) -> Self {
        CreatedRange::new().gte(range.start).lt(range.end).into()
    }
}

impl From<RangeFrom<Timestamp>> for CreatedFilter {
    fn from(range: RangeFrom<Timestamp>) -> Self {
        CreatedRange::new().gte(range.start).into()
    }
}

impl From<RangeTo<Timestamp>> for CreatedFilter {
    fn from(range: RangeTo<Timestamp>) -> Self {
        CreatedRange::new().lt(range.end).into()
    }
}

#[cfg(feature = "serde")]
mod serde_impls {
    use super::{CreatedFilter, CreatedRange};
    use crate::Timestamp;
    use core::fmt;
    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

    impl<'de> Deserialize<'de> for CreatedFilter {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(SecondOrRange)
        }
    }

    struct SecondOrRange;

    impl<'de> Visitor<'de> for SecondOrRange {
        type Value = CreatedFilter;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("unix seconds, or an object of gt, gte, lt, lte")
        }

        fn visit_i64<E: Error>(self, seconds: i64) -> Result<CreatedFilter, E> {
            Ok(Timestamp::from_secs(seconds).into())
        }

        fn visit_u64<E: Error>(self, seconds: u64) -> Result<CreatedFilter, E> {
            let seconds = i64::try_from(seconds).map_err(|_| E::custom("is out of range"))?;
            self.visit_i64(seconds)
        }

        /// A form has no numbers: there they arrive as text.
        fn visit_str<E: Error>(self, text: &str) -> Result<CreatedFilter, E> {
            let seconds = text
                .parse()
                .map_err(|_| E::custom("must be unix seconds"))?;
            self.visit_i64(seconds)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CreatedFilter, A::Error> {
            CreatedRange::deserialize(MapAccessDeserializer::new(map)).map(CreatedFilter::Range)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_include_what_they_say() {
        let at = Timestamp::from_secs;
        for (filter, inside) in [
            (CreatedFilter::At(at(5)), [false, true, false]),
            (CreatedRange::new().gt(at(5)).into(), [false, false, true]),
            (CreatedRange::new().gte(at(5)).into(), [false, true, true]),
            (CreatedRange::new().lt(at(5)).into(), [true, false, false]),
            (CreatedRange::new().lte(at(5)).into(), [true, true, false]),
            (CreatedRange::new().into(), [true, true, true]),
            ((at(5)..at(6)).into(), [false, true, false]),
            ((at(5)..).into(), [false, true, true]),
            ((..at(5)).into(), [true, false, false]),
        ] {
            let seen = [4, 5, 6].map(|second| filter.contains(at(second)));
            assert_eq!(seen, inside, "{filter:?}");
        }
    }
}
