//! [`WebhookEndpoint`]: where events are delivered.

mod create;
mod list;
mod update;
mod url;

pub use create::CreateWebhookEndpoint;
pub use list::ListWebhookEndpoints;
pub use update::UpdateWebhookEndpoint;
pub use url::WebhookUrl;

use alloc::string::String;
use alloc::vec::Vec;

use crate::expandable::HasId;
use crate::open_enum::open_enum;
use crate::{
    ApiObject, EventType, Extra, Metadata, ObjectTag, Personal, Timestamp, WebhookEndpointId,
    WebhookSecret,
};

/// A WebhookEndpoint as the API returns it.
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/object>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WebhookEndpoint {
    /// `we_…`
    pub id: WebhookEndpointId,
    /// `webhook_endpoint`
    pub object: ObjectTag<Self>,
    /// The API version that events are written in; `null` is the account's default.
    pub api_version: Option<String>,
    /// The Connect application that the endpoint belongs to.
    pub application: Option<String>,
    /// When the endpoint was created.
    pub created: Timestamp,
    /// The caller's own words on it.
    pub description: Option<Personal<String>>,
    /// The events it gets; `*` is all but those that must be named, as the redaction must.
    pub enabled_events: Vec<EventType>,
    /// False for test mode.
    pub livemode: bool,
    /// The caller's own pairs.
    pub metadata: Metadata,
    /// What deliveries are signed with. Only the reply to the create call has it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub secret: Option<WebhookSecret>,
    /// Whether it gets events.
    pub status: WebhookEndpointStatus,
    /// Where events go. Callers put tokens into such addresses, so it is masked.
    pub url: Personal<String>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl WebhookEndpoint {
    /// An enabled endpoint in test mode with nothing optional set: for those who make endpoints, as the
    /// sandbox and tests do.
    pub fn new(
        id: WebhookEndpointId,
        url: impl Into<String>,
        enabled_events: Vec<EventType>,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            api_version: None,
            application: None,
            created,
            description: None,
            enabled_events,
            livemode: false,
            metadata: Metadata::new(),
            secret: None,
            status: WebhookEndpointStatus::Enabled,
            url: Personal::new(url.into()),
            extra: Extra::new(),
        }
    }
}

impl ApiObject for WebhookEndpoint {
    const OBJECT: &'static str = "webhook_endpoint";
}

impl HasId<WebhookEndpointId> for WebhookEndpoint {
    fn id(&self) -> &WebhookEndpointId {
        &self.id
    }
}

open_enum! {
    /// Whether an endpoint gets events.
    ///
    /// Source: <https://docs.stripe.com/api/webhook_endpoints/object>
    pub enum WebhookEndpointStatus {
        /// It gets none.
        Disabled = "disabled",
        /// It gets those it names.
        Enabled = "enabled",
    }
}
