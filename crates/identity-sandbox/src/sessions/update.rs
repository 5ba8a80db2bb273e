//! `POST /v1/identity/verification_sessions/{session}`

use super::options::{
    OPTIONS, PROVIDED_DETAILS, TYPES, check_metadata, document, provided_details, what,
};
use crate::error::Failure;
use crate::expand;
use crate::lifecycle::{self, Changes};
use crate::params::{EXPAND, Kind, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::session::{Session, What};
use crate::switches::{DocumentOptionsOfIdNumber, MetadataUpdate};

pub(crate) const PARAMETERS: &[Parameter] = &[
    EXPAND,
    Parameter::new("metadata", Kind::Metadata),
    Parameter::new("options", Kind::Object(OPTIONS)),
    Parameter::new("provided_details", Kind::Object(PROVIDED_DETAILS)),
    Parameter::new("type", Kind::Enum(TYPES)),
];

/// Changes a session that waits for input.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, ids: &Ids<'_>) -> Result<Reply, Failure> {
    check_metadata(sent, scope.switches())?;
    let session = super::find(scope, ids.first())?;
    let nothing_else = !["options", "provided_details", "type"]
        .iter()
        .any(|name| sent.has(&[name]));
    let in_any_state = nothing_else && scope.switches().metadata_update == MetadataUpdate::Always;
    lifecycle::may_update(&session, in_any_state).map_err(|error| super::illegal(scope, &error))?;
    let shown = expand::session(&sent.expand(), scope, Some(&session))?;
    let mut changes = Changes {
        what: what(sent),
        document: document(sent),
        provided_details: merged_details(sent, &session),
        metadata: sent.merged_metadata(&session.metadata)?,
    };
    let drops_options =
        scope.switches().document_options_of_id_number == DocumentOptionsOfIdNumber::Drop;
    if drops_options && changes.what.unwrap_or(session.what) == What::IdNumber {
        changes.document = Some(None);
    }
    scope.ledger.apply(lifecycle::update(&session, changes));
    Ok(super::current(scope, &session, shown))
}

/// What is sent over what is there.
fn merged_details(sent: &Sent<'_>, session: &Session) -> Option<identity_types::ProvidedDetails> {
    let sent = provided_details(sent)?;
    let old = session
        .more
        .as_deref()
        .and_then(|more| more.provided_details.as_ref());
    let mut merged = old.cloned().unwrap_or_default();
    merged.email = sent.email.or(merged.email);
    merged.phone = sent.phone.or(merged.phone);
    Some(merged)
}
