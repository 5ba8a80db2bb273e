//! [`ListVerificationSessions`]: which sessions to list.

use alloc::string::String;
use alloc::vec::Vec;

use super::VerificationSessionStatus;
use crate::page::page_params;
use crate::text::{MAX_TEXT, filled};
use crate::{CreatedFilter, Invalid, Personal, VerificationSessionId};

/// Parameters of `GET /v1/identity/verification_sessions`. Filters that are set must all match.
///
/// ```
/// use identity_types::{ListVerificationSessions, Timestamp, VerificationSessionStatus};
///
/// let params = ListVerificationSessions::new()
///     .status(VerificationSessionStatus::Verified)
///     .created(Timestamp::from_secs(1_790_000_000)..)
///     .limit(100);
/// params.validate()?;
/// assert_eq!(
///     params.limit(101).validate().unwrap_err().to_string(),
///     "limit: must be 1 to 100",
/// );
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListVerificationSessions {
    /// The caller's own name for the person or the case, matched whole; at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub client_reference_id: Option<Personal<String>>,
    /// When the session was created.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub created: Option<CreatedFilter>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<VerificationSessionId>,
    /// How many sessions a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    /// The customer (`cus_…`) that the session is about, at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_customer: Option<String>,
    /// The account (`acct_…`) that stands for that customer, at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_customer_account: Option<String>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<VerificationSessionId>,
    /// Where the session stands. The API's list is closed here: an unknown value is refused.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub status: Option<VerificationSessionStatus>,
    /// Hidden fields and references to show, e.g. `data.last_verification_report`; each at most 5000
    /// characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListVerificationSessions of VerificationSession by VerificationSessionId }

impl ListVerificationSessions {
    /// Only sessions with this name, matched whole.
    #[must_use]
    pub fn client_reference_id(mut self, reference: impl Into<String>) -> Self {
        self.client_reference_id = Some(Personal::new(reference.into()));
        self
    }

    /// Only sessions created then: a second, a range, or a [`CreatedRange`](crate::CreatedRange).
    #[must_use]
    pub fn created(mut self, created: impl Into<CreatedFilter>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// Only sessions about this customer.
    #[must_use]
    pub fn related_customer(mut self, customer: impl Into<String>) -> Self {
        self.related_customer = Some(customer.into());
        self
    }

    /// Only sessions about the customer that this account stands for.
    #[must_use]
    pub fn related_customer_account(mut self, account: impl Into<String>) -> Self {
        self.related_customer_account = Some(account.into());
        self
    }

    /// Only sessions that stand there.
    #[must_use]
    pub fn status(mut self, status: VerificationSessionStatus) -> Self {
        self.status = Some(status);
        self
    }

    fn validate_filters(&self) -> Result<(), Invalid> {
        if let Some(reference) = &self.client_reference_id {
            filled("client_reference_id", reference.expose(), MAX_TEXT)?;
        }
        if let Some(customer) = &self.related_customer {
            filled("related_customer", customer, MAX_TEXT)?;
        }
        if let Some(account) = &self.related_customer_account {
            filled("related_customer_account", account, MAX_TEXT)?;
        }
        if self
            .status
            .as_ref()
            .is_some_and(|status| !status.is_known())
        {
            return Err(Invalid::new(
                "status",
                "must be one of canceled, processing, requires_input, or verified",
            ));
        }
        Ok(())
    }
}
