//! [`CreateWebhookEndpoint`]: having events delivered.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::WebhookUrl;
use crate::expand::validate_expand;
use crate::text::{MAX_TEXT, filled};
use crate::{Clearable, EventType, Invalid, Metadata, Personal};

/// Parameters of `POST /v1/webhook_endpoints`. The reply has the endpoint's secret, no later one does.
///
/// ```
/// use identity_types::{CreateWebhookEndpoint, EventType, WebhookUrl};
///
/// let url = WebhookUrl::new("https://example.com/hooks")?;
/// let params = CreateWebhookEndpoint::identity(url);
/// params.validate()?;
/// assert!(params.enabled_events.contains(&EventType::Redacted));
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/create>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CreateWebhookEndpoint {
    /// The events to get, at least one. `*` is all but those that must be named, as the redaction must.
    pub enabled_events: Vec<EventType>,
    /// Where to deliver them.
    pub url: WebhookUrl,
    /// The API version to write events in, at most 5000 characters; left out, the account's default.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub api_version: Option<String>,
    /// True: events of connected accounts. False or left out: one's own.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub connect: Option<bool>,
    /// The caller's own words on it, at most 5000 characters; `Clear` sends `description=`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub description: Option<Clearable<Personal<String>>>,
    /// The caller's own pairs; `Clear` sends `metadata=`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// References to show in the response; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl CreateWebhookEndpoint {
    /// Delivers these events there.
    #[must_use]
    pub fn new(url: WebhookUrl, events: impl IntoIterator<Item = EventType>) -> Self {
        Self {
            enabled_events: events.into_iter().collect(),
            url,
            api_version: None,
            connect: None,
            description: None,
            metadata: None,
            expand: Vec::new(),
        }
    }

    /// Delivers all of Identity's events there, the redaction too, which `*` would leave out.
    #[must_use]
    pub fn identity(url: WebhookUrl) -> Self {
        Self::new(url, EventType::IDENTITY)
    }

    /// Has events written in this API version.
    #[must_use]
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// Asks for events of connected accounts, or of one's own.
    #[must_use]
    pub const fn connect(mut self, connect: bool) -> Self {
        self.connect = Some(connect);
        self
    }

    /// Describes the endpoint in the caller's own words.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(Clearable::Set(Personal::new(description.into())));
        self
    }

    /// Sets the caller's own pairs.
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(Clearable::Set(metadata));
        self
    }

    /// Asks for one more reference in the response.
    #[must_use]
    pub fn expand(mut self, path: impl Into<String>) -> Self {
        self.expand.push(path.into());
        self
    }

    /// Checks every documented limit.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for the first parameter that breaks its rule.
    pub fn validate(&self) -> Result<(), Invalid> {
        if self.enabled_events.is_empty() {
            return Err(Invalid::new(
                "enabled_events",
                "must name at least one event",
            ));
        }
        validate_events(&self.enabled_events)?;
        if let Some(version) = &self.api_version {
            filled("api_version", version, MAX_TEXT)?;
        }
        validate_words(self.description.as_ref(), self.metadata.as_ref())?;
        validate_expand(&self.expand)
    }
}

pub(super) fn validate_events(events: &[EventType]) -> Result<(), Invalid> {
    for (index, event) in events.iter().enumerate() {
        filled(format!("enabled_events[{index}]"), event.as_str(), MAX_TEXT)?;
    }
    Ok(())
}

/// The caller's own words: `description` and `metadata`, which create and update share.
pub(super) fn validate_words(
    description: Option<&Clearable<Personal<String>>>,
    metadata: Option<&Clearable<Metadata>>,
) -> Result<(), Invalid> {
    if let Some(Clearable::Set(description)) = description {
        filled("description", description.expose(), MAX_TEXT)?;
    }
    if let Some(Clearable::Set(metadata)) = metadata {
        metadata.validate()?;
    }
    Ok(())
}
