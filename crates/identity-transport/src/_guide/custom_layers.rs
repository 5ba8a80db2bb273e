//! Four ways to put something of your own into the stack, the lightest first.
//!
//! # A hook
//!
//! For metrics, [`on_attempt`](crate::TransportBuilder::on_attempt) is enough: it is told of each attempt
//! when it has ended, and can change nothing.
//!
//! # A layer at a seam
//!
//! Any `tower` layer fits, with whatever body and error its service has.
//! [`layer`](crate::TransportBuilder::layer) runs once per call, above all policy: a cache, a header of a
//! tenant, a circuit breaker over whole calls. [`attempt_layer`](crate::TransportBuilder::attempt_layer) runs
//! once per attempt, below retries and the rate limit: traces of what really leaves, faults for a test.
//! Neither sees the credentials; the second sees the key of idempotency.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! use identity_transport::{Body, BoxError, Request, Transport};
//! use tower_http::set_header::SetRequestHeaderLayer;
//! use tower_http::trace::TraceLayer;
//!
//! # let wire = tower::service_fn(|request: Request| async move {
//! #     assert_eq!(request.headers()["x-tenant"], "eu");
//! #     Ok::<_, BoxError>(http::Response::new(Body::empty()))
//! # });
//! let tenant = http::HeaderName::from_static("x-tenant");
//! let eu = http::HeaderValue::from_static("eu");
//! let transport = Transport::builder("sk_test_1".parse()?)
//!     .layer(SetRequestHeaderLayer::overriding(tenant, eu))
//!     .attempt_layer(TraceLayer::new_for_http())
//!     .build_over(wire)?;
//! transport.call(http::Request::get("/v1/events").body(Body::empty())?).await?;
//! # Ok::<(), BoxError>(())
//! # })?;
//! # Ok::<(), identity_transport::BoxError>(())
//! ```
//!
//! An error of the layer becomes one of kind [`Layer`](crate::ErrorKind::Layer) with the layer's as its
//! source, and is never retried, because what the layer did is unknown. An [`Error`](crate::Error) of this
//! crate passes through as it is.
//!
//! # A wire of your own
//!
//! [`build_over`](crate::TransportBuilder::build_over) puts the same stack over any service of `http` messages:
//! a fake, a recording, another client. `examples/own_wire.rs` records what was sent and plays it back. What
//! the wire fails with is read as far as it is known: an `io::Error` is a lost connection after which the
//! request may have taken effect; anything else is of kind `Layer`.
//!
//! # A stack of your own
//!
//! All layers are in [`layers`](crate::layers), each by itself, over any HTTP service behind
//! [`CollectLayer`](crate::layers::CollectLayer), which reads bodies whole. Keep the order of the
//! [table](crate#the-stack) where it matters: a key before retries, the deadline around them, and the
//! credentials innermost.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
//! use identity_transport::layers::{CollectLayer, IdempotencyLayer, RetryLayer};
//! use identity_transport::{Body, BoxError, Request};
//! use tower::{ServiceBuilder, ServiceExt};
//!
//! # let somebody_elses_client = tower::service_fn(|_: Request| async {
//! #     Ok::<_, std::io::Error>(http::Response::new(http_body_util::Empty::<bytes::Bytes>::new()))
//! # });
//! let service = ServiceBuilder::new()
//!     .layer(IdempotencyLayer::new())
//!     .layer(RetryLayer::new(2))
//!     .layer(CollectLayer::new(1024 * 1024))
//!     .service(somebody_elses_client);
//! let request = http::Request::post("http://127.0.0.1/v1/x").body(Body::from("a=b"))?;
//! assert_eq!(service.oneshot(request).await?.status(), 200);
//! # Ok::<(), BoxError>(())
//! # })?;
//! # Ok::<(), identity_transport::BoxError>(())
//! ```
