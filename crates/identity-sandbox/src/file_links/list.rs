//! `GET /v1/file_links`

use std::sync::Arc;

use crate::error::Failure;
use crate::expand;
use crate::ids::Kind as Named;
use crate::params::{
    CREATED, ENDING_BEFORE, EXPAND, Kind, LIMIT, Paging, Parameter, STARTING_AFTER, Sent,
};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[
    CREATED,
    ENDING_BEFORE,
    EXPAND,
    Parameter::new("expired", Kind::Bool),
    Parameter::new("file", Kind::Text),
    LIMIT,
    STARTING_AFTER,
];

/// Lists the links of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let (account, now) = (&*scope.ledger.account, scope.ledger.now);
    let paging = Paging::read(sent, scope.switches(), "FileLink", |id| {
        let link = account.file_link(id)?;
        Some((link.created, link.place))
    })?;
    expand::plain_list(&sent.expand(), &["file"], super::FIELDS)?;
    let expired = sent.flag(&["expired"]);
    let found = |place| {
        let link = account.file_links.get(place)?;
        let takes = expired.is_none_or(|expired| expired == link.is_expired(now));
        takes.then(|| Arc::clone(link))
    };
    let page = match sent.text(&["file"]) {
        Some(id) => {
            let file = account.names.place(Named::File, id).unwrap_or(u64::MAX);
            paging.page(&account.links_by_file, &file, found)
        }
        None => paging.page(&account.links_in_order, &(), found),
    };
    let with_file = !sent.expand().is_empty();
    Ok(page.reply(super::PATH, |link| {
        link.show(account, scope.base_url, now, with_file)
    }))
}
