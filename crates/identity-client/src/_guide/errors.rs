//! Errors.
//!
//! Every call fails with one [`Error`](crate::Error). Three questions decide what to do:
//!
//! - **Whose fault?** [`kind`](crate::Error::kind): `Invalid` and `Config` are the caller's to mend and nothing
//!   was sent; `Api` is the API's word, with [`api_error`](crate::Error::api_error) and the status; `Decode` is an
//!   answer that is not what the API promises, with the JSON path in the sentence and the body in
//!   [`raw_body`](crate::Error::raw_body).
//! - **Did it take effect?** [`phase`](crate::Error::phase): `NotSent`, `MaybeSent`, `Answered`.
//! - **Again?** [`is_retryable`](crate::Error::is_retryable): the same call, with the same key, may succeed
//!   later and cannot take effect twice.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
//! # let wire = tower::service_fn(|_| async {
//! #     let body = r#"{"error":{"type":"invalid_request_error","code":"resource_missing","param":"session"}}"#;
//! #     let mut answer = http::Response::new(identity_transport::Body::from(body));
//! #     *answer.status_mut() = http::StatusCode::NOT_FOUND;
//! #     Ok::<_, std::convert::Infallible>(answer)
//! # });
//! # let client = identity_client::Client::builder("sk_test_1".parse()?).build_over(wire)?;
//! use identity_client::{ErrorKind, Phase};
//!
//! let error = client.verification_sessions().retrieve(&"vs_1".parse()?).await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Api);
//! assert_eq!(error.phase(), Phase::Answered);
//! assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
//! assert_eq!(error.api_error().and_then(|api| api.code.as_deref()), Some("resource_missing"));
//! assert!(!error.is_retryable());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `Display` is one sentence without the cause; [`source`](std::error::Error::source) has it. Neither quotes a
//! body, nor what a person or a caller typed. What the helpers find (a session that is in processing, a wait
//! that ran out) is no error: it is in their results.
