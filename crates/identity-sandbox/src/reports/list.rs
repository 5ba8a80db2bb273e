//! `GET /v1/identity/verification_reports`

use std::sync::Arc;

use crate::error::Failure;
use crate::expand;
use crate::ids::Kind as Named;
use crate::params::{
    CREATED, ENDING_BEFORE, EXPAND, Kind, LIMIT, Paging, Parameter, STARTING_AFTER, Sent,
};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::session::{Lens, What};

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("client_reference_id", Kind::Text),
    CREATED,
    ENDING_BEFORE,
    EXPAND,
    LIMIT,
    STARTING_AFTER,
    Parameter::new("type", Kind::Enum(&["document", "id_number"])),
    Parameter::new("verification_session", Kind::Text),
];

/// Lists the reports of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let account = &*scope.ledger.account;
    let (names, reports) = (account.names, &account.reports);
    let paging = Paging::read(sent, scope.switches(), "VerificationReport", |id| {
        let report = reports.get(names.place(Named::Report, id)?)?;
        Some((report.created, report.place))
    })?;
    let (shown, window) = expand::reports(&sent.expand(), scope)?;
    let reference: Option<Arc<str>> = sent.text(&["client_reference_id"]).map(Arc::from);
    let what = sent.text(&["type"]).map(|word| match word {
        "id_number" => What::IdNumber,
        _ => What::Document,
    });
    let session = sent
        .text(&["verification_session"])
        .map(|id| names.place(Named::Session, id).unwrap_or(u64::MAX));
    let found = |place| {
        let report = reports.get(place)?;
        let own = report.client_reference_id.as_ref().map(|own| own.expose());
        let takes = reference.as_ref().is_none_or(|wanted| own == Some(wanted))
            && what.is_none_or(|wanted| wanted == report.what)
            && session.is_none_or(|wanted| wanted == report.session);
        takes.then(|| Arc::clone(report))
    };
    let page = if let Some(session) = &session {
        paging.page(&reports.by_session, session, found)
    } else if let Some(reference) = &reference {
        paging.page(&reports.by_reference, reference, found)
    } else if let Some(what) = &what {
        paging.page(&reports.by_type, what, found)
    } else {
        paging.page(&reports.all, &(), found)
    };
    Ok(page.reply(super::PATH, |report| {
        let lens = Lens {
            account,
            base_url: scope.base_url,
            shown: window.narrow(shown, report.created),
        };
        report.show(lens)
    }))
}
