//! [`CallInfo`]: what the stack knows about a call that was answered.

use std::time::Duration;

use http::Extensions;
use identity_types::IdempotencyKey;

use crate::NotRetried;

/// Facts about a call, in the extensions of its [`Response`](crate::Response).
///
/// Each layer writes the part it knows on the way out. Errors carry the same facts behind accessors.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
/// use identity_transport::{Body, CallInfo, Transport};
///
/// let wire = tower::service_fn(|_| async {
///     Ok::<_, std::convert::Infallible>(http::Response::new(Body::from("{}")))
/// });
/// let transport = Transport::builder("sk_test_1".parse()?).build_over(wire)?;
/// let response = transport.call(http::Request::post("/v1/identity/verification_sessions").body(Body::empty())?).await?;
///
/// let info = CallInfo::of(response.extensions()).expect("the stack always leaves one");
/// assert_eq!(info.attempts, 1);
/// assert!(info.idempotency_key.is_some(), "a POST always has a key");
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo {
    /// How many times the request was handed to the wire.
    pub attempts: u32,
    /// How long the whole call took, waits included.
    pub elapsed: Duration,
    /// The key that the call was sent with; `None` for reads.
    pub idempotency_key: Option<IdempotencyKey>,
    /// Why a call that failed was not sent again; `None` for a success, and for a call that never came
    /// so far.
    pub not_retried: Option<NotRetried>,
    /// How long the network and the server took for the last attempt, if it came to one.
    pub(crate) last_attempt: Option<Duration>,
    /// A read, or a call with a key: sending it again takes no second effect.
    pub(crate) is_repeatable: bool,
}

impl CallInfo {
    /// The facts in the extensions of an answer.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }
}

/// Lets a layer write its part, whether the call ended well or not.
pub(crate) fn note(
    result: &mut Result<crate::Response, crate::Error>,
    write: impl FnOnce(&mut CallInfo),
) {
    match result {
        Ok(response) => write(
            response
                .extensions_mut()
                .get_or_insert_with(CallInfo::default),
        ),
        Err(error) => write(error.info_mut()),
    }
}
