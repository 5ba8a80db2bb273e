//! [`RateLimitLayer`]: sends no more requests a second than the API takes.
//!
//! Below the retry layer, because the API counts requests and not calls; above the attempt's
//! time-out, because waiting for a token is not the server's fault. A wait that would pass the call's
//! deadline fails at once. The token is taken in the call's future, from state that all clones share:
//! nothing is reserved while a service is merely ready. An answer that says "too many" slows the pace
//! down, and it comes back with time. Each connected account has a limit of its own.

mod fleet;
mod lanes;
mod limited;
mod limiter;
mod pace;
mod quota;
#[cfg(feature = "redis")]
mod redis;
mod store;

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Extensions;
use identity_types::AccountId;
use tokio::sync::{Semaphore, SemaphorePermit};
use tower_layer::Layer;
use tower_service::Service;

use self::fleet::Kept;
use self::lanes::{Lane, Lanes};
use self::limiter::TooLong;
use crate::retry::advice;
use crate::{CallOptions, Error, ErrorKind, Phase, Request, Response, clock, course};

pub use self::limited::Limited;
pub use self::quota::RateLimit;
#[cfg(feature = "redis")]
pub use self::redis::RedisQuota;
pub(crate) use self::store::SharedStore;
pub use self::store::{Grant, GrantFuture, QuotaRequest, QuotaStore};

/// Applies [`RateLimited`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?.block_on(async {
/// use identity_transport::layers::RateLimitLayer;
/// use identity_transport::{Error, RateLimit, Request, Response};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new()
///     .layer(RateLimitLayer::new(RateLimit::per_second(10.try_into()?)))
///     .service_fn(|_: Request| async { Ok::<_, Error>(Response::default()) });
/// let start = tokio::time::Instant::now();
/// for _ in 0..22 {
///     service.clone().oneshot(Request::default()).await?;
/// }
/// assert_eq!(start.elapsed().as_secs(), 2);
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RateLimitLayer {
    limit: RateLimit,
    account: Option<AccountId>,
    lanes: Option<Arc<Lanes>>,
    store: Option<SharedStore>,
    gate: Option<Arc<Semaphore>>,
}

impl RateLimitLayer {
    /// All services of this layer and their clones share `limit`.
    #[must_use]
    pub fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            account: None,
            lanes: lanes(limit, None),
            store: None,
            gate: None,
        }
    }

    /// The account of calls whose [`CallOptions::account`] names none.
    #[must_use]
    pub fn account(mut self, account: &AccountId) -> Self {
        self.account = Some(account.clone());
        self.lanes = lanes(self.limit, self.account.clone());
        self
    }

    /// Share the limit with other processes through `store`. Without effect on a limit that is off.
    #[must_use]
    pub fn store(self, store: impl QuotaStore + 'static) -> Self {
        self.shared_store(SharedStore::new(store))
    }

    /// At most so many requests at a time; more wait their turn, first come, first served.
    #[must_use]
    pub fn max_in_flight(mut self, requests: NonZeroUsize) -> Self {
        let permits = requests.get().min(Semaphore::MAX_PERMITS);
        self.gate = Some(Arc::new(Semaphore::new(permits)));
        self
    }

    pub(crate) fn shared_store(mut self, store: SharedStore) -> Self {
        self.store = Some(store);
        self
    }
}

impl<S> Layer<S> for RateLimitLayer {
    type Service = RateLimited<S>;

    fn layer(&self, inner: S) -> RateLimited<S> {
        RateLimited {
            inner,
            lanes: self.lanes.clone(),
            store: self.store.clone(),
            gate: self.gate.clone(),
        }
    }
}

fn lanes(limit: RateLimit, account: Option<AccountId>) -> Option<Arc<Lanes>> {
    limit.rate().map(|rate| Arc::new(Lanes::new(rate, account)))
}

/// Waits for a token before each request.
#[derive(Clone, Debug)]
pub struct RateLimited<S> {
    inner: S,
    lanes: Option<Arc<Lanes>>,
    store: Option<SharedStore>,
    gate: Option<Arc<Semaphore>>,
}

impl<S> Service<Request> for RateLimited<S>
where
    S: Service<Request, Response = Response, Error = Error> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = Error;
    type Future = Limited<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if self.lanes.is_none() && self.gate.is_none() {
            return Limited::free(self.inner.call(request));
        }
        let chosen = CallOptions::of(request.extensions());
        let account = chosen.and_then(|options| options.account.as_ref());
        let lane = self.lanes.as_ref().map(|lanes| lanes.of(account));
        let weight = chosen.and_then(|options| options.weight);
        let weight = weight.unwrap_or(NonZeroU32::MIN);
        let (store, gate) = (self.store.clone(), self.gate.clone());
        // The service that was made ready goes along; its clone, which is not, stays.
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        Limited::waiting(async move {
            // Before the token, which is for now. Dropped with this future, and so given back.
            let _permit = match &gate {
                Some(gate) => pass(gate, request.extensions()).await,
                None => None,
            };
            if let Some(lane) = &lane {
                let time_left = || course::time_left(request.extensions());
                lane.limiter
                    .take(weight, time_left())
                    .await
                    .map_err(|TooLong(wait)| refusal(wait))?;
                if let Some(store) = &store {
                    ask(store, lane, weight, time_left).await?;
                }
            }
            let sent = clock::now();
            let response = ready.call(request).await?;
            if let Some(lane) = lane.filter(|_| advice::is_rate_limited(&response)) {
                lane.limiter.slow_down(sent);
            }
            Ok(response)
        })
    }
}

/// Waits for a place in flight.
async fn pass<'a>(gate: &'a Semaphore, extensions: &Extensions) -> Option<SemaphorePermit<'a>> {
    if let Ok(permit) = gate.try_acquire() {
        return Some(permit);
    }
    course::is_in_line(extensions, true);
    // The gate is never closed.
    let permit = gate.acquire().await.ok();
    course::is_in_line(extensions, false);
    permit
}

/// Waits for the fleet's part of the limit.
async fn ask(
    store: &SharedStore,
    lane: &Lane,
    weight: NonZeroU32,
    time_left: impl Fn() -> Option<Duration>,
) -> Result<(), Error> {
    let request = QuotaRequest {
        account: lane.account.clone(),
        weight,
        ..QuotaRequest::new(lane.limiter.rate())
    };
    match lane.fleet.take(store, request, time_left).await {
        Ok(()) => Ok(()),
        Err(Kept::TooLong(wait)) => Err(refusal(wait)),
        Err(Kept::Away(error)) => {
            let what = "the store of the shared rate limit does not answer";
            Err(Error::new(ErrorKind::RateLimit, Phase::NotSent, what).because(error))
        }
    }
}

fn refusal(wait: Duration) -> Error {
    let what = "the local rate limit would keep the call beyond its deadline";
    Error::new(ErrorKind::RateLimit, Phase::NotSent, what).with_retry_after(wait)
}

#[cfg(test)]
mod tests {
    use tower::{ServiceBuilder, ServiceExt};
    use tower_test::mock;

    use super::*;
    use crate::Body;
    use crate::layers::{CollectLayer, DeadlineLayer};

    #[tokio::test(start_paused = true)]
    async fn a_call_that_cannot_have_its_token_in_time_is_not_sent() {
        let service = ServiceBuilder::new()
            .layer(DeadlineLayer::new(Duration::from_millis(500)))
            .layer(RateLimitLayer::new(RateLimit::per_second(NonZeroU32::MIN)))
            .service_fn(|_: Request| async { Ok::<_, Error>(Response::default()) });
        // The burst that makes up for late timers.
        for _ in 0..2 {
            service.clone().oneshot(Request::default()).await.unwrap();
        }
        let error = service.oneshot(Request::default()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.phase()),
            (ErrorKind::RateLimit, Phase::NotSent)
        );
        assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    }

    /// A service that is ready and never called holds nothing, however many of them there are.
    #[tokio::test(start_paused = true)]
    async fn readiness_takes_no_token() {
        let layer = RateLimitLayer::new(RateLimit::per_second(NonZeroU32::MIN));
        let stack = ServiceBuilder::new()
            .layer(layer)
            .layer(CollectLayer::new(0));
        let (mut idle, _keep) =
            mock::spawn_with(|wire: mock::Mock<Request, Response>| stack.clone().service(wire));
        for _ in 0..100 {
            assert!(idle.poll_ready().is_ready());
        }
        let (mut busy, mut wire) =
            mock::spawn_with(|wire: mock::Mock<Request, Response>| stack.clone().service(wire));
        for _ in 0..2 {
            assert!(busy.poll_ready().is_ready());
            let call = tokio::spawn(busy.call(Request::default()));
            let (_, answer) = wire.next_request().await.unwrap();
            answer.send_response(Response::default());
            assert!(call.await.unwrap().is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_says_too_many_slows_the_pace() {
        let layer = RateLimitLayer::new(RateLimit::per_second(100.try_into().unwrap()));
        let lane = layer.lanes.clone().unwrap().of(None);
        let service = layer.layer(tower::service_fn(|_: Request| async {
            Ok::<_, Error>(
                http::Response::builder()
                    .status(429)
                    .body(Body::empty())
                    .unwrap(),
            )
        }));
        service.oneshot(Request::default()).await.unwrap();
        assert_eq!(lane.limiter.rate(), 90.0);
    }

    /// Each account has a limit of its own, and a call counts for as many requests as it says.
    #[tokio::test(start_paused = true)]
    async fn accounts_are_counted_apart_and_weights_count() {
        let service = RateLimitLayer::new(RateLimit::per_second(NonZeroU32::MIN)).layer(
            tower::service_fn(|_: Request| async { Ok::<_, Error>(Response::default()) }),
        );
        let start = clock::now();
        let call = |options: CallOptions| {
            let mut request = Request::default();
            request.extensions_mut().insert(options);
            service.clone().oneshot(request)
        };
        for account in ["acct_1", "acct_2", "acct_3"] {
            let options = CallOptions::new().account(account.parse().unwrap());
            for _ in 0..2 {
                call(options.clone()).await.unwrap();
            }
        }
        assert_eq!(clock::since(start), Duration::ZERO);
        let heavy = CallOptions::new().weight(7.try_into().unwrap());
        call(heavy).await.unwrap();
        // The burst of two, and five seconds for the rest.
        assert_eq!(clock::since(start).as_secs(), 5);
    }

    /// One that waits, one that gives up while it waits, and one that is dropped while it is sent.
    #[tokio::test(start_paused = true)]
    async fn no_more_are_in_flight_than_may_and_every_place_comes_back() {
        let service = RateLimitLayer::new(RateLimit::off())
            .max_in_flight(NonZeroUsize::MIN)
            .layer(tower::service_fn(|_: Request| async {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok::<_, Error>(Response::default())
            }));
        let call = || service.clone().oneshot(Request::default());
        let start = clock::now();
        let (one, two, gives_up) = tokio::join!(
            call(),
            call(),
            tokio::time::timeout(Duration::from_millis(10), call())
        );
        assert!(one.is_ok() && two.is_ok() && gives_up.is_err());
        let dropped = tokio::time::timeout(Duration::from_millis(500), call());
        assert!(dropped.await.is_err());
        assert!(call().await.is_ok());
        assert_eq!(clock::since(start).as_millis(), 3500);
    }
}
