//! [`QuotaStore`]: a quota that a fleet of processes shares.

use std::fmt;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use identity_types::AccountId;

use crate::BoxError;

/// What a store says, when it has said it.
pub type GrantFuture<'a> = Pin<Box<dyn Future<Output = Result<Grant, BoxError>> + Send + 'a>>;

/// A quota that several processes share.
///
/// The limit of each process stays in front of it: it is what remains when the store is away, and it
/// keeps one process from asking more often than the whole fleet may. A process asks for one request
/// at a time and account, in the order of its calls.
///
/// ```
/// use identity_transport::layers::{Grant, GrantFuture, QuotaRequest, QuotaStore};
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::time::Duration;
///
/// /// So many requests, and then no more for an hour.
/// struct Ration(AtomicU32);
///
/// impl QuotaStore for Ration {
///     fn take<'a>(&'a self, request: &'a QuotaRequest) -> GrantFuture<'a> {
///         let take = |left: u32| left.checked_sub(request.weight.get());
///         let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
///         Box::pin(std::future::ready(Ok(match taken {
///             Ok(_) => Grant::After(Duration::ZERO),
///             Err(_) => Grant::Refused(Duration::from_secs(3600)),
///         })))
///     }
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
/// # use identity_transport::{Body, BoxError, ErrorKind, Transport};
/// # let wire = tower::service_fn(|_| async { Ok::<_, BoxError>(http::Response::new(Body::empty())) });
/// let transport = Transport::builder("sk_test_1".parse()?)
///     .quota_store(Ration(AtomicU32::new(1)))
///     .build_over(wire)?;
/// let get = http::Request::get("/v1/events").body(Body::empty())?;
/// assert!(transport.call(get.clone()).await.is_ok());
/// assert_eq!(transport.call(get).await.unwrap_err().kind(), ErrorKind::RateLimit);
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
pub trait QuotaStore: Send + Sync {
    /// Takes what `request` asks for, now or for a moment not far off, or refuses and takes nothing.
    ///
    /// What is granted and then not used, because the caller gave up, is used by the next call of this
    /// process or lost; the store need not hear of it.
    ///
    /// # Errors
    ///
    /// The request is not sent, and the caller gets an error of kind
    /// [`RateLimit`](crate::ErrorKind::RateLimit) with this one as its source. A store that would
    /// rather let requests pass while it cannot answer grants them.
    fn take<'a>(&'a self, request: &'a QuotaRequest) -> GrantFuture<'a>;
}

/// What one request asks a [`QuotaStore`] for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct QuotaRequest {
    /// The connected account that it acts for: each has a quota of its own.
    pub account: Option<AccountId>,
    /// The pace that this process believes in, in requests a second: the quota of the whole fleet,
    /// less what answers of "too many" have taken off.
    pub per_second: f64,
    /// For how many requests it counts.
    pub weight: NonZeroU32,
    /// A wait of this length or longer is in vain.
    pub patience: Option<Duration>,
}

impl QuotaRequest {
    /// A request of weight one, for no account, with all the time in the world.
    #[must_use]
    pub const fn new(per_second: f64) -> Self {
        Self {
            account: None,
            per_second,
            weight: NonZeroU32::MIN,
            patience: None,
        }
    }
}

/// What a [`QuotaStore`] answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grant {
    /// Taken, and to be used after this wait, which may be zero.
    After(Duration),
    /// Nothing was taken; it is of no use to ask again before this wait is over.
    Refused(Duration),
}

/// A store behind a pointer, with a `Debug` that says nothing.
#[derive(Clone)]
pub(crate) struct SharedStore(Arc<dyn QuotaStore>);

impl SharedStore {
    pub(crate) fn new(store: impl QuotaStore + 'static) -> Self {
        Self(Arc::new(store))
    }

    pub(super) fn take<'a>(&'a self, request: &'a QuotaRequest) -> GrantFuture<'a> {
        self.0.take(request)
    }
}

impl fmt::Debug for SharedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuotaStore")
    }
}
