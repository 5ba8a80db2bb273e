//! [`Outcome`]: what a session comes to, and whether the person can try again.

use identity_types::{
    CheckError, CheckStatus, LastErrorCode, VerificationReport, VerificationSession,
    VerificationSessionStatus,
};

/// What a session comes to.
///
/// ```
/// use identity_client::{Outcome, Reason};
/// use identity_types::{CheckError, LastErrorCode, Timestamp, VerificationSession, VerificationType};
///
/// let id = "vs_1".parse()?;
/// let mut session = VerificationSession::new(id, VerificationType::Document, Timestamp::from_secs(1));
/// assert_eq!(Outcome::of(&session, None), Outcome::Open);
///
/// session.last_error = Some(CheckError::new(LastErrorCode::DocumentExpired, "The document is expired."));
/// let outcome = Outcome::of(&session, None);
/// assert_eq!(outcome, Outcome::Retryable(Reason::Check(LastErrorCode::DocumentExpired)));
/// assert!(outcome.can_retry());
/// # Ok::<(), identity_types::Invalid>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Every check passed.
    Verified,
    /// No attempt yet: the person has to act.
    Open,
    /// The checks run: wait.
    Processing,
    /// The last attempt failed; the person can make another one in the same session, with a
    /// [fresh URL](crate::VerificationSessions::fresh_url).
    Retryable(Reason),
    /// Another attempt of the same kind will not help: offer another way, or have a human look.
    Final(Reason),
    /// A status that this version does not know.
    Unknown,
}

/// Why a session is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// What failed, in the API's word.
    Check(LastErrorCode),
    /// The session was called off.
    Canceled,
    /// The API names no reason.
    NotSaid,
}

impl Outcome {
    /// Reads `session`, and its last report if it is at hand.
    ///
    /// It is a pure function: decide on a session that was just retrieved, since stored states and
    /// deliveries lag behind. The report can only make a failure final: several checks may have failed,
    /// of which the session names one. A report of another session or attempt is ignored.
    #[must_use]
    pub fn of(session: &VerificationSession, report: Option<&VerificationReport>) -> Self {
        match session.status {
            VerificationSessionStatus::Verified => Self::Verified,
            VerificationSessionStatus::Processing => Self::Processing,
            VerificationSessionStatus::Canceled => Self::Final(Reason::Canceled),
            VerificationSessionStatus::RequiresInput => of_input(session, report),
            _ => Self::Unknown,
        }
    }

    /// True when the person can try again in the same session.
    #[must_use]
    pub const fn can_retry(&self) -> bool {
        matches!(self, Self::Open | Self::Retryable(_))
    }

    /// Why not verified, if an attempt failed or the session was called off.
    #[must_use]
    pub const fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Retryable(reason) | Self::Final(reason) => Some(reason),
            Self::Verified | Self::Open | Self::Processing | Self::Unknown => None,
        }
    }
}

fn of_input(session: &VerificationSession, report: Option<&VerificationReport>) -> Outcome {
    let inline = session
        .last_verification_report
        .as_ref()
        .and_then(|report| report.object());
    let report = report.or(inline).filter(|report| belongs(session, report));
    let codes = report.map(failures).unwrap_or_default();
    let named = session.last_error.as_ref();
    // The session's word comes first, unless the report has one that ends the matter.
    let said = named.and_then(|error| error.code.clone());
    let all = || said.iter().chain(&codes);
    if let Some(code) = all().find(|code| is_final(code)) {
        return Outcome::Final(Reason::Check(code.clone()));
    }
    match all().next() {
        Some(code) => Outcome::Retryable(Reason::Check(code.clone())),
        None if named.is_some() => Outcome::Retryable(Reason::NotSaid),
        None => Outcome::Open,
    }
}

/// The report of the session's last attempt, as far as both say.
fn belongs(session: &VerificationSession, report: &VerificationReport) -> bool {
    let last = session.last_verification_report.as_ref();
    last.is_some_and(|last| *last.id() == report.id)
        && report
            .verification_session
            .as_ref()
            .is_none_or(|id| *id == session.id)
}

/// Codes that no further attempt of the same person changes: who they are, what they refuse, or what a
/// human should look at. All others, new ones too, the API itself keeps open.
const fn is_final(code: &LastErrorCode) -> bool {
    matches!(
        code,
        LastErrorCode::ConsentDeclined
            | LastErrorCode::CountryNotSupported
            | LastErrorCode::EmailVerificationDeclined
            | LastErrorCode::PhoneVerificationDeclined
            | LastErrorCode::SelfieManipulated
            | LastErrorCode::UnderSupportedAge
    )
}

/// The codes of the sections that failed. They are the same words as the session's.
fn failures(report: &VerificationReport) -> Vec<LastErrorCode> {
    let mut codes = Vec::new();
    let mut note = |code: Option<&str>| codes.extend(code.map(LastErrorCode::from));
    if let Some(section) = &report.document {
        note(failed(&section.status, section.error.as_ref()).map(|code| code.as_str()));
    }
    if let Some(section) = &report.id_number {
        note(failed(&section.status, section.error.as_ref()).map(|code| code.as_str()));
    }
    if let Some(section) = &report.selfie {
        note(failed(&section.status, section.error.as_ref()).map(|code| code.as_str()));
    }
    if let Some(section) = &report.email {
        note(failed(&section.status, section.error.as_ref()).map(|code| code.as_str()));
    }
    if let Some(section) = &report.phone {
        note(failed(&section.status, section.error.as_ref()).map(|code| code.as_str()));
    }
    codes
}

fn failed<'a, Code>(status: &CheckStatus, error: Option<&'a CheckError<Code>>) -> Option<&'a Code> {
    error
        .filter(|_| *status != CheckStatus::Verified)?
        .code
        .as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity_types::{
        DocumentErrorCode, DocumentReport, Expandable, SelfieErrorCode, SelfieReport, Timestamp,
        VerificationType,
    };

    fn session(status: VerificationSessionStatus) -> VerificationSession {
        let created = Timestamp::from_secs(1);
        let id = "vs_1".parse().unwrap();
        let mut session = VerificationSession::new(id, VerificationType::Document, created);
        session.status = status;
        session
    }

    fn failed_with(code: LastErrorCode) -> VerificationSession {
        let mut session = session(VerificationSessionStatus::RequiresInput);
        session.last_error = Some(CheckError::new(code, "why"));
        session.last_verification_report = Some(Expandable::Id("vr_1".parse().unwrap()));
        session
    }

    fn report(id: &str) -> VerificationReport {
        let created = Timestamp::from_secs(1);
        let mut report =
            VerificationReport::new(id.parse().unwrap(), VerificationType::Document, created);
        let mut document = DocumentReport::new(CheckStatus::Unverified);
        document.error = Some(CheckError::new(DocumentErrorCode::Expired, "why"));
        report.document = Some(document);
        let mut selfie = SelfieReport::new(CheckStatus::Unverified);
        selfie.error = Some(CheckError::new(SelfieErrorCode::Manipulated, "why"));
        report.selfie = Some(selfie);
        report
    }

    #[test]
    fn each_status_has_its_outcome() {
        use VerificationSessionStatus as Status;
        for (status, outcome) in [
            (Status::Verified, Outcome::Verified),
            (Status::Processing, Outcome::Processing),
            (Status::Canceled, Outcome::Final(Reason::Canceled)),
            (Status::RequiresInput, Outcome::Open),
            (Status::from("someday"), Outcome::Unknown),
        ] {
            assert_eq!(Outcome::of(&session(status), None), outcome);
        }
    }

    #[test]
    fn each_code_is_retryable_or_final() {
        let last = [
            "consent_declined",
            "country_not_supported",
            "email_verification_declined",
            "phone_verification_declined",
            "selfie_manipulated",
            "under_supported_age",
        ];
        for word in LastErrorCode::KNOWN.iter().chain(&["brand_new"]) {
            let outcome = Outcome::of(&failed_with(LastErrorCode::from(*word)), None);
            assert_eq!(outcome.can_retry(), !last.contains(word), "{word}");
            let reason = Reason::Check(LastErrorCode::from(*word));
            assert_eq!(outcome.reason(), Some(&reason));
        }
    }

    #[test]
    fn the_report_can_make_a_failure_final() {
        let session = failed_with(LastErrorCode::DocumentExpired);
        assert!(Outcome::of(&session, None).can_retry());
        let end = Outcome::Final(Reason::Check(LastErrorCode::SelfieManipulated));
        assert_eq!(Outcome::of(&session, Some(&report("vr_1"))), end);

        let mut expanded = session;
        expanded.last_verification_report = Some(Expandable::Object(Box::new(report("vr_1"))));
        assert_eq!(Outcome::of(&expanded, None), end);
    }

    #[test]
    fn a_report_of_another_attempt_or_person_says_nothing() {
        let session = failed_with(LastErrorCode::DocumentExpired);
        let plain = Outcome::of(&session, None);
        assert_eq!(Outcome::of(&session, Some(&report("vr_0"))), plain);
        let mut foreign = report("vr_1");
        foreign.verification_session = Some("vs_2".parse().unwrap());
        assert_eq!(Outcome::of(&session, Some(&foreign)), plain);
    }
}
