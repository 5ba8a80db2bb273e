//! `POST /v1/ephemeral_keys`

use std::sync::Arc;

use http::StatusCode;

use super::EphemeralKey;
use crate::error::Failure;
use crate::expand;
use crate::params::{EXPAND, Kind, Parameter, Sent};
use crate::reply::Reply;
use crate::route::{Ids, Scope};
use crate::state::Record;

pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter::new("customer", Kind::Text),
    EXPAND,
    Parameter::new("issuing_card", Kind::Text),
    Parameter::new("nonce", Kind::Text),
    Parameter::new("verification_session", Kind::Text),
];

/// Makes a key that opens one session on a phone.
pub(crate) fn run(scope: &mut Scope<'_>, sent: &Sent<'_>, _: &Ids<'_>) -> Result<Reply, Failure> {
    if !scope.names_version {
        return Err(Failure::invalid(
            "You must name the API version of the mobile SDK in the Stripe-Version header to create an \
             ephemeral key.",
        ));
    }
    expand::plain(&sent.expand(), &[], super::FIELDS)?;
    let Some(id) = sent.text(&["verification_session"]) else {
        return Err(Failure::invalid(
            "This sandbox makes ephemeral keys for Identity only: name the session in verification_session.",
        )
        .status(StatusCode::FORBIDDEN)
        .param("verification_session"));
    };
    let session = scope.ledger.account.session(id).ok_or_else(|| {
        Failure::missing("VerificationSession", id, "verification_session")
            .status(StatusCode::BAD_REQUEST)
            .begun()
    })?;
    let key = EphemeralKey {
        place: scope.ledger.account.ephemeral_keys.next(),
        created: scope.ledger.now,
        session: session.place,
    };
    let reply = Reply::json(&key.show(scope.ledger.account, true));
    scope.ledger.put(Record::EphemeralKey(Arc::new(key)));
    Ok(reply)
}
