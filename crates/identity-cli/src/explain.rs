//! What codes and statuses mean: for `identity explain`, and for the hints of a wait that did not succeed.

mod api_codes;
mod last_errors;
mod statuses;

use crate::Exit;

/// What is known about one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) code: &'static str,
    /// In a sentence, for whoever operates this.
    pub(crate) meaning: &'static str,
    /// Whether another try makes sense, and what to do.
    pub(crate) retry: &'static str,
    /// What to tell the person.
    pub(crate) show: &'static str,
}

/// Where a word comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Status,
    LastError,
    ApiError,
    ExitCode,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::LastError => "last_error",
            Self::ApiError => "api_error",
            Self::ExitCode => "exit_code",
        }
    }
}

/// Everything there is, in the order of kinds.
pub(crate) fn all() -> impl Iterator<Item = (Kind, Entry)> {
    let of = |kind| move |entry: &Entry| (kind, *entry);
    statuses::ALL
        .iter()
        .map(of(Kind::Status))
        .chain(last_errors::ALL.iter().map(of(Kind::LastError)))
        .chain(api_codes::ALL.iter().map(of(Kind::ApiError)))
        .chain(
            Exit::ALL
                .iter()
                .map(|exit| (Kind::ExitCode, exit_code(*exit))),
        )
}

/// What is known of the code of a failed attempt.
pub(crate) fn last_error(code: &str) -> Option<Entry> {
    last_errors::ALL
        .iter()
        .find(|entry| entry.code == code)
        .copied()
}

/// Exit codes go by their names here, and by their numbers too.
fn exit_code(exit: Exit) -> Entry {
    Entry {
        code: exit.name(),
        meaning: exit.meaning(),
        retry: match exit {
            Exit::Ok => "Nothing to do.",
            Exit::Usage => "Not as it stands: correct what the error names.",
            Exit::NotFound => {
                "Not as it stands: check the id, and that the key is of the same account and mode."
            }
            Exit::Auth => "Not as it stands: check the key, its permissions and --account.",
            Exit::RateLimited | Exit::Network => {
                "Yes: run the same command again; with the --idempotency-key of the error nothing is done twice."
            }
            Exit::WaitTimeout => "Yes: wait again, nothing is lost by it.",
            Exit::NotSucceeded => {
                "Look at last_error: identity explain says of each code whether another try helps."
            }
            Exit::Interrupted => {
                "Yes: with the --idempotency-key of the error nothing is done twice."
            }
            Exit::Api | Exit::Child(_) => {
                "As the error says: it names the code, and whether it is retryable."
            }
        },
        show: "Nothing: it is for whoever runs the command.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity_types::{LastErrorCode, VerificationSessionStatus};

    #[test]
    fn every_word_of_the_api_is_explained_once() {
        for word in LastErrorCode::KNOWN {
            assert!(last_error(word).is_some(), "{word}");
        }
        assert_eq!(last_errors::ALL.len(), LastErrorCode::KNOWN.len());
        for word in VerificationSessionStatus::KNOWN {
            assert!(
                statuses::ALL.iter().any(|entry| entry.code == *word),
                "{word}"
            );
        }
        let mut seen: Vec<(&str, &str)> = all()
            .map(|(kind, entry)| (kind.name(), entry.code))
            .collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn what_is_said_of_a_code_agrees_with_its_outcome() {
        use identity_client::Outcome;
        use identity_types::{CheckError, Timestamp, VerificationSession, VerificationType};

        for entry in last_errors::ALL {
            let created = Timestamp::from_secs(1);
            let mut session = VerificationSession::new(
                "vs_1".parse().unwrap(),
                VerificationType::Document,
                created,
            );
            session.last_error = Some(CheckError::new(LastErrorCode::from(entry.code), "why"));
            let can_retry = Outcome::of(&session, None).can_retry();
            assert_eq!(entry.retry.starts_with("Yes"), can_retry, "{}", entry.code);
        }
    }

    #[test]
    fn every_text_is_a_sentence() {
        for (_, entry) in all() {
            for text in [entry.retry, entry.show] {
                assert!(text.ends_with('.'), "{}: {text}", entry.code);
            }
            assert!(!entry.meaning.is_empty());
        }
    }
}
