//! How fast requests are sent, by one process and by many.
//!
//! # One process
//!
//! The limit counts requests, so each attempt pays, and all clones of a transport share it. The default
//! is what the API documents for the mode of the key: 25 a second for test keys, 100 for live ones. A
//! call waits for its turn, first come, first served; if the wait would pass its deadline it fails at once
//! with [`ErrorKind::RateLimit`](crate::ErrorKind::RateLimit), nothing sent, and the wait as
//! [`retry_after`](crate::Error::retry_after).
//!
//! There is no burst to save up: the API counts seconds too, and a second's quota that is sent in its
//! first tenth is refused. Two hundredths of a second make up for late timers.
//!
//! An answer of 429 that is about the rate (and not about a lock on one object) slows the pace to nine
//! tenths, and further if that is not enough. It comes back within seconds, and stays a while just below
//! what was too much: a limit that nobody told is found, and nearly all of it is used.
//!
//! # Accounts and weights
//!
//! Each connected account has a limit of its own, as with the API. A call that should count for more,
//! because the API counts it so or because others shall have room, says its weight:
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
//! use identity_transport::{Body, BoxError, CallOptions, RateLimit, Transport};
//!
//! # let wire = tower::service_fn(|_| async { Ok::<_, BoxError>(http::Response::new(Body::empty())) });
//! let transport = Transport::builder("sk_test_1".parse()?)
//!     .rate_limit(RateLimit::per_second(10.try_into()?))
//!     .build_over(wire)?;
//! let start = tokio::time::Instant::now();
//! for account in ["acct_1", "acct_2"] {
//!     let mut request = http::Request::get("/v1/events").body(Body::empty())?;
//!     let options = CallOptions::new().account(account.parse()?).weight(12.try_into()?);
//!     request.extensions_mut().insert(options);
//!     transport.call(request).await?;
//! }
//! // A second each: twelve at ten a second, of which the first two go at once.
//! assert_eq!(start.elapsed().as_secs(), 2);
//! # Ok::<(), BoxError>(())
//! # })?;
//! # Ok::<(), identity_transport::BoxError>(())
//! ```
//!
//! # A fleet
//!
//! Eight processes with the limit of the account each are eight times too fast. They share one through a
//! [`QuotaStore`](crate::layers::QuotaStore): `layers::RedisQuota` (feature `redis`), or one of your own,
//! which is one method. Each request asks the store once, and only one request of a process is before the
//! store at a time, so that a crowd of waiting calls does not hold the quota of others.
//!
//! The limit of each process stays in front of the store. When Redis is slow or gone, a request waits for
//! it once a second and no longer than its time-out, and then the process keeps to the whole quota by
//! itself; `fail_closed` makes it send nothing instead. Which is right depends on who pays for a 429: a
//! single fleet recovers by itself, since the pace gives way.
//!
//! All processes should name the same quota: each request takes its share of time by the pace of the
//! process that sends it.
//!
//! # Requests at a time
//!
//! [`max_in_flight`](crate::TransportBuilder::max_in_flight) bounds how many requests are under way, for
//! the API's limits on concurrency. Waiting for a place is in the call's deadline and not in the time of
//! an attempt.
