//! What the state of a session means for the exit code of a wait. Pure.

use identity_client::{Outcome, Reason};
use identity_types::{VerificationSession, VerificationSessionStatus};

use crate::Exit;
use crate::explain;
use crate::failure::Said;

/// Time ran out; it may still come.
pub(super) fn timed_out(session: &VerificationSession) -> Said {
    let message = format!("time ran out, and the session is still {}", session.status);
    Said::new(Exit::WaitTimeout, message).hint("wait again: nothing is lost by it")
}

/// One of the statuses of `--for` is there. Where `verified` is among them, success is asked about.
pub(super) fn reached(
    session: &VerificationSession,
    states: &[VerificationSessionStatus],
) -> Result<(), Said> {
    let asks_for_success = states.contains(&VerificationSessionStatus::Verified);
    if asks_for_success && session.status != VerificationSessionStatus::Verified {
        return Err(not_succeeded(session));
    }
    Ok(())
}

/// An attempt has an outcome.
pub(super) fn failed(session: &VerificationSession) -> Result<(), Said> {
    match Outcome::of(session, None) {
        Outcome::Verified => Ok(()),
        _ => Err(not_succeeded(session)),
    }
}

/// What was waited for cannot come any more.
pub(super) fn ended(session: &VerificationSession) -> Said {
    if session.status == VerificationSessionStatus::Verified {
        let message = "the session is verified, and comes to nothing else";
        return Said::new(Exit::NotSucceeded, message).code("settled");
    }
    not_succeeded(session)
}

fn not_succeeded(session: &VerificationSession) -> Said {
    let outcome = Outcome::of(session, None);
    let (message, code) = match outcome.reason() {
        Some(Reason::Check(code)) => (format!("the attempt failed: {code}"), Some(code.as_str())),
        Some(Reason::Canceled) => ("the session is canceled".to_owned(), None),
        _ => (
            format!("the session is {}, not verified", session.status),
            None,
        ),
    };
    let said = Said::new(Exit::NotSucceeded, message);
    match code.and_then(explain::last_error) {
        Some(entry) => said.hint(format!("{} Show: {}", entry.retry, entry.show)),
        None if outcome.can_retry() => {
            said.hint("the person can try again: identity session open shows a fresh page")
        }
        None => said.hint("create another session if the person shall try again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VerificationSessionStatus as Status;
    use identity_types::{CheckError, LastErrorCode, Timestamp, VerificationType};

    fn session(status: Status, code: Option<LastErrorCode>) -> VerificationSession {
        let created = Timestamp::from_secs(1);
        let id = "vs_1".parse().unwrap();
        let mut session = VerificationSession::new(id, VerificationType::Document, created);
        session.status = status;
        session.last_error = code.map(|code| CheckError::new(code, "MARK"));
        session
    }

    #[test]
    fn only_verified_is_a_success_where_success_was_asked_for() {
        let canceled = session(Status::Canceled, None);
        let verified = session(Status::Verified, None);
        let both = [Status::Verified, Status::Canceled];
        assert!(reached(&verified, &both).is_ok());
        assert_eq!(
            reached(&canceled, &both).unwrap_err().exit,
            Exit::NotSucceeded
        );
        assert!(reached(&canceled, &[Status::Canceled]).is_ok());
        assert!(failed(&verified).is_ok());
        assert_eq!(ended(&verified).code, "settled");
        assert_eq!(ended(&canceled).exit, Exit::NotSucceeded);
        assert_eq!(timed_out(&canceled).exit, Exit::WaitTimeout);
    }

    #[test]
    fn a_failed_attempt_says_why_and_what_now() {
        for word in LastErrorCode::KNOWN {
            let said = failed(&session(
                Status::RequiresInput,
                Some(LastErrorCode::from(*word)),
            ))
            .unwrap_err();
            assert_eq!(said.message, format!("the attempt failed: {word}"));
            let hint = said.hint.unwrap();
            assert!(hint.contains("Show: "), "{word}: {hint}");
            assert!(!hint.contains("MARK"));
        }
    }
}
