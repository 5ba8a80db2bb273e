//! The endpoints under `/v1/webhook_endpoints`, a file each.

use std::sync::Arc;

use identity_types::EventType;

use crate::error::{Failure, excerpt};
use crate::ids::Kind;
use crate::params::Sent;
use crate::route::Scope;
use crate::switches::MissingObjectParam;
use crate::webhooks::EndpointRecord;

pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod retrieve;
pub(crate) mod update;

/// The path of the list.
const PATH: &str = "/v1/webhook_endpoints";

/// The endpoint of an id in the path.
fn find(scope: &Scope<'_>, id: &str) -> Result<Arc<EndpointRecord>, Failure> {
    let account = &scope.ledger.account;
    let place = account.names.place(Kind::Endpoint, id);
    place
        .and_then(|place| account.endpoint(place).cloned())
        .ok_or_else(|| {
            let param = match scope.switches().missing_object_param {
                MissingObjectParam::PathParameter => "webhook_endpoint",
                MissingObjectParam::Id => "id",
            };
            Failure::missing("webhook endpoint", id, param).begun()
        })
}

/// `enabled_events`: at least one, each `*` or the name of an event. Which names there are beside Identity's the
/// sandbox does not know, so it takes every name that looks like one.
fn events(sent: &Sent<'_>) -> Result<Option<Vec<EventType>>, Failure> {
    let Some(names) = sent.list(&["enabled_events"]) else {
        return Ok(None);
    };
    for (index, name) in names.iter().enumerate() {
        if *name != "*" && !looks_like_an_event(name) {
            let message = format!(
                "Invalid enabled_events[{index}]: must be * or the name of an event, but is {}",
                excerpt(name)
            );
            return Err(Failure::invalid(message).param(format!("enabled_events[{index}]")));
        }
    }
    Ok(Some(names.into_iter().map(EventType::from).collect()))
}

fn looks_like_an_event(name: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    name.contains('.') && name.split('.').all(word)
}

/// A text, which the empty one clears: what is sent, or what was there.
fn text(sent: &Sent<'_>, name: &str) -> Option<Option<String>> {
    sent.owned(&[name])
        .map(|text| Some(text).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_events_are_told_from_what_is_none() {
        for (name, expected) in [
            ("identity.verification_session.verified", true),
            ("v1.x", true),
            ("identity", false),
            ("identity.*", false),
            ("Identity.verified", false),
            ("identity..verified", false),
            ("", false),
        ] {
            assert_eq!(looks_like_an_event(name), expected, "{name}");
        }
    }
}
