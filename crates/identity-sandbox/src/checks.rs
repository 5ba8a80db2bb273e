//! [`Checks`]: which checks an attempt goes through, and which one an error code belongs to.

use identity_types::{DocumentOptions, LastErrorCode};
use serde::{Deserialize, Serialize};

use crate::session::What;

/// The checks of an attempt, each of which has a section in the report.
///
/// A [verification flow](crate::Switches::verification_flows) stands for a set of them.
///
/// ```
/// use identity_sandbox::Checks;
///
/// let mut checks = Checks::NONE;
/// checks.document = true;
/// checks.phone = true;
/// assert_ne!(checks, Checks::ALL);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::exhaustive_structs,
    clippy::struct_excessive_bools,
    reason = "a report has these five sections"
)]
pub struct Checks {
    /// A photo of a document.
    pub document: bool,
    /// A face that matches the document's.
    pub selfie: bool,
    /// An ID number, looked up.
    pub id_number: bool,
    /// An e-mail address, by a code.
    pub email: bool,
    /// A phone number, by a code.
    pub phone: bool,
}

/// One of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Document,
    Selfie,
    IdNumber,
    Email,
    Phone,
}

impl Checks {
    /// No check.
    pub const NONE: Self = Self {
        document: false,
        selfie: false,
        id_number: false,
        email: false,
        phone: false,
    };

    /// Every check.
    pub const ALL: Self = Self {
        document: true,
        selfie: true,
        id_number: true,
        email: true,
        phone: true,
    };

    /// What a session of this type with these options goes through.
    pub(crate) fn of(what: What, options: Option<&DocumentOptions>) -> Self {
        let wants = |option: fn(&DocumentOptions) -> Option<bool>| {
            options.and_then(option).unwrap_or_default()
        };
        match what {
            What::Document => Self {
                document: true,
                selfie: wants(|options| options.require_matching_selfie),
                id_number: wants(|options| options.require_id_number),
                ..Self::NONE
            },
            What::IdNumber => Self {
                id_number: true,
                ..Self::NONE
            },
            What::VerificationFlow => Self::ALL,
        }
    }

    /// Whether this check is one of them.
    pub(crate) const fn has(self, check: Check) -> bool {
        match check {
            Check::Document => self.document,
            Check::Selfie => self.selfie,
            Check::IdNumber => self.id_number,
            Check::Email => self.email,
            Check::Phone => self.phone,
        }
    }
}

impl Default for Checks {
    /// No check.
    fn default() -> Self {
        Self::NONE
    }
}

impl Check {
    /// The check that fails with this code; nothing for what ends an attempt before it is submitted.
    pub(crate) fn of(code: &LastErrorCode) -> Option<Self> {
        let name = code.as_str();
        [
            ("document_", Self::Document),
            ("email_", Self::Email),
            ("id_number_", Self::IdNumber),
            ("phone_", Self::Phone),
            ("selfie_", Self::Selfie),
        ]
        .into_iter()
        .find(|(prefix, _)| name.starts_with(prefix))
        .map(|(_, check)| check)
    }

    /// What the check is called.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Selfie => "selfie",
            Self::IdNumber => "ID number",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_codes_belong_to_a_check_and_five_to_none() {
        let checked = LastErrorCode::KNOWN
            .iter()
            .filter(|code| Check::of(&LastErrorCode::from(**code)).is_some());
        assert_eq!((checked.count(), LastErrorCode::KNOWN.len()), (14, 19));
    }
}
