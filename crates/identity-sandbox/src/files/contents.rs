//! `GET /v1/files/{file}/contents`, which the real API has on another host.

use http::StatusCode;

use crate::error::Failure;
use crate::params::{Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[];

/// Gives the content of a file.
pub(crate) fn run(scope: &mut Scope<'_>, _: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let file = super::find(scope, ids.first())?;
    super::may_see(scope, &file)?;
    match file.bytes() {
        Some(bytes) => Ok(Reply::content(file.media_type(), bytes)),
        None => Err(gone()),
    }
}

/// What a redaction leaves of a content.
pub(crate) fn gone() -> Failure {
    Failure::invalid("The content of this file has been removed.").status(StatusCode::NOT_FOUND)
}
