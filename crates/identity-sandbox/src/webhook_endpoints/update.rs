//! `POST /v1/webhook_endpoints/{webhook_endpoint}`

use std::sync::Arc;

use identity_types::Personal;

use crate::error::Failure;
use crate::params::{EXPAND, Kind, Parameter, Sent, missing};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;
use crate::webhooks::EndpointRecord;

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("description", Kind::ClearableText),
    Parameter::new("disabled", Kind::Bool),
    Parameter::new("enabled_events", Kind::List(&Kind::Text)),
    EXPAND,
    Parameter::new("metadata", Kind::Metadata),
    Parameter::new("url", Kind::Url),
];

/// Changes what is sent and leaves the rest.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    let events = super::events(sent)?;
    if events.as_ref().is_some_and(Vec::is_empty) {
        return Err(missing("enabled_events"));
    }
    let mut endpoint = EndpointRecord::clone(&*super::find(scope, ids.first())?);
    if let Some(metadata) = sent.merged_metadata(&endpoint.metadata)? {
        endpoint.metadata = metadata;
    }
    if let Some(events) = events {
        endpoint.enabled_events = events;
    }
    if let Some(description) = super::text(sent, "description") {
        endpoint.description = description.map(Personal::new);
    }
    if let Some(url) = sent.owned(&["url"]) {
        endpoint.url = Personal::new(url);
    }
    if let Some(disabled) = sent.flag(&["disabled"]) {
        endpoint.disabled = disabled;
    }
    let shown = endpoint.show(scope.ledger.account.names);
    scope.ledger.put(Record::Endpoint(Arc::new(endpoint)));
    Ok(Reply::json(&shown))
}
