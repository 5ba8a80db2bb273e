//! [`UpdateWebhookEndpoint`]: changing where events go, or which, or stopping them.

use alloc::string::String;
use alloc::vec::Vec;

use super::WebhookUrl;
use super::create::{validate_events, validate_words};
use crate::expand::validate_expand;
use crate::{Clearable, EventType, Invalid, Metadata, Personal};

/// Parameters of `POST /v1/webhook_endpoints/{webhook_endpoint}`. What is not set is left as it is.
///
/// ```
/// use identity_types::UpdateWebhookEndpoint;
///
/// let params = UpdateWebhookEndpoint::new().disabled(true).clear_description();
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/update>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct UpdateWebhookEndpoint {
    /// The caller's own words on it, at most 5000 characters; `Clear` removes them.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub description: Option<Clearable<Personal<String>>>,
    /// True: it gets nothing. False: it gets events again.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub disabled: Option<bool>,
    /// The events to get, in place of those it has; none leaves them.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub enabled_events: Vec<EventType>,
    /// The caller's own pairs to merge into the endpoint's; `Clear` removes all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// Where to deliver events.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub url: Option<WebhookUrl>,
    /// References to show in the response; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl UpdateWebhookEndpoint {
    /// Changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Describes the endpoint in the caller's own words.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(Clearable::Set(Personal::new(description.into())));
        self
    }

    /// Removes the description: sends `description=`.
    #[must_use]
    pub fn clear_description(mut self) -> Self {
        self.description = Some(Clearable::Clear);
        self
    }

    /// Stops deliveries, or lets them begin again.
    #[must_use]
    pub const fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = Some(disabled);
        self
    }

    /// Delivers these events from now on, in place of those it has.
    #[must_use]
    pub fn enabled_events(mut self, events: impl IntoIterator<Item = EventType>) -> Self {
        self.enabled_events = events.into_iter().collect();
        self
    }

    /// Merges pairs into the endpoint's; an empty value removes its key ([`Metadata::unset`]).
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(Clearable::Set(metadata));
        self
    }

    /// Removes all pairs: sends `metadata=`.
    #[must_use]
    pub fn clear_metadata(mut self) -> Self {
        self.metadata = Some(Clearable::Clear);
        self
    }

    /// Delivers events there from now on.
    #[must_use]
    pub fn url(mut self, url: WebhookUrl) -> Self {
        self.url = Some(url);
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
        validate_events(&self.enabled_events)?;
        validate_words(self.description.as_ref(), self.metadata.as_ref())?;
        validate_expand(&self.expand)
    }
}
