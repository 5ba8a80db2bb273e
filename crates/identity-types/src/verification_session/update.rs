//! [`UpdateVerificationSession`]: changing a session that still waits for the person.

use alloc::string::String;
use alloc::vec::Vec;

use super::{DocumentOptionsParam, ProvidedDetailsParam, SessionOptionsParam, Warning};
use crate::expand::validate_expand;
use crate::text::{MAX_TEXT, filled};
use crate::{Clearable, Invalid, Metadata, VerificationType};

/// Parameters of `POST /v1/identity/verification_sessions/{session}`.
///
/// What is not set is left as it is. The API takes the call in `requires_input` only. The reference, the
/// return URL, the flow and what the session relates to are set for good when it is created.
///
/// ```
/// use identity_types::{DocumentOptionsParam, UpdateVerificationSession};
///
/// let params = UpdateVerificationSession::new()
///     .document_options(DocumentOptionsParam::new().require_matching_selfie(true))
///     .clear_metadata();
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/update>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct UpdateVerificationSession {
    /// What to verify from now on.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "type", skip_serializing_if = "Option::is_none")
    )]
    pub verification_type: Option<VerificationType>,
    /// The caller's own pairs to merge into the session's; `Clear` removes all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// What the checks shall do.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub options: Option<SessionOptionsParam>,
    /// What is known about the person beforehand.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub provided_details: Option<ProvidedDetailsParam>,
    /// Hidden fields and references to show in the response; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl UpdateVerificationSession {
    /// Changes nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Verifies this from now on: `document` or `id_number`, or a type that is newer than this crate.
    #[must_use]
    pub fn verification_type(mut self, verification_type: VerificationType) -> Self {
        self.verification_type = Some(verification_type);
        self
    }

    /// Merges pairs into the session's; an empty value removes its key ([`Metadata::unset`]).
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

    /// Sets options of the document check.
    #[must_use]
    pub fn document_options(mut self, options: DocumentOptionsParam) -> Self {
        self.options.get_or_insert_default().document = Some(Clearable::Set(options));
        self
    }

    /// Clears the options of the document check: sends `options[document]=`.
    #[must_use]
    pub fn clear_document_options(mut self) -> Self {
        self.options.get_or_insert_default().document = Some(Clearable::Clear);
        self
    }

    /// Gives what is known about the person.
    #[must_use]
    pub fn provided_details(mut self, details: ProvidedDetailsParam) -> Self {
        self.provided_details = Some(details);
        self
    }

    /// Asks for one more hidden field or reference in the response.
    #[must_use]
    pub fn expand(mut self, path: impl Into<String>) -> Self {
        self.expand.push(path.into());
        self
    }

    /// Checks every documented limit.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for the first parameter, in the API's order, that breaks its rule. Nothing that a
    /// person typed is in it.
    pub fn validate(&self) -> Result<(), Invalid> {
        if let Some(verification_type) = &self.verification_type {
            validate_type(verification_type)?;
        }
        if let Some(Clearable::Set(metadata)) = &self.metadata {
            metadata.validate()?;
        }
        self.options
            .as_ref()
            .map_or(Ok(()), SessionOptionsParam::validate)?;
        self.provided_details
            .as_ref()
            .map_or(Ok(()), ProvidedDetailsParam::validate)?;
        validate_expand(&self.expand)
    }

    /// What looks wrong and is sent all the same: the API decides.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> {
        self.provided_details
            .iter()
            .flat_map(ProvidedDetailsParam::warnings)
    }
}

/// A type that a request can name: any but the one that only responses have.
pub(super) fn validate_type(verification_type: &VerificationType) -> Result<(), Invalid> {
    if *verification_type == VerificationType::VerificationFlow {
        return Err(Invalid::new(
            "type",
            "cannot be verification_flow: name the flow in verification_flow",
        ));
    }
    filled("type", verification_type.as_str(), MAX_TEXT)
}
