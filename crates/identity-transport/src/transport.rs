//! [`Transport`]: the assembled stack as one handle.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use identity_types::ApiKey;
use tower::ServiceExt;
use tower_service::Service;

use crate::seam::BoxService;
use crate::{CallOptions, Error, Opened, Request, Response, TransportBuilder, body_stream};

/// Sends requests to the API through the whole stack.
///
/// A clone shares the pool, the rate limit and the retry budget. It needs a tokio runtime with time
/// (and IO, for a real wire) when it is called, not when it is built, and spawns no task of its own.
///
/// An answer with any status is `Ok`: what a 404 means is the caller's to say.
#[derive(Clone)]
pub struct Transport {
    stack: BoxService,
    attempt_timeout: Duration,
}

impl Transport {
    /// A builder with the defaults for `key`.
    pub fn builder(key: ApiKey) -> TransportBuilder {
        TransportBuilder::new(key)
    }

    pub(crate) const fn new(stack: BoxService, attempt_timeout: Duration) -> Self {
        Self {
            stack,
            attempt_timeout,
        }
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

    /// Sends one request and reads the body of its answer piece by piece, for what is too large to hold:
    /// at most `at_most` bytes of it, whatever the cap on other bodies is.
    ///
    /// The whole stack works as for [`call`](Self::call), up to the head of the answer: the deadline and the
    /// retries end there. Afterwards each piece has the attempt's time-out. An answer that is no success, or
    /// whose body is encoded, is read whole, under the usual cap.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use identity_transport::{Body, BoxError, Opened, Request, Transport};
    ///
    /// # let wire = tower::service_fn(|_: Request| async { Ok::<_, BoxError>(http::Response::new(Body::from("pixels"))) });
    /// let transport = Transport::builder("sk_test_1".parse()?).build_over(wire)?;
    /// let request = http::Request::get("/v1/files/file_1/contents").body(Body::empty())?;
    /// let Opened::Body(answer) = transport.open(request, 100_000_000).await? else {
    ///     return Err("refused".into());
    /// };
    /// let mut body = answer.into_body();
    /// while let Some(piece) = body.next().await {
    ///     assert_eq!(piece?, "pixels");
    /// }
    /// # Ok::<(), BoxError>(())
    /// # })?;
    /// # Ok::<(), identity_transport::BoxError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`call`](Self::call), and [`TooLarge`](crate::ErrorKind::TooLarge) for a body that announces more
    /// than `at_most`.
    pub async fn open(&self, mut request: Request, at_most: u64) -> Result<Opened, Error> {
        let chosen = CallOptions::of(request.extensions());
        let patience = chosen
            .and_then(|options| options.attempt_timeout)
            .unwrap_or(self.attempt_timeout);
        body_stream::want(&mut request);
        Opened::of(self.call(request).await?, at_most, patience)
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
