//! `DELETE /v1/ephemeral_keys/{key}`

use crate::error::Failure;
use crate::expand;
use crate::ids::Kind;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::RecordId;

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Ends a key.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let account = &*scope.ledger.account;
    let found = account
        .names
        .place(Kind::EphemeralKey, ids.first())
        .and_then(|place| account.ephemeral_keys.get(place));
    let Some(key) = found.cloned() else {
        return Err(Failure::missing("EphemeralKey", ids.first(), "key").begun());
    };
    expand::plain(&sent.expand(), &[], super::FIELDS)?;
    let reply = Reply::json(&key.show(account, false));
    scope.ledger.remove(RecordId::EphemeralKey(key.place));
    Ok(reply)
}
