//! [`CreateVerificationSession`]: the parameters of the call that everything begins with.

use alloc::string::String;
use alloc::vec::Vec;

use super::update::validate_type;
use super::{
    DocumentOptionsParam, ProvidedDetailsParam, RelatedPersonParam, SessionOptionsParam, Warning,
};
use crate::expand::validate_expand;
use crate::text::{MAX_TEXT, filled};
use crate::{
    Clearable, Invalid, Metadata, Personal, ReturnUrl, VerificationFlowId, VerificationType,
};

/// Parameters of `POST /v1/identity/verification_sessions`.
///
/// Begins with what decides the checks: [`document`](Self::document), [`id_number`](Self::id_number), or a
/// [`flow`](Self::flow); the API takes a type or a flow, never both, so there is no way to set both. All else
/// is optional, is set by the method of its name, and is left out otherwise.
///
/// ```
/// use identity_types::{CreateVerificationSession, DocumentOptionsParam, Metadata, ReturnUrl};
///
/// let mut metadata = Metadata::new();
/// metadata.insert("user_id", "usr_9")?;
/// let params = CreateVerificationSession::document()
///     .metadata(metadata)
///     .document_options(DocumentOptionsParam::new().require_matching_selfie(true))
///     .return_url(ReturnUrl::new("https://example.com/done")?);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CreateVerificationSession {
    #[cfg_attr(
        feature = "serde",
        serde(rename = "type", skip_serializing_if = "Option::is_none")
    )]
    verification_type: Option<VerificationType>,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    verification_flow: Option<VerificationFlowId>,
    /// The caller's own name for the person or the case: at most 5000 characters, searchable in lists.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub client_reference_id: Option<Personal<String>>,
    /// The caller's own pairs; `Clear` sends `metadata=`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub metadata: Option<Clearable<Metadata>>,
    /// What the checks shall do.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub options: Option<SessionOptionsParam>,
    /// What is known about the person beforehand.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub provided_details: Option<ProvidedDetailsParam>,
    /// The customer (`cus_…`) that the session is about, at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_customer: Option<String>,
    /// The account (`acct_…`) that stands for that customer, at most 5000 characters.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_customer_account: Option<String>,
    /// The person of a connected account that the session is about.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub related_person: Option<RelatedPersonParam>,
    /// Where the person goes after the verification page. No response shows it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub return_url: Option<ReturnUrl>,
    /// Hidden fields and references to show in the response, e.g. `last_verification_report`; each at most
    /// 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl CreateVerificationSession {
    /// Verifies a document, and what [`document_options`](Self::document_options) adds to it.
    #[must_use]
    pub fn document() -> Self {
        Self::of_type(VerificationType::Document)
    }

    /// Verifies an ID number.
    #[must_use]
    pub fn id_number() -> Self {
        Self::of_type(VerificationType::IdNumber)
    }

    /// Verifies what `verification_type` names. The API's list is open: use this for a type that is newer
    /// than this crate.
    #[must_use]
    pub fn of_type(verification_type: VerificationType) -> Self {
        Self::with(Some(verification_type), None)
    }

    /// Follows a verification flow, which fixes checks and options.
    #[must_use]
    pub fn flow(flow: VerificationFlowId) -> Self {
        Self::with(None, Some(flow))
    }

    const fn with(
        verification_type: Option<VerificationType>,
        verification_flow: Option<VerificationFlowId>,
    ) -> Self {
        Self {
            verification_type,
            verification_flow,
            client_reference_id: None,
            metadata: None,
            options: None,
            provided_details: None,
            related_customer: None,
            related_customer_account: None,
            related_person: None,
            return_url: None,
            expand: Vec::new(),
        }
    }

    /// The type, unless a flow decides.
    #[must_use]
    pub const fn verification_type(&self) -> Option<&VerificationType> {
        self.verification_type.as_ref()
    }

    /// The flow, unless a type decides.
    #[must_use]
    pub const fn verification_flow(&self) -> Option<&VerificationFlowId> {
        self.verification_flow.as_ref()
    }

    /// Names the person or the case in the caller's own words.
    #[must_use]
    pub fn client_reference_id(mut self, reference: impl Into<String>) -> Self {
        self.client_reference_id = Some(Personal::new(reference.into()));
        self
    }

    /// Sets the caller's own pairs.
    #[must_use]
    pub fn metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = Some(Clearable::Set(metadata));
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

    /// Says which customer the session is about.
    #[must_use]
    pub fn related_customer(mut self, customer: impl Into<String>) -> Self {
        self.related_customer = Some(customer.into());
        self
    }

    /// Says which account stands for that customer.
    #[must_use]
    pub fn related_customer_account(mut self, account: impl Into<String>) -> Self {
        self.related_customer_account = Some(account.into());
        self
    }

    /// Says which person of a connected account the session is about.
    #[must_use]
    pub fn related_person(mut self, person: RelatedPersonParam) -> Self {
        self.related_person = Some(person);
        self
    }

    /// Says where the person goes after the verification page.
    #[must_use]
    pub fn return_url(mut self, url: ReturnUrl) -> Self {
        self.return_url = Some(url);
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
        self.validate_kind()?;
        if let Some(reference) = &self.client_reference_id {
            filled("client_reference_id", reference.expose(), MAX_TEXT)?;
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
        if let Some(customer) = &self.related_customer {
            filled("related_customer", customer, MAX_TEXT)?;
        }
        if let Some(account) = &self.related_customer_account {
            filled("related_customer_account", account, MAX_TEXT)?;
        }
        self.related_person
            .as_ref()
            .map_or(Ok(()), RelatedPersonParam::validate)?;
        validate_expand(&self.expand)
    }

    /// Only JSON can break these: no constructor does.
    fn validate_kind(&self) -> Result<(), Invalid> {
        match (&self.verification_type, &self.verification_flow) {
            (None, None) => Err(Invalid::new(
                "type",
                "is required unless verification_flow is given",
            )),
            (Some(_), Some(_)) => Err(Invalid::new(
                "type",
                "must not be given together with verification_flow",
            )),
            (Some(verification_type), None) => validate_type(verification_type),
            (None, Some(_)) => Ok(()),
        }
    }

    /// What looks wrong and is sent all the same: the API decides.
    pub fn warnings(&self) -> impl Iterator<Item = Warning> {
        self.provided_details
            .iter()
            .flat_map(ProvidedDetailsParam::warnings)
    }
}
