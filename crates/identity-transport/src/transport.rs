//! [`Transport`]: the assembled stack as one handle.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use identity_types::ApiKey;
use tower::ServiceExt;
use tower_service::Service;

use crate::seam::BoxService;
use crate::{Error, Request, Response, TransportBuilder};

/// Sends requests to the API through the whole stack.
///
/// A clone shares the pool, the rate limit and the retry budget. It needs a tokio runtime with time
/// (and IO, for a real wire) when it is called, not when it is built, and spawns no task of its own.
///
/// An answer with any status is `Ok`: what a 404 means is the caller's to say.
#[derive(Clone)]
pub struct Transport {
    stack: BoxService,
}

impl Transport {
    /// A builder with the defaults for `key`.
    pub fn builder(key: ApiKey) -> TransportBuilder {
        TransportBuilder::new(key)
    }

    pub(crate) const fn new(stack: BoxService) -> Self {
        Self { stack }
    }

    /// Sends one request, whose URL is a path (`/v1/…`) with or without a query.
    ///
    /// Dropping the future ends the call: nothing is sent afterwards, but what was sent may take
    /// effect. To repeat such a call safely, give it a key of your own in
    /// [`CallOptions`](crate::CallOptions).
    ///
    /// # Errors
    ///
    /// When no whole answer came; see [`Error::kind`] and [`Error::phase`].
    pub fn call(
        &self,
        request: Request,
    ) -> impl Future<Output = Result<Response, Error>> + Send + use<> {
        self.stack.clone().oneshot(request)
    }
}

impl Service<Request> for Transport {
    type Response = Response;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.stack.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.stack.call(request)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

/// A transport is shared between tasks and threads, with whatever layers are in it.
const fn _is_shared<T: Clone + Send + Sync + 'static>() {}
const _: () = _is_shared::<Transport>();
