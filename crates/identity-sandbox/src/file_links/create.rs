//! `POST /v1/file_links`

use std::sync::Arc;

use crate::error::Failure;
use crate::expand;
use crate::file::File;
use crate::file_link::FileLink;
use crate::files;
use crate::params::{EXPAND, Kind, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;
use crate::switches::IdentityLinkLife;

pub(crate) const PARAMETERS: &[Parameter] = &[
    EXPAND,
    Parameter::new("expires_at", Kind::Integer),
    Parameter::new("file", Kind::Text).required(),
    Parameter::new("metadata", Kind::Metadata),
];

/// How long a link to a person's picture may work, in seconds.
const PERSON: i64 = 30;

/// Makes a link to a file.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let id = sent.text(&["file"]).unwrap_or_default();
    let file = scope.ledger.account.file(id).cloned();
    let file = file.ok_or_else(|| Failure::missing("File", id, "file").begun())?;
    files::may_see(scope, &file)?;
    expand::plain(&sent.expand(), &["file"], super::FIELDS)?;
    let link = FileLink {
        place: scope.ledger.account.file_links.next(),
        created: scope.ledger.now,
        file: file.place,
        expires_at: sent.time(&["expires_at"]),
        metadata: sent.metadata(),
    };
    if link.is_expired(scope.ledger.now) {
        return Err(
            Failure::invalid("The expires_at timestamp must be in the future.").param("expires_at"),
        );
    }
    check_life(scope, &file, &link)?;
    let with_file = !sent.expand().is_empty();
    let reply = super::shown(scope, &link, with_file);
    scope.ledger.put(Record::FileLink(Arc::new(link)));
    Ok(reply)
}

/// A link to a person's picture must end soon.
fn check_life(scope: &Scope<'_>, file: &File, link: &FileLink) -> Result<(), Failure> {
    let any = scope.switches().identity_link_life == IdentityLinkLife::Any;
    let latest = scope.ledger.now.saturating_add(PERSON);
    if any || !file.is_of_a_person() || link.expires_at.is_some_and(|end| end <= latest) {
        return Ok(());
    }
    Err(Failure::invalid(format!(
        "A link to a file with the purpose {} must expire within {PERSON} seconds: set expires_at.",
        file.purpose
    ))
    .param("expires_at"))
}
