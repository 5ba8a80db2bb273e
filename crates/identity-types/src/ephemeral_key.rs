//! [`EphemeralKey`]: what a native mobile SDK opens a session with.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expand::validate_expand;
use crate::{
    ApiObject, EphemeralKeyId, EphemeralKeySecret, Extra, Invalid, ObjectTag, Timestamp,
    VerificationSessionId,
};

/// An EphemeralKey as the API returns it.
///
/// Source: <https://docs.stripe.com/identity/verify-identity-documents?platform=ios>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EphemeralKey {
    /// `ephkey_…`
    pub id: EphemeralKeyId,
    /// `ephemeral_key`
    pub object: ObjectTag<Self>,
    /// When the key was created.
    pub created: Timestamp,
    /// When the key ends.
    pub expires: Timestamp,
    /// False for test mode.
    pub livemode: bool,
    /// What the mobile SDK takes. Only the reply to the create call has it for sure.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub secret: Option<EphemeralKeySecret>,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl EphemeralKey {
    /// A key in test mode without its secret: for those who make keys, as the sandbox and tests do.
    #[must_use]
    pub const fn new(id: EphemeralKeyId, created: Timestamp, expires: Timestamp) -> Self {
        Self {
            id,
            object: ObjectTag::NEW,
            created,
            expires,
            livemode: false,
            secret: None,
            extra: Extra::new(),
        }
    }
}

impl ApiObject for EphemeralKey {
    const OBJECT: &'static str = "ephemeral_key";
}

/// Parameters of `POST /v1/ephemeral_keys` for a session. The call needs a `Stripe-Version` header: the one
/// that the mobile SDK asks for.
///
/// ```
/// use identity_types::{CreateEphemeralKey, VerificationSessionId};
///
/// let params = CreateEphemeralKey::new(VerificationSessionId::new("vs_1")?);
/// params.validate()?;
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/identity/verify-identity-documents?platform=ios>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct CreateEphemeralKey {
    /// The session that the key opens.
    pub verification_session: VerificationSessionId,
    /// References to show in the response; each at most 5000 characters.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Vec::is_empty")
    )]
    pub expand: Vec<String>,
}

impl CreateEphemeralKey {
    /// A key for this session.
    #[must_use]
    pub const fn new(verification_session: VerificationSessionId) -> Self {
        Self {
            verification_session,
            expand: Vec::new(),
        }
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
    /// [`Invalid`] for the first path of `expand` that is empty or has more than 5000 characters.
    pub fn validate(&self) -> Result<(), Invalid> {
        validate_expand(&self.expand)
    }
}
