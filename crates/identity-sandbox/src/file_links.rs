//! The endpoints under `/v1/file_links`, a file each, and the contents behind links.

use std::sync::Arc;

use http::StatusCode;
use identity_types::Timestamp;

use crate::error::Failure;
use crate::file_link::FileLink;
use crate::files::contents;
use crate::reply::{Reply, Written};
use crate::route::Scope;
use crate::state::State;
use crate::switches::MissingObjectParam;

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod retrieve;
pub(crate) mod update;

/// The path of the list.
const PATH: &str = "/v1/file_links";

/// The fields of a link that cannot be expanded; `file` can.
const FIELDS: &[&str] = &[
    "id",
    "object",
    "created",
    "expired",
    "expires_at",
    "livemode",
    "metadata",
    "url",
];

/// The link of an id in the path.
fn find(scope: &Scope<'_>, id: &str) -> Result<Arc<FileLink>, Failure> {
    scope.ledger.account.file_link(id).cloned().ok_or_else(|| {
        let param = match scope.switches().missing_object_param {
            MissingObjectParam::PathParameter => "link",
            MissingObjectParam::Id => "id",
        };
        Failure::missing("FileLink", id, param).begun()
    })
}

/// The link as the API shows it.
fn shown(scope: &Scope<'_>, link: &FileLink, with_file: bool) -> Reply {
    Reply::json(&link.show(
        scope.ledger.account,
        scope.base_url,
        scope.ledger.now,
        with_file,
    ))
}

/// The content behind a link, for whoever has its address.
pub(crate) fn content(state: &State, token: &str, now: Timestamp) -> Result<Written, Failure> {
    let found = state.accounts().iter().find_map(|account| {
        let link = account.file_link_of_token(token)?;
        Some((link, account.files.get(link.file)?))
    });
    let Some((link, file)) = found else {
        return Err(Failure::invalid("No such file link.").status(StatusCode::NOT_FOUND));
    };
    if link.is_expired(now) {
        return Err(Failure::invalid("This file link has expired.").status(StatusCode::NOT_FOUND));
    }
    match file.bytes() {
        Some(bytes) => Ok(Written::content(file.media_type(), bytes)),
        None => Err(contents::gone()),
    }
}
