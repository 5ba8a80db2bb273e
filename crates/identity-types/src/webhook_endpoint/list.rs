//! [`ListWebhookEndpoints`]: walking through the endpoints of an account.

use alloc::string::String;
use alloc::vec::Vec;

use crate::page::page_params;
use crate::{Invalid, WebhookEndpointId};

/// Parameters of `GET /v1/webhook_endpoints`.
///
/// ```
/// use identity_types::ListWebhookEndpoints;
///
/// let params = ListWebhookEndpoints::new().limit(100);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/webhook_endpoints/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListWebhookEndpoints {
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<WebhookEndpointId>,
    /// How many endpoints a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<WebhookEndpointId>,
    /// References to show; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListWebhookEndpoints of WebhookEndpoint by WebhookEndpointId }

impl ListWebhookEndpoints {
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "its types leave nothing to check"
    )]
    const fn validate_filters(&self) -> Result<(), Invalid> {
        Ok(())
    }
}
