//! `POST /v1/file_links/{link}`

use std::sync::Arc;

use identity_types::Timestamp;

use crate::error::Failure;
use crate::expand;
use crate::file_link::FileLink;
use crate::params::{EXPAND, Kind, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;

pub(crate) const PARAMETERS: &[Parameter] = &[
    EXPAND,
    Parameter::new("expires_at", Kind::Expiry),
    Parameter::new("metadata", Kind::Metadata),
];

/// Changes a link that has not ended.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let link = super::find(scope, ids.first())?;
    expand::plain(&sent.expand(), &["file"], super::FIELDS)?;
    if link.is_expired(scope.ledger.now) {
        return Err(Failure::invalid("You cannot update an expired file link.").begun());
    }
    let mut next = FileLink::clone(&link);
    if let Some(metadata) = sent.merged_metadata(&link.metadata)? {
        next.metadata = metadata;
    }
    if let Some(text) = sent.text(&["expires_at"]) {
        next.expires_at = match text {
            "now" => Some(scope.ledger.now),
            "" => None,
            time => Some(Timestamp::from_secs(time.parse().unwrap_or_default())),
        };
        if text != "now" && next.is_expired(scope.ledger.now) {
            return Err(
                Failure::invalid("The expires_at timestamp must be in the future.")
                    .param("expires_at"),
            );
        }
    }
    let reply = super::shown(scope, &next, !sent.expand().is_empty());
    scope.ledger.put(Record::FileLink(Arc::new(next)));
    Ok(reply)
}
