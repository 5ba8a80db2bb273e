//! [`JournalQuery`]: which entries are asked for.

use identity_types::Timestamp;
use serde::Deserialize;

use super::JournalEntry;
use crate::fault::RoutePattern;

/// Which entries are asked for; what is not set excludes nothing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct JournalQuery {
    /// Method and path.
    pub on: Option<RoutePattern>,
    /// The status.
    pub status: Option<u16>,
    /// The account.
    pub account: Option<String>,
    /// The request id.
    pub request_id: Option<String>,
    /// Only entries with a greater number.
    pub after: Option<u64>,
    /// Only entries of this time and later.
    pub since: Option<Timestamp>,
    /// The most entries, the newest of them; 100 if not set.
    pub limit: Option<usize>,
}

impl JournalQuery {
    pub(super) fn most(&self) -> usize {
        self.limit.unwrap_or(100)
    }

    pub(super) fn matches(&self, entry: &JournalEntry) -> bool {
        let on = self.on.as_ref();
        on.is_none_or(|on| on.matches(&entry.method, &entry.path))
            && self
                .status
                .is_none_or(|status| entry.status == Some(status))
            && agrees(self.account.as_ref(), entry.account.as_ref())
            && agrees(self.request_id.as_ref(), entry.request_id.as_ref())
            && self.after.is_none_or(|after| entry.number > after)
            && self.since.is_none_or(|since| entry.time >= since)
    }
}

fn agrees(wanted: Option<&String>, found: Option<&String>) -> bool {
    wanted.is_none_or(|wanted| Some(wanted) == found)
}
