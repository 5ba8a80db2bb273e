//! A session from begin to end.
//!
//! 1. [`ensure`](crate::VerificationSessions::ensure) one, with a `client_reference_id` that is yours.
//! 2. Send the person to its page at once; later, to a
//!    [`fresh_url`](crate::VerificationSessions::fresh_url).
//! 3. Learn of the outcome by webhook, and when the person is back before it, by
//!    [`wait_for_outcome`](crate::VerificationSessions::wait_for_outcome).
//! 4. Decide by [`Outcome`](crate::Outcome) on a session that was just retrieved.
//! 5. When the data is no longer needed,
//!    [`redact_and_wait`](crate::VerificationSessions::redact_and_wait).
//!
//! # Why `ensure` and not `create`
//!
//! A create that is repeated with its key makes one session. What a key does not cover: the person who
//! clicks twice, the second process that does not know the first one's key, the job that starts over
//! tomorrow. `ensure` derives the key from the reference and from the newest session that exists under it, so
//! that all of them make the same key until that session is canceled, and only then another.
//!
//! | sessions under the reference | `ensure` |
//! |---|---|
//! | one verified | refuses: `Verified` |
//! | else one in processing | refuses: `Processing` |
//! | else one that requires input, for these checks | `Reused`, with a fresh page |
//! | else one that requires input, for other checks | refuses: `Different` |
//! | none, or all canceled | `Created` |
//!
//! A failed `ensure` is repaired by calling it again. Parameters should be the same each time; if they differ,
//! the session that was created first stands.
//!
//! # Why `wait_for_outcome` and not `wait_until`
//!
//! A session requires input before an attempt and after a failed one. The person is back before the checks
//! have ended, often before they have begun; a look at the status alone then sees the state of before:
//!
//! ```
//! use identity_client::{Outcome, Reason};
//! use identity_types::{CheckError, LastErrorCode, Timestamp, VerificationSession, VerificationType};
//!
//! let id = "vs_1".parse()?;
//! let mut session = VerificationSession::new(id, VerificationType::Document, Timestamp::from_secs(1));
//! assert!(Outcome::of(&session, None).can_retry(), "no attempt yet");
//! session.last_error = Some(CheckError::new(LastErrorCode::UnderSupportedAge, "Too young."));
//! assert_eq!(
//!     Outcome::of(&session, None),
//!     Outcome::Final(Reason::Check(LastErrorCode::UnderSupportedAge)),
//! );
//! # Ok::<(), identity_types::Invalid>(())
//! ```
