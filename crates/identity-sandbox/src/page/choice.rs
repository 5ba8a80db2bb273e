//! The form of the page: what can be chosen, and which outcome a choice stands for.

use std::time::Duration;

use identity_types::LastErrorCode;
use serde::Deserialize;

use crate::outcome::Outcome;

/// The longest time in `processing` that can be chosen, in seconds: four days.
pub(super) const LONGEST_DELAY: u32 = 4 * 24 * 60 * 60;
/// What the form shows to begin with.
pub(super) const USUAL_DELAY: u32 = 5;

/// One of the radio buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Verify,
    Fail,
    VerifyLater,
    FailLater,
    Abandon,
    DeclineConsent,
    /// Offered only if something is armed.
    Armed,
}

/// What the form asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    Outcome(Outcome),
    /// The next outcome that was armed.
    Armed,
}

impl Kind {
    /// What can always be chosen.
    pub(super) const ALWAYS: [Self; 6] = [
        Self::Verify,
        Self::Fail,
        Self::VerifyLater,
        Self::FailLater,
        Self::Abandon,
        Self::DeclineConsent,
    ];

    /// The value in the form, and the end of the button's id.
    pub(super) const fn value(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Fail => "fail",
            Self::VerifyLater => "verify-later",
            Self::FailLater => "fail-later",
            Self::Abandon => "abandon",
            Self::DeclineConsent => "decline-consent",
            Self::Armed => "armed",
        }
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Verify => "Verification succeeds",
            Self::Fail => "Verification fails",
            Self::VerifyLater => "Verification succeeds, later",
            Self::FailLater => "Verification fails, later",
            Self::Abandon => "The person gives up",
            Self::DeclineConsent => "The person does not consent",
            Self::Armed => "What was armed",
        }
    }

    /// What it does to the session.
    pub(super) const fn effect(self) -> &'static str {
        match self {
            Self::Verify => "The session is verified at once.",
            Self::Fail => "The session wants input again, with the reason below.",
            Self::VerifyLater => "The session is processing first, and verified then.",
            Self::FailLater => "The session is processing first, and wants input again then.",
            Self::Abandon => "Nothing is submitted: abandoned.",
            Self::DeclineConsent => "Nothing is submitted: consent_declined.",
            Self::Armed => "The next outcome that was set up for this session.",
        }
    }
}

/// What the browser sends.
#[derive(Debug, Deserialize)]
pub(super) struct Form {
    /// Says that the form came from this page.
    #[serde(default)]
    pub(super) form_token: String,
    #[serde(default)]
    pub(super) outcome: Option<Kind>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    delay: String,
}

impl Form {
    /// Reads a body. `Err` is a sentence for the person.
    pub(super) fn read(body: &[u8]) -> Result<Self, &'static str> {
        let text = std::str::from_utf8(body).map_err(|_| UNREADABLE)?;
        identity_form::from_str(text).map_err(|_| UNREADABLE)
    }

    /// What was chosen. `Err` is a sentence for the person.
    pub(super) fn choice(&self) -> Result<Choice, &'static str> {
        let at_once = Duration::ZERO;
        Ok(Choice::Outcome(
            match self.outcome.ok_or("Choose an outcome.")? {
                Kind::Verify => Outcome::verify().after(at_once),
                Kind::Fail => Outcome::fail(self.code()?).after(at_once),
                Kind::VerifyLater => Outcome::verify().after(self.later()?),
                Kind::FailLater => Outcome::fail(self.code()?).after(self.later()?),
                Kind::Abandon => Outcome::abandon(),
                Kind::DeclineConsent => Outcome::decline_consent(),
                Kind::Armed => return Ok(Choice::Armed),
            },
        ))
    }

    fn later(&self) -> Result<Duration, &'static str> {
        Ok(Duration::from_secs(self.seconds()?.into()))
    }

    /// The reason of a failure.
    pub(super) fn code(&self) -> Result<LastErrorCode, &'static str> {
        Some(LastErrorCode::from(self.code.as_str()))
            .filter(LastErrorCode::is_known)
            .ok_or("Choose the reason of the failure.")
    }

    /// The time in `processing`.
    pub(super) fn seconds(&self) -> Result<u32, &'static str> {
        let seconds = self.delay.trim().parse().ok();
        seconds
            .filter(|seconds| *seconds <= LONGEST_DELAY)
            .ok_or("The seconds of processing must be a whole number, 345600 at most.")
    }
}

pub(super) const UNREADABLE: &str = "The form could not be read. Open the page again.";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str) -> Result<String, &'static str> {
        Ok(match Form::read(form.as_bytes())?.choice()? {
            Choice::Outcome(outcome) => outcome.to_string(),
            Choice::Armed => "armed".to_owned(),
        })
    }

    #[test]
    fn every_button_has_its_outcome() {
        let outcomes = [
            "verify@0s",
            "selfie_face_mismatch@0s",
            "verify@7s",
            "selfie_face_mismatch@7s",
            "abandoned",
            "consent_declined",
            "armed",
        ];
        let kinds = Kind::ALWAYS.into_iter().chain([Kind::Armed]);
        for (kind, outcome) in kinds.zip(outcomes) {
            let form = format!("outcome={}&code=selfie_face_mismatch&delay=7", kind.value());
            assert_eq!(read(&form).as_deref(), Ok(outcome));
        }
    }

    #[test]
    fn what_is_missing_is_said() {
        for (form, problem) in [
            ("", "Choose an outcome."),
            ("outcome=fail", "Choose the reason"),
            ("outcome=fail&code=bogus", "Choose the reason"),
            ("outcome=verify-later", "seconds of processing"),
            ("outcome=verify-later&delay=345601", "seconds of processing"),
            ("outcome=bogus", "could not be read"),
            ("outcome=verify-later&delay=soon", "seconds of processing"),
            ("outcome[]=verify", "could not be read"),
            ("\u{fffd}=%ff", "could not be read"),
        ] {
            let found = read(form).unwrap_err();
            assert!(found.contains(problem), "{form}: {found}");
        }
    }
}
