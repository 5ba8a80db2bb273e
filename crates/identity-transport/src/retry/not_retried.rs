//! [`NotRetried`]: why a call that failed was not sent again.

/// Why the outcome of a failed attempt was the call's own: from
/// [`Error::not_retried`](crate::Error::not_retried).
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
/// use identity_transport::{Body, BoxError, CallInfo, NotRetried, Transport};
///
/// let wire = tower::service_fn(|_| async {
///     http::Response::builder().status(503).body(Body::empty()).map_err(BoxError::from)
/// });
/// let transport = Transport::builder("sk_test_1".parse()?).build_over(wire)?;
/// let answer = transport.call(http::Request::get("/v1/events").body(Body::empty())?).await?;
/// let info = CallInfo::of(answer.extensions()).expect("the stack always leaves one");
/// assert_eq!(info.not_retried, Some(NotRetried::Attempts));
/// # Ok::<(), BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotRetried {
    /// The API advised against it (`Stripe-Should-Retry: false`).
    Advice,
    /// It was sent as often as it may be.
    Attempts,
    /// The budget of retries that all calls share is used up: too many fail.
    Budget,
    /// The wait before the next attempt would have passed the deadline.
    Deadline,
    /// The fault would be there the next time too: configuration, input, TLS, a cap.
    Fault,
    /// The API asked for a longer wait than the transport waits; see
    /// [`retry_after`](crate::Error::retry_after).
    Hint,
    /// It may have taken effect, and has no key of idempotency.
    MaybeSent,
    /// It was to be sent once.
    NoRetries,
    /// The status says that the same request fails again.
    Status,
}

impl NotRetried {
    /// The word that logs show.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Attempts => "attempts",
            Self::Budget => "budget",
            Self::Deadline => "deadline",
            Self::Fault => "fault",
            Self::Hint => "hint",
            Self::MaybeSent => "maybe_sent",
            Self::NoRetries => "no_retries",
            Self::Status => "status",
        }
    }
}
