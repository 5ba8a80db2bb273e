//! When a request is sent again, and how to change that.
//!
//! # The rules, in their order
//!
//! 1. A success stays a success, whatever its headers say.
//! 2. No retries means none: the request is sent once.
//! 3. What was surely not sent may be sent again.
//! 4. What may have been sent is sent again only if that takes no second effect: a read, or a POST, which
//!    always carries a key. A DELETE is not: its repeat would answer 404 to the caller whose first
//!    attempt did delete.
//! 5. A fault of configuration, TLS, a proxy's refusal, or an answer over a cap is never tried again.
//! 6. `Stripe-Should-Retry` is obeyed on errors.
//! 7. 409, 424, 429 and 5xx are tried again; other answers are not.
//! 8. All of it within the attempts, the shared budget and the deadline.
//!
//! The wait is drawn anew each time, up to 0.5 s before the first retry and doubling to 8 s, above the
//! floor of `Retry-After`. A `Retry-After` over 60 s ends the call, and so does a wait that would pass the
//! deadline: the hint is on the answer or the error.
//!
//! # One key for all attempts
//!
//! A POST without a key gets one before its first attempt, so the API takes all attempts for one call.
//! To repeat a call after it has failed for good, in another process perhaps, send its key again:
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
//! use identity_transport::{Body, BoxError, CallOptions, Phase, Request, Transport};
//!
//! # let wire = tower::service_fn(|request: Request| async move {
//! #     let is_second = request.headers()["idempotency-key"] != "signup-4211";
//! #     if is_second { return Err(BoxError::from("the key was lost")); }
//! #     Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into())
//! #         as Result<http::Response<Body>, BoxError>
//! # });
//! let transport = Transport::builder("sk_test_1".parse()?).build_over(wire)?;
//! let create = |key| -> Result<Request, BoxError> {
//!     let mut request = http::Request::post("/v1/identity/verification_sessions")
//!         .body(Body::from("type=document"))?;
//!     request.extensions_mut().insert(CallOptions::new().idempotency_key(key));
//!     Ok(request)
//! };
//!
//! let error = transport.call(create("signup-4211".parse()?)?).await.unwrap_err();
//! assert_eq!((error.attempts(), error.phase()), (3, Phase::MaybeSent));
//! assert!(error.is_retryable(), "with the same key");
//!
//! let key = error.idempotency_key().expect("a POST has one").clone();
//! let again = transport.call(create(key)?).await;
//! # assert_eq!(again.unwrap_err().attempts(), 3);
//! # Ok::<(), BoxError>(())
//! # })?;
//! # Ok::<(), identity_transport::BoxError>(())
//! ```
//!
//! # An outage is not answered with more load
//!
//! All clones of a transport share a budget: a retry takes five tokens of five hundred, a success gives
//! one back, and a retry that helped costs nothing. When it is empty, calls fail at once with what their
//! first attempt brought. Transports that call the same API from one process can
//! [share it](crate::TransportBuilder::retry_budget).
//!
//! # What costs no attempt
//!
//! A pooled connection that proves dead before a byte was written is replaced. A request that an HTTP/2
//! server turns away unread (it refuses the stream, or goes away in good order) is sent again at once, up
//! to three times. Neither counts, and both happen with `max_retries(0)` too: nothing was sent, or the server
//! says that it did not look.
