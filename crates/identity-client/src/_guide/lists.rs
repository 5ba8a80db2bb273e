//! Lists.
//!
//! `list` gives one page; `pages` and `items` walk. Both are [`Stream`](futures_core::Stream)s, and have a
//! `next` of their own so that no other crate is needed. A walk goes towards older objects, or with
//! `ending_before` towards newer ones; items then come from old to new.
//!
//! # What is new since last time
//!
//! Keep the id of the newest session that was dealt with, and walk from there to now:
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! # let page = r#"{"object":"list","data":[],"has_more":false,"url":"/v1/identity/verification_sessions"}"#;
//! # let wire = tower::service_fn(move |_| async move {
//! #     Ok::<_, std::convert::Infallible>(http::Response::new(identity_transport::Body::from(page)))
//! # });
//! # let client = identity_client::Client::builder("sk_test_1".parse()?).build_over(wire)?;
//! use identity_types::{ListVerificationSessions, VerificationSessionId};
//!
//! let last = VerificationSessionId::new("vs_1")?;
//! let list = ListVerificationSessions::new().ending_before(last.clone()).limit(100);
//! let mut sessions = client.verification_sessions().items(list);
//! let mut newest = last;
//! while let Some(session) = sessions.next().await {
//!     let session = session?;
//!     // … deal with it, then:
//!     newest = session.id;
//! }
//! assert_eq!(newest.as_str(), "vs_1", "nothing is new in this example");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # When a walk breaks
//!
//! Items before the failure were given out, then comes the error, then the end.
//! [`resume`](crate::Items::resume) has the parameters that go on right after the last item: they can be
//! stored as JSON and used by another process.
//!
//! A list that would never end (a page that promises more and has nothing, or a cursor that comes back) is an
//! error with a [`PageFault`](crate::PageFault). The `url` in a page is never followed.
//!
//! Each page is a call: its time-outs are a page's, not the walk's.
