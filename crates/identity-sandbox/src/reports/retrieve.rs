//! `GET /v1/identity/verification_reports/{report}`

use crate::error::Failure;
use crate::expand;
use crate::ids::Kind;
use crate::params::{EXPAND, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::session::Lens;
use crate::switches::MissingObjectParam;

pub(crate) const PARAMETERS: &[Parameter] = &[EXPAND];

/// Shows a report of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let (account, id) = (&*scope.ledger.account, ids.first());
    let report = account
        .names
        .place(Kind::Report, id)
        .and_then(|place| account.reports.get(place))
        .ok_or_else(|| {
            let param = match scope.switches().missing_object_param {
                MissingObjectParam::PathParameter => "report",
                MissingObjectParam::Id => "id",
            };
            Failure::missing("VerificationReport", id, param).begun()
        })?;
    let shown = expand::report(&sent.expand(), scope, report.created)?;
    let lens = Lens {
        account,
        base_url: scope.base_url,
        shown,
    };
    Ok(Reply::json(&report.show(lens)))
}
