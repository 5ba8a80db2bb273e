//! `GET /v1/events`

use std::sync::Arc;

use crate::error::Failure;
use crate::event::EventRecord;
use crate::ids::Kind as Name;
use crate::params::{
    CREATED, ENDING_BEFORE, EXPAND, Kind, LIMIT, Paging, Parameter, STARTING_AFTER, Sent,
};
use crate::reply::Reply;
use crate::route::{Ids, Scope};

pub(crate) const PARAMETERS: &[Parameter] = &[
    CREATED,
    Parameter::new("delivery_success", Kind::Bool),
    ENDING_BEFORE,
    EXPAND,
    LIMIT,
    STARTING_AFTER,
    Parameter::new("type", Kind::Text),
    Parameter::new("types", Kind::List(&Kind::Text)),
];

/// The most names in `types`.
const MOST_TYPES: usize = 20;

/// Lists the events of the account that are not older than 30 days.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let filter = Filter::read(sent)?;
    scope.ledger.forget_old();
    let account = &*scope.ledger.account;
    let paging = Paging::read(sent, scope.switches(), "event", |id| {
        let place = account.names.place(Name::Event, id)?;
        let event = account.events.get(place)?;
        Some((event.created, event.place))
    })?;
    let found = |place| {
        let event = account.events.get(place)?;
        filter.takes(event).then(|| Arc::clone(event))
    };
    let page = paging.page(&account.event_order, &(), found);
    Ok(page.reply(super::PATH, |event| event.show(account, scope.base_url)))
}

/// What every event of the list has in common.
struct Filter {
    types: Types,
    delivery_success: Option<bool>,
}

enum Types {
    All,
    /// Names, or the beginnings of names that had a `*` behind them.
    Some(Vec<String>),
}

impl Filter {
    fn read(sent: &Sent<'_>) -> Result<Self, Failure> {
        let names = sent.list(&["types"]).unwrap_or_default();
        let one = sent.owned(&["type"]);
        if one.is_some() && sent.has(&["types"]) {
            return Err(Failure::invalid(
                "You may only specify one of these parameters: type, types.",
            )
            .code("parameters_exclusive")
            .param("type"));
        }
        if names.len() > MOST_TYPES {
            return Err(Failure::invalid(format!(
                "Array types exceeded maximum {MOST_TYPES} allowed elements."
            ))
            .param("types"));
        }
        let types = match one {
            Some(one) => Types::Some(vec![one]),
            None if names.is_empty() => Types::All,
            None => Types::Some(names.into_iter().map(str::to_owned).collect()),
        };
        Ok(Self {
            types,
            delivery_success: sent.flag(&["delivery_success"]),
        })
    }

    fn takes(&self, event: &EventRecord) -> bool {
        let delivered = event.pending_webhooks == 0;
        self.types.take(event.event_type.as_str())
            && self
                .delivery_success
                .is_none_or(|wanted| wanted == delivered)
    }
}

impl Types {
    fn take(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(wanted) => wanted.iter().any(|wanted| fits(wanted, name)),
        }
    }
}

/// A name, or a group: `identity.*`, `*`.
fn fits(wanted: &str, name: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => wanted == name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_names() {
        const NAME: &str = "identity.verification_session.verified";
        for (wanted, expected) in [
            ("*", true),
            ("identity.*", true),
            ("identity.verification_session.*", true),
            (NAME, true),
            ("identity.verification_session.verifie", false),
            ("identity.verification_session", false),
            ("customer.*", false),
            ("", false),
        ] {
            assert_eq!(fits(wanted, NAME), expected, "{wanted}");
        }
    }
}
