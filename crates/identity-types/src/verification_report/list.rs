//! [`ListVerificationReports`]: which reports to list.

use alloc::string::String;
use alloc::vec::Vec;

use crate::page::page_params;
use crate::text::{MAX_TEXT, filled};
use crate::{
    CreatedFilter, Invalid, Personal, VerificationReportId, VerificationSessionId, VerificationType,
};

/// Parameters of `GET /v1/identity/verification_reports`. Filters that are set must all match.
///
/// ```
/// use identity_types::{ListVerificationReports, VerificationSessionId};
///
/// let params = ListVerificationReports::new()
///     .verification_session(VerificationSessionId::new("vs_1")?)
///     .limit(1);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_reports/list>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ListVerificationReports {
    /// The caller's own name for the person or the case, matched whole; at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub client_reference_id: Option<Personal<String>>,
    /// When the report was created.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub created: Option<CreatedFilter>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    ending_before: Option<VerificationReportId>,
    /// How many reports a page holds: 1 to 100, 10 if left out.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub limit: Option<u32>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    starting_after: Option<VerificationReportId>,
    /// What was verified. The API's list is open.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "type", skip_serializing_if = "Option::is_none")
    )]
    pub verification_type: Option<VerificationType>,
    /// The session that the report belongs to; a VerificationIntent (`vi_…`) can stand here.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub verification_session: Option<VerificationSessionId>,
    /// Hidden fields to show, e.g. `data.document.dob`; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

page_params! { ListVerificationReports of VerificationReport by VerificationReportId }

impl ListVerificationReports {
    /// Only reports with this name, matched whole.
    #[must_use]
    pub fn client_reference_id(mut self, reference: impl Into<String>) -> Self {
        self.client_reference_id = Some(Personal::new(reference.into()));
        self
    }

    /// Only reports created then: a second, a range, or a [`CreatedRange`](crate::CreatedRange).
    #[must_use]
    pub fn created(mut self, created: impl Into<CreatedFilter>) -> Self {
        self.created = Some(created.into());
        self
    }

    /// Only reports of this kind.
    #[must_use]
    pub fn verification_type(mut self, verification_type: VerificationType) -> Self {
        self.verification_type = Some(verification_type);
        self
    }

    /// Only reports of this session.
    #[must_use]
    pub fn verification_session(mut self, session: VerificationSessionId) -> Self {
        self.verification_session = Some(session);
        self
    }

    /// Only reports of this VerificationIntent (`vi_…`), as sessions were called in the API's beta.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the id has another prefix, or a character other than an ASCII letter, a digit or
    /// `_` is in it. The text is not in the error.
    pub fn verification_intent(mut self, id: &str) -> Result<Self, Invalid> {
        let invalid = |rule| Invalid::new("verification_session", rule);
        if !id.starts_with("vi_") {
            return Err(invalid("must begin with vi_"));
        }
        let intent = VerificationSessionId::of_any_prefix(id).map_err(invalid)?;
        self.verification_session = Some(intent);
        Ok(self)
    }

    fn validate_filters(&self) -> Result<(), Invalid> {
        if let Some(reference) = &self.client_reference_id {
            filled("client_reference_id", reference.expose(), MAX_TEXT)?;
        }
        if let Some(verification_type) = &self.verification_type {
            filled("type", verification_type.as_str(), MAX_TEXT)?;
        }
        Ok(())
    }
}
