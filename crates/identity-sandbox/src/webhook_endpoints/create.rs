//! `POST /v1/webhook_endpoints`

use std::sync::Arc;

use identity_types::{Metadata, Personal};

use crate::error::Failure;
use crate::params::{EXPAND, Kind, Parameter, Sent, missing};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;
use crate::version;
use crate::webhooks::EndpointRecord;

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("api_version", Kind::Text),
    Parameter::new("connect", Kind::Bool),
    Parameter::new("description", Kind::ClearableText),
    Parameter::new("enabled_events", Kind::List(&Kind::Text)).required(),
    EXPAND,
    Parameter::new("metadata", Kind::Metadata),
    Parameter::new("url", Kind::Url).required(),
];

/// The most endpoints of an account. The real API allows fewer; a shared sandbox has many suites.
const MOST: usize = 100;

/// Makes an endpoint. This reply is the only one that shows its secret.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    let enabled_events = super::events(sent)?
        .filter(|events| !events.is_empty())
        .ok_or_else(|| missing("enabled_events"))?;
    let api_version = sent.owned(&["api_version"]);
    if let Some(version) = &api_version {
        version::check(version).map_err(|failure| failure.param("api_version"))?;
    }
    let ledger = &mut scope.ledger;
    let names = ledger.account.names;
    if ledger.account.live_endpoints().count() >= MOST {
        return Err(Failure::invalid(format!(
            "You have reached the maximum of {MOST} test webhook endpoints."
        ))
        .begun());
    }
    let record = EndpointRecord {
        place: ledger.account.endpoints.next(),
        created: ledger.now,
        url: Personal::new(sent.owned(&["url"]).unwrap_or_default()),
        enabled_events,
        api_version,
        description: super::text(sent, "description")
            .flatten()
            .map(Personal::new),
        metadata: sent.merged_metadata(&Metadata::new())?.unwrap_or_default(),
        connect: sent.flag(&["connect"]).unwrap_or_default(),
        disabled: false,
        deleted: false,
        rolls: 0,
        former: Vec::new(),
    };
    let mut shown = record.show(names);
    shown.secret = Some(record.secret(names));
    ledger.put(Record::Endpoint(Arc::new(record)));
    Ok(Reply::json(&shown))
}
