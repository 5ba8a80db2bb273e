//! Webhooks: deliveries told, made and let go, events sent again, secrets rolled, rules for the way.

use std::time::Duration;

use identity_types::{EventId, WebhookEndpointId};
use serde::Deserialize;
use serde_json::json;

use super::Refusal;
use super::answer::{json, sentence};
use super::input::Input;
use super::route::Done;
use crate::sandbox::Sandbox;
use crate::webhooks::{DeliveryRule, WebhookError};

/// How many deliveries are told unless it is said.
const TOLD: usize = 100;
const MOST_TOLD: usize = 1000;

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Query {
    event: Option<String>,
    endpoint: Option<String>,
    limit: usize,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            event: None,
            endpoint: None,
            limit: TOLD,
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resend {
    endpoint: Option<WebhookEndpointId>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roll {
    /// How long the former secret signs too, in whole seconds.
    #[serde(default)]
    overlap: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shuffle {
    on: bool,
}

/// The newest deliveries that fit, oldest first.
pub(super) fn deliveries(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let query: Query = input.query()?;
    let mut found = sandbox.webhooks().deliveries();
    found.retain(|each| {
        query
            .event
            .as_deref()
            .is_none_or(|id| id == each.event.as_str())
            && query
                .endpoint
                .as_deref()
                .is_none_or(|id| id == each.endpoint.as_str())
    });
    let before = found.len().saturating_sub(query.limit.min(MOST_TOLD));
    found.drain(..before);
    Ok(json(&json!({"data": found})))
}

pub(super) fn release(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&json!({"released": sandbox.webhooks().release()})))
}

pub(super) fn shuffle(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let Shuffle { on } = input.json()?;
    sandbox.webhooks().shuffle(on);
    Ok(json(&json!({"on": on})))
}

/// To one endpoint, or to all that were told of the event.
pub(super) fn resend(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let Resend { endpoint } = input.json_or_nothing()?.unwrap_or_default();
    let event = EventId::new(input.id).map_err(|_| WebhookError::NoSuchEvent)?;
    let resent = match endpoint {
        Some(endpoint) => {
            sandbox.webhooks().resend(&event, &endpoint)?;
            1
        }
        None => sandbox.webhooks().resend_to_all(&event)?,
    };
    if resent == 0 {
        return Err(Refusal::bad(
            "Endpoint: must be given, for no endpoint that still gets events was told of this one.",
        ));
    }
    Ok(json(&json!({"resent": resent})))
}

/// The one answer beside that of the create call which shows a secret.
pub(super) fn roll_secret(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let Roll { overlap } = input.json_or_nothing()?.unwrap_or_default();
    let endpoint = WebhookEndpointId::new(input.id).map_err(|_| WebhookError::NoSuchEndpoint)?;
    let secret = sandbox
        .webhooks()
        .roll_secret(&endpoint, Duration::from_secs(overlap))?;
    Ok(json(&json!({"secret": secret.expose()})))
}

pub(super) fn rules(sandbox: &Sandbox, _: &Input<'_>) -> Done {
    Ok(json(&json!({"data": sandbox.webhooks().rules()})))
}

pub(super) fn add_rule(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    let rule: DeliveryRule = input.json()?;
    sandbox.webhooks().add_rule(rule);
    rules(sandbox, input)
}

pub(super) fn clear_rules(sandbox: &Sandbox, input: &Input<'_>) -> Done {
    sandbox.webhooks().clear_rules();
    rules(sandbox, input)
}

impl From<WebhookError> for Refusal {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::NoSuchEndpoint | WebhookError::NoSuchEvent => {
                Self::missing(sentence(&error.to_string()))
            }
            WebhookError::OtherAccount => Self::bad(sentence(&format!("endpoint: {error}"))),
            WebhookError::OverlapTooLong => Self::bad(sentence(&format!("overlap: {error}"))),
        }
    }
}
