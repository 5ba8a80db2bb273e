//! The parameters of lists: `limit`, the two cursors, `created`.

use std::ops::Bound;
use std::sync::Arc;

use identity_types::{List, Timestamp};

use super::{Kind, Parameter, Sent, message};
use crate::error::Failure;
use crate::reply::Reply;
use crate::state::{Index, Rank, Span};
use crate::switches::{LimitOutOfRange, Switches};

pub(crate) const CREATED: Parameter = Parameter::new("created", Kind::Created);
pub(crate) const ENDING_BEFORE: Parameter = Parameter::new("ending_before", Kind::Text);
pub(crate) const LIMIT: Parameter = Parameter::new("limit", Kind::Integer);
pub(crate) const STARTING_AFTER: Parameter = Parameter::new("starting_after", Kind::Text);

const MOST: i64 = 100;
const DEFAULT: i64 = 10;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging {
    limit: usize,
    span: Span,
    /// From older to newer, as `ending_before` goes.
    upwards: bool,
}

/// A page, newest first, and whether the list goes on behind it.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub(crate) data: Vec<T>,
    pub(crate) has_more: bool,
}

impl Paging {
    /// Reads the parameters; `rank` finds the object of a cursor, `kind` is what the API calls it.
    pub(crate) fn read(
        sent: &Sent<'_>,
        switches: &Switches,
        kind: &str,
        rank: impl Fn(&str) -> Option<Rank>,
    ) -> Result<Self, Failure> {
        let limit = limit(sent.integer(&["limit"]), switches.limit_out_of_range)?;
        let cursor = |name: &'static str| match sent.text(&[name]) {
            None => Ok(None),
            Some(id) => rank(id).map(Some).ok_or_else(|| {
                Failure::missing(kind, id, name).status(http::StatusCode::BAD_REQUEST)
            }),
        };
        if sent.has(&["starting_after"]) && sent.has(&["ending_before"]) {
            return Err(message::both_cursors());
        }
        let (after, before) = (cursor("starting_after")?, cursor("ending_before")?);
        let mut span = created(sent);
        if let Some(rank) = after {
            span.to = older(span.to, Bound::Excluded(rank));
        }
        if let Some(rank) = before {
            span.from = newer(span.from, Bound::Excluded(rank));
        }
        Ok(Self {
            limit,
            span,
            upwards: before.is_some(),
        })
    }

    /// The page of a key's objects that `object` finds and lets pass.
    pub(crate) fn page<K: Ord + Clone, T>(
        &self,
        index: &Index<K>,
        key: &K,
        object: impl Fn(u64) -> Option<T>,
    ) -> Page<T> {
        let walk = index.walk(key, self.span);
        let mut data: Vec<T> = if self.upwards {
            walk.filter_map(&object).take(self.limit + 1).collect()
        } else {
            walk.rev()
                .filter_map(&object)
                .take(self.limit + 1)
                .collect()
        };
        let has_more = data.len() > self.limit;
        data.truncate(self.limit);
        if self.upwards {
            data.reverse();
        }
        Page { data, has_more }
    }
}

impl<T> Page<Arc<T>> {
    /// The page as the API shows it.
    pub(crate) fn reply<V: serde::Serialize>(
        &self,
        url: &str,
        show: impl FnMut(&Arc<T>) -> V,
    ) -> Reply {
        let mut list = List::new(self.data.iter().map(show).collect(), url);
        list.has_more = self.has_more;
        Reply::json(&list)
    }
}

fn limit(sent: Option<i64>, out_of_range: LimitOutOfRange) -> Result<usize, Failure> {
    let limit = match (sent.unwrap_or(DEFAULT), out_of_range) {
        (limit @ 1..=MOST, _) => limit,
        (..=0, LimitOutOfRange::Clamp) => 1,
        (..=0, _) => return Err(message::below_one("limit")),
        (_, LimitOutOfRange::Refuse) => return Err(message::above("limit", MOST)),
        (_, _) => MOST,
    };
    Ok(usize::try_from(limit).unwrap_or_default())
}

/// The span of `created`.
fn created(sent: &Sent<'_>) -> Span {
    const FIRST: u64 = 0;
    const LAST: u64 = u64::MAX;
    if let Some(at) = sent.time(&["created"]) {
        return Span {
            from: Bound::Included((at, FIRST)),
            to: Bound::Included((at, LAST)),
        };
    }
    let bound = |name: &str, place, strict: bool| {
        sent.time(&["created", name])
            .map_or(Bound::Unbounded, |time: Timestamp| {
                if strict {
                    Bound::Excluded((time, place))
                } else {
                    Bound::Included((time, place))
                }
            })
    };
    Span {
        from: newer(bound("gt", LAST, true), bound("gte", FIRST, false)),
        to: older(bound("lt", FIRST, true), bound("lte", LAST, false)),
    }
}

/// The narrower of two lower bounds.
fn newer(one: Bound<Rank>, other: Bound<Rank>) -> Bound<Rank> {
    match (rank(one), rank(other)) {
        (None, _) => other,
        (Some(a), Some(b)) if b > a || (b == a && matches!(other, Bound::Excluded(_))) => other,
        _ => one,
    }
}

/// The narrower of two upper bounds.
fn older(one: Bound<Rank>, other: Bound<Rank>) -> Bound<Rank> {
    match (rank(one), rank(other)) {
        (None, _) => other,
        (Some(a), Some(b)) if b < a || (b == a && matches!(other, Bound::Excluded(_))) => other,
        _ => one,
    }
}

fn rank(bound: Bound<Rank>) -> Option<Rank> {
    match bound {
        Bound::Unbounded => None,
        Bound::Included(rank) | Bound::Excluded(rank) => Some(rank),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_out_of_range_is_clamped_or_refused() {
        for (sent, rule, expected) in [
            (None, LimitOutOfRange::ClampAbove, Some(10)),
            (Some(100), LimitOutOfRange::Refuse, Some(100)),
            (Some(101), LimitOutOfRange::ClampAbove, Some(100)),
            (Some(101), LimitOutOfRange::Refuse, None),
            (Some(0), LimitOutOfRange::ClampAbove, None),
            (Some(-5), LimitOutOfRange::Clamp, Some(1)),
            (Some(i64::MAX), LimitOutOfRange::Clamp, Some(100)),
        ] {
            assert_eq!(limit(sent, rule).ok(), expected, "{sent:?} {rule:?}");
        }
    }

    #[test]
    fn bounds_of_time_narrow_each_other() {
        let of = |form: &str| created(&Sent::parse(form).unwrap());
        let at = |time: i64, place| (Timestamp::from_secs(time), place);
        assert_eq!(of(""), Span::ALL);
        let exactly = of("created=5");
        assert_eq!(exactly.from, Bound::Included(at(5, 0)));
        assert_eq!(exactly.to, Bound::Included(at(5, u64::MAX)));
        let range = of("created[gt]=5&created[gte]=5&created[lt]=9&created[lte]=8");
        assert_eq!(range.from, Bound::Excluded(at(5, u64::MAX)));
        assert_eq!(range.to, Bound::Included(at(8, u64::MAX)));
    }
}
