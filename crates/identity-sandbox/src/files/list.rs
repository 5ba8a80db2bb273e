//! `GET /v1/files`

use std::sync::Arc;

use identity_types::FilePurpose;

use crate::error::Failure;
use crate::expand;
use crate::params::{
    CREATED, ENDING_BEFORE, EXPAND, Kind, LIMIT, Paging, Parameter, STARTING_AFTER, Sent,
};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[
    CREATED,
    ENDING_BEFORE,
    EXPAND,
    LIMIT,
    Parameter::new("purpose", Kind::Enum(FilePurpose::KNOWN)),
    STARTING_AFTER,
];

/// Lists the files of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let account = &*scope.ledger.account;
    let paging = Paging::read(sent, scope.switches(), "File", |id| {
        let file = account.file(id)?;
        Some((file.created, file.place))
    })?;
    expand::plain_list(&sent.expand(), &["links"], super::FIELDS)?;
    let found = |place| account.files.get(place).map(Arc::clone);
    let page = match sent.text(&["purpose"]) {
        Some(purpose) => paging.page(&account.files_by_purpose, &purpose.into(), found),
        None => paging.page(&account.files_in_order, &(), found),
    };
    Ok(page.reply(super::PATH, |file| {
        file.show(account, scope.base_url, scope.ledger.now)
    }))
}
