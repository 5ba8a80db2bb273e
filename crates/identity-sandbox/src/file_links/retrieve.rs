//! `GET /v1/file_links/{link}`

use crate::error::Failure;
use crate::expand;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows a link of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let link = super::find(scope, ids.first())?;
    expand::plain(&sent.expand(), &["file"], super::FIELDS)?;
    Ok(super::shown(scope, &link, !sent.expand().is_empty()))
}
