//! The objects inside the parameters of a session.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::text::{MAX_TEXT, filled, not_empty};
use crate::{Clearable, DocumentType, Invalid, Personal};

/// `options` of a create or an update.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SessionOptionsParam {
    /// Options of the document check: leave alone, set, or clear.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub document: Option<Clearable<DocumentOptionsParam>>,
}

/// `options[document]` of a create or an update. What is not set is left out.
///
/// ```
/// use identity_types::{DocumentOptionsParam, DocumentType};
///
/// let options = DocumentOptionsParam::new()
///     .allowed_types([DocumentType::Passport, DocumentType::IdCard])
///     .require_matching_selfie(true);
/// assert_eq!(options.require_matching_selfie, Some(true));
/// ```
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct DocumentOptionsParam {
    /// The kinds of documents to accept; left out, the API accepts all.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub allowed_types: Option<Vec<DocumentType>>,
    /// Add an ID number check.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_id_number: Option<bool>,
    /// Photos must be taken now, with the camera.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_live_capture: Option<bool>,
    /// Add a selfie check: the face must match the document's.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub require_matching_selfie: Option<bool>,
}

impl DocumentOptionsParam {
    /// No option set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts these kinds of documents only. An empty list sends nothing, which means all.
    #[must_use]
    pub fn allowed_types(mut self, types: impl IntoIterator<Item = DocumentType>) -> Self {
        self.allowed_types = Some(types.into_iter().collect());
        self
    }

    /// Adds, or drops, the ID number check.
    #[must_use]
    pub const fn require_id_number(mut self, required: bool) -> Self {
        self.require_id_number = Some(required);
        self
    }

    /// Insists on the camera, or allows uploads.
    #[must_use]
    pub const fn require_live_capture(mut self, required: bool) -> Self {
        self.require_live_capture = Some(required);
        self
    }

    /// Adds, or drops, the selfie check.
    #[must_use]
    pub const fn require_matching_selfie(mut self, required: bool) -> Self {
        self.require_matching_selfie = Some(required);
        self
    }
}

impl SessionOptionsParam {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        let Some(Clearable::Set(document)) = &self.document else {
            return Ok(());
        };
        let types = document.allowed_types.iter().flatten().enumerate();
        for (index, document_type) in types {
            if !document_type.is_known() {
                return Err(Invalid::new(
                    format!("options[document][allowed_types][{index}]"),
                    // The schema marks this enum as closed.
                    "must be one of driving_license, id_card, or passport",
                ));
            }
        }
        Ok(())
    }
}

/// `provided_details` of a create or an update: what is known about the person beforehand.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ProvidedDetailsParam {
    /// An e-mail address. The API refuses a malformed one.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub email: Option<Personal<String>>,
    /// A phone number in E.164: `+15550001111`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub phone: Option<Personal<String>>,
}

/// A value that may be sent, and that the API will probably refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(Invalid);

impl Warning {
    /// The bracketed path of the parameter.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.path()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ProvidedDetailsParam {
    /// Nothing known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives an e-mail address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(Personal::new(email.into()));
        self
    }

    /// Gives a phone number, in E.164.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Some(Personal::new(phone.into()));
        self
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        for (path, value) in [
            ("provided_details[email]", &self.email),
            ("provided_details[phone]", &self.phone),
        ] {
            if let Some(value) = value {
                not_empty(path, value.expose())?;
            }
        }
        Ok(())
    }

    /// What looks wrong and is sent all the same: the API decides.
    pub(super) fn warnings(&self) -> impl Iterator<Item = Warning> {
        let email = self
            .email
            .as_ref()
            .filter(|email| !looks_like_email(email.expose()));
        let phone = self.phone.as_ref().filter(|phone| !is_e164(phone.expose()));
        let email = email.map(|_| {
            Invalid::new(
                "provided_details[email]",
                "does not look like an e-mail address",
            )
        });
        let phone = phone.map(|_| {
            Invalid::new(
                "provided_details[phone]",
                "is not in E.164, as in +15550001111",
            )
        });
        email.into_iter().chain(phone).map(Warning)
    }
}

fn looks_like_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
    }) && !text.contains(char::is_whitespace)
}

/// `+`, then 2 to 15 digits of which the first is not 0.
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// `related_person` of a create, for Connect: both parts are required.
///
/// Source: <https://docs.stripe.com/api/identity/verification_sessions/create>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RelatedPersonParam {
    /// The account (`acct_…`), at most 5000 characters.
    pub account: String,
    /// The person (`person_…`), at most 5000 characters.
    pub person: String,
}

impl RelatedPersonParam {
    /// The person of an account.
    pub fn new(account: impl Into<String>, person: impl Into<String>) -> Self {
        Self {
            account: account.into(),
            person: person.into(),
        }
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        filled("related_person[account]", &self.account, MAX_TEXT)?;
        filled("related_person[person]", &self.person, MAX_TEXT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_contacts() {
        for (text, good) in [
            ("+15550001111", true),
            ("15550001111", false),
            ("+0155", false),
            ("+1", false),
            ("+1234567890123456", false),
            ("+1 555", false),
        ] {
            assert_eq!(is_e164(text), good, "{text}");
        }
        for (text, good) in [
            ("a@b.c", true),
            ("a@b", false),
            ("@b.c", false),
            ("a b@c.d", false),
            ("a@.c", false),
            ("a@b.", false),
            ("", false),
        ] {
            assert_eq!(looks_like_email(text), good, "{text}");
        }
    }
}
