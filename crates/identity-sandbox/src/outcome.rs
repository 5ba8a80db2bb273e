//! [`Outcome`]: what a person's attempt comes to.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use identity_types::{LastErrorCode, Personal};
use serde::Serialize;

use crate::checks::Check;
use crate::persona::{Persona, Who};

mod error;
mod wire;

pub use self::error::{OutcomeError, ParseOutcomeError};

/// What an attempt comes to: the person is verified, or something is in the way.
///
/// ```
/// use std::time::Duration;
/// use identity_sandbox::Outcome;
/// use identity_types::LastErrorCode;
///
/// let outcome = Outcome::fail(LastErrorCode::DocumentExpired).after(Duration::from_secs(30));
/// // As text, for scripts and the command line:
/// assert_eq!(outcome.to_string(), "document_expired@30s");
/// assert_eq!("document_expired@30s".parse::<Outcome>()?, outcome);
/// # Ok::<(), identity_sandbox::ParseOutcomeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(into = "wire::Wire")]
pub struct Outcome {
    /// `None`: verified.
    pub(crate) code: Option<LastErrorCode>,
    pub(crate) reason: Option<Personal<String>>,
    pub(crate) delay: Option<Delay>,
    pub(crate) who: Option<Who>,
}

/// How long a session stays in `processing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delay {
    /// So many seconds of the sandbox's clock; 0 is at once.
    Seconds(u32),
    /// Until it is [finished](crate::Sandbox::finish).
    Hold,
}

impl Outcome {
    /// Every check passes.
    #[must_use]
    pub const fn verify() -> Self {
        Self::with(None)
    }

    /// Something is in the way. With one of the five codes that no check has (`abandoned`,
    /// `consent_declined`, …) the attempt ends before it is submitted: no `processing`, no report. With
    /// one of the other 14 that check fails, and the ones after it do not run.
    #[must_use]
    pub const fn fail(code: LastErrorCode) -> Self {
        Self::with(Some(code))
    }

    /// The person begins and does not submit.
    #[must_use]
    pub const fn abandon() -> Self {
        Self::fail(LastErrorCode::Abandoned)
    }

    /// The person does not want to be verified.
    #[must_use]
    pub const fn decline_consent() -> Self {
        Self::fail(LastErrorCode::ConsentDeclined)
    }

    const fn with(code: Option<LastErrorCode>) -> Self {
        Self {
            code,
            reason: None,
            delay: None,
            who: None,
        }
    }

    /// With a reason of one's own in `last_error`.
    #[must_use]
    pub fn reason(self, reason: impl Into<String>) -> Self {
        Self {
            reason: Some(Personal::new(reason.into())),
            ..self
        }
    }

    /// After so long in `processing`; in whole seconds of the sandbox's clock, rounded up. Without it, and
    /// without [`hold`](Self::hold), the sandbox's [own delay](crate::Settings::processing_delay) counts.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        self.delay(Delay::Seconds(seconds))
    }

    /// Stays in `processing` until it is [finished](crate::Sandbox::finish).
    #[must_use]
    pub fn hold(self) -> Self {
        self.delay(Delay::Hold)
    }

    fn delay(self, delay: Delay) -> Self {
        Self {
            delay: Some(delay),
            ..self
        }
    }

    /// Found out about this person.
    #[must_use]
    pub fn persona(self, persona: Persona) -> Self {
        Self {
            who: Some(Who::Persona(Box::new(persona))),
            ..self
        }
    }

    /// Found out about the persona that the sandbox knows by this [name](crate::Settings::personas).
    #[must_use]
    pub fn persona_named(self, name: impl Into<String>) -> Self {
        Self {
            who: Some(Who::Name(name.into())),
            ..self
        }
    }

    /// The code, if it is a failure.
    #[must_use]
    pub const fn code(&self) -> Option<&LastErrorCode> {
        self.code.as_ref()
    }

    /// Whether the person submits: false for what ends an attempt before that.
    pub(crate) fn submits(&self) -> bool {
        self.code
            .as_ref()
            .is_none_or(|code| Check::of(code).is_some())
    }
}

impl fmt::Display for Outcome {
    /// The text that [`FromStr`] reads; reason and persona are not in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            None => f.write_str("verify")?,
            Some(code) => f.write_str(code.as_str())?,
        }
        match self.delay {
            None => Ok(()),
            Some(Delay::Seconds(seconds)) => write!(f, "@{seconds}s"),
            Some(Delay::Hold) => f.write_str("@hold"),
        }
    }
}

impl FromStr for Outcome {
    type Err = ParseOutcomeError;

    /// Reads `verify`, `fail` (which is `document_unverified_other`) or one of the 19 codes; then, if
    /// there is a delay, `@30s` or `@hold`.
    fn from_str(text: &str) -> Result<Self, ParseOutcomeError> {
        let (word, delay) = match text.trim().split_once('@') {
            Some((word, delay)) => (word, Some(delay.parse()?)),
            None => (text.trim(), None),
        };
        let code = match word {
            "verify" => None,
            "fail" => Some(LastErrorCode::DocumentUnverifiedOther),
            code => Some(known(code.into())?),
        };
        Ok(Self {
            delay,
            ..Self::with(code)
        })
    }
}

impl FromStr for Delay {
    type Err = ParseOutcomeError;

    fn from_str(text: &str) -> Result<Self, ParseOutcomeError> {
        if text == "hold" {
            return Ok(Self::Hold);
        }
        let seconds = text.strip_suffix('s').unwrap_or(text);
        seconds
            .parse()
            .map(Self::Seconds)
            .map_err(|_| ParseOutcomeError::Delay)
    }
}

/// Refuses a code that the API does not have.
fn known(code: LastErrorCode) -> Result<LastErrorCode, ParseOutcomeError> {
    if code.is_known() {
        Ok(code)
    } else {
        Err(ParseOutcomeError::Code)
    }
}

/// Reads outcomes with commas between them: `fail, fail, verify`.
pub(crate) fn script<T>(text: &str) -> Result<T, ParseOutcomeError>
where
    T: FromIterator<Outcome>,
{
    text.split(',').map(str::parse).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    #[test]
    fn text_and_outcome_are_the_same_thing() {
        for text in [
            "verify",
            "verify@5s",
            "abandoned",
            "selfie_face_mismatch@hold",
        ] {
            let outcome: Outcome = text.parse().unwrap();
            assert_eq!(outcome.to_string(), text);
        }
        let script: VecDeque<Outcome> = script("fail, abandoned,verify@7").unwrap();
        assert_eq!(
            script[0],
            Outcome::fail(LastErrorCode::DocumentUnverifiedOther)
        );
        assert_eq!(
            script[2],
            Outcome::verify().after(Duration::from_millis(6001))
        );
    }

    #[test]
    fn other_texts_are_refused_by_what_is_wrong_with_them() {
        for (text, error) in [
            ("", ParseOutcomeError::Code),
            ("passed", ParseOutcomeError::Code),
            ("verify@", ParseOutcomeError::Delay),
            ("verify@-1", ParseOutcomeError::Delay),
            ("verify@5m", ParseOutcomeError::Delay),
        ] {
            assert_eq!(text.parse::<Outcome>(), Err(error), "{text}");
        }
    }

    #[test]
    fn json_has_few_words_and_refuses_others() {
        for (json, outcome) in [
            (r#"{"result":"verify"}"#, Outcome::verify()),
            (
                r#"{"result":"fail","code":"document_expired","reason":"Old.","delay":5}"#,
                Outcome::fail(LastErrorCode::DocumentExpired)
                    .reason("Old.")
                    .after(Duration::from_secs(5)),
            ),
            (
                r#"{"result":"verify","delay":"hold","persona":"maria"}"#,
                Outcome::verify().hold().persona_named("maria"),
            ),
        ] {
            assert_eq!(serde_json::from_str::<Outcome>(json).unwrap(), outcome);
            assert_eq!(serde_json::to_string(&outcome).unwrap(), json);
        }
        for json in [
            "{}",
            r#"{"result":"verify","code":"document_expired"}"#,
            r#"{"result":"fail","code":"bogus"}"#,
            r#"{"result":"verify","delay":-1}"#,
            r#"{"result":"verify","bogus":1}"#,
        ] {
            assert!(serde_json::from_str::<Outcome>(json).is_err(), "{json}");
        }
    }
}
