//! `GET /v1/identity/verification_sessions`

use std::sync::Arc;

use crate::error::Failure;
use crate::expand;
use crate::params::{
    CREATED, ENDING_BEFORE, EXPAND, Kind, LIMIT, Paging, Parameter, STARTING_AFTER, Sent,
};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::session::{Lens, Session, Status};

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("client_reference_id", Kind::Text),
    CREATED,
    ENDING_BEFORE,
    EXPAND,
    LIMIT,
    Parameter::new("related_customer", Kind::Text),
    Parameter::new("related_customer_account", Kind::Text),
    STARTING_AFTER,
    Parameter::new("status", Kind::Enum(STATUSES)),
];

const STATUSES: &[&str] = &["canceled", "processing", "requires_input", "verified"];

/// Lists the sessions of the account.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let account = &*scope.ledger.account;
    let paging = Paging::read(sent, scope.switches(), "VerificationSession", |id| {
        let session = account.session(id)?;
        Some((session.created, session.place))
    })?;
    let (shown, window) = expand::sessions(&sent.expand(), scope)?;
    let filter = Filter::read(sent);
    let found = |place| {
        let session = account.sessions.get(place)?;
        filter.takes(session).then(|| Arc::clone(session))
    };
    let sessions = &account.sessions;
    // The order that leaves out the most; the filter does the rest.
    let page = if let Some(reference) = &filter.reference {
        paging.page(&sessions.by_reference, reference, found)
    } else if let Some(customer) = &filter.customer {
        paging.page(&sessions.by_customer, customer, found)
    } else if let Some(customer) = &filter.customer_account {
        paging.page(&sessions.by_customer_account, customer, found)
    } else if let Some(status) = &filter.status {
        paging.page(&sessions.by_status, status, found)
    } else {
        paging.page(&sessions.all, &(), found)
    };
    Ok(page.reply(super::PATH, |session| {
        let report = session
            .last_report
            .and_then(|place| account.reports.get(place));
        let lens = Lens {
            account,
            base_url: scope.base_url,
            shown: report.map_or(shown, |report| window.narrow(shown, report.created)),
        };
        session.show(lens)
    }))
}

/// What every session of the list has in common.
struct Filter {
    reference: Option<Arc<str>>,
    customer: Option<Arc<str>>,
    customer_account: Option<Arc<str>>,
    status: Option<Status>,
}

impl Filter {
    fn read(sent: &Sent<'_>) -> Self {
        let text = |name| sent.text(&[name]).map(Arc::from);
        Self {
            reference: text("client_reference_id"),
            customer: text("related_customer"),
            customer_account: text("related_customer_account"),
            status: sent.text(&["status"]).and_then(Status::named),
        }
    }

    fn takes(&self, session: &Session) -> bool {
        let reference = session.client_reference_id.as_ref();
        let same = |wanted: &Option<Arc<str>>, own: Option<&Arc<str>>| {
            wanted.as_ref().is_none_or(|wanted| own == Some(wanted))
        };
        self.status.is_none_or(|status| status == session.status)
            && same(
                &self.reference,
                reference.map(|reference| reference.expose()),
            )
            && same(&self.customer, session.customer().as_ref())
            && same(&self.customer_account, session.customer_account().as_ref())
    }
}
