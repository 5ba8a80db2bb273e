//! What a failed call tells, and what to do about it.
//!
//! At this level an answer with any status is `Ok`; an [`Error`](crate::Error) means that no whole answer
//! came. (`identity-client` makes errors of the API's error answers, with the same type.) Three questions
//! have three answers:
//!
//! | question | answer |
//! |---|---|
//! | whose fault was it? | [`kind`](crate::Error::kind) |
//! | may it have taken effect? | [`phase`](crate::Error::phase) |
//! | is the same call worth another try? | [`is_retryable`](crate::Error::is_retryable) |
//!
//! ```
//! use identity_transport::{Error, ErrorKind, Phase};
//!
//! /// What a worker does with the job whose call failed.
//! #[derive(Debug, PartialEq)]
//! enum Next {
//!     /// Put it back, and send the same idempotency key then.
//!     Later,
//!     /// Nobody can have seen it; let a person look at the settings.
//!     Mend,
//!     /// Ask the API what became of it.
//!     LookUp,
//! }
//!
//! fn next(error: &Error) -> Next {
//!     match (error.kind(), error.phase()) {
//!         _ if error.is_retryable() => Next::Later,
//!         (ErrorKind::Config | ErrorKind::Invalid | ErrorKind::Proxy | ErrorKind::Tls, _) => Next::Mend,
//!         (_, Phase::NotSent) => Next::Mend,
//!         _ => Next::LookUp,
//!     }
//! }
//!
//! assert_eq!(next(&Error::config("base url: must be https")), Next::Mend);
//! ```
//!
//! # What is on it
//!
//! [`attempts`](crate::Error::attempts), [`elapsed`](crate::Error::elapsed), the
//! [`idempotency_key`](crate::Error::idempotency_key) that was sent, and, as far as an answer came, its
//! [`status`](crate::Error::status), [`request_id`](crate::Error::request_id) and
//! [`retry_after`](crate::Error::retry_after).
//!
//! # What it says
//!
//! `Display` is one sentence about this level, and the cause is the `source`, which the sentence does not
//! repeat. Print the whole chain in a log of your own:
//!
//! ```
//! # use identity_transport::Error;
//! # let error = Error::config("the tls provider has no usable version").because("why");
//! let mut sentences = vec![error.to_string()];
//! let mut cause = std::error::Error::source(&error);
//! while let Some(error) = cause {
//!     sentences.push(error.to_string());
//!     cause = error.source();
//! }
//! assert_eq!(sentences.join(": "), "the tls provider has no usable version: why");
//! ```
//!
//! Neither `Display` nor `Debug` shows a key, a header's value, a body, or anything that a person typed. A
//! rule that is broken is named with its path (`return_url: must be https`), never with the value.
