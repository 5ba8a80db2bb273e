//! [`IdempotencyLayer`]: gives every POST a key, once per call.
//!
//! Above the retry layer, so that all attempts of a call carry the same key and the API takes them for
//! one; above the deadline, so that the key is on every error and the caller can repeat the call later.
//! The caller's key ([`CallOptions::idempotency_key`]) wins over one in the headers, and that over a
//! generated one. Other methods get none: the API ignores it there.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{HeaderName, HeaderValue, Method};
use identity_types::{IdempotencyKey, Invalid};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use crate::call_info::note;
use crate::random::OsRandom;
use crate::refusable::Refusable;
use crate::{CallOptions, Error, KeySource, Request, Response};

/// The header that carries the key.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The headers that the stack and the wire write on a POST; a header map without room is built again.
const HEADERS: usize = 9;

/// Applies [`Idempotency`].
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// use identity_transport::layers::IdempotencyLayer;
/// use identity_transport::{Body, Error, Request};
/// use tower::{ServiceBuilder, ServiceExt};
///
/// let service = ServiceBuilder::new().layer(IdempotencyLayer::new()).service_fn(|request: Request| async move {
///     assert_eq!(request.headers()["idempotency-key"].len(), 36);
///     Ok::<_, Error>(http::Response::new(Body::empty()))
/// });
/// service.oneshot(http::Request::post("/v1/x").body(Body::empty())?).await?;
/// # Ok::<(), identity_transport::BoxError>(())
/// # })?;
/// # Ok::<(), identity_transport::BoxError>(())
/// ```
#[derive(Clone)]
pub struct IdempotencyLayer {
    keys: Arc<dyn KeySource>,
}

impl IdempotencyLayer {
    /// Generated keys are UUIDs from the operating system's randomness.
    #[must_use]
    pub fn new() -> Self {
        Self::with_source(Arc::new(OsRandom::new()))
    }

    /// Generated keys come from `keys`.
    #[must_use]
    pub fn with_source(keys: Arc<dyn KeySource>) -> Self {
        Self { keys }
    }
}

impl Default for IdempotencyLayer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for IdempotencyLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdempotencyLayer").finish_non_exhaustive()
    }
}

impl<S> Layer<S> for IdempotencyLayer {
    type Service = Idempotency<S>;

    fn layer(&self, inner: S) -> Idempotency<S> {
        Idempotency {
            inner,
            keys: Arc::clone(&self.keys),
        }
    }
}

/// Gives every POST a key.
#[derive(Clone)]
pub struct Idempotency<S> {
    inner: S,
    keys: Arc<dyn KeySource>,
}

impl<S> fmt::Debug for Idempotency<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Idempotency").finish_non_exhaustive()
    }
}

impl<S: Service<Request, Response = Response, Error = Error>> Service<Request> for Idempotency<S> {
    type Response = Response;
    type Error = Error;
    type Future = Keyed<Refusable<S::Future>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if request.method() != Method::POST {
            // What a caller put there has no effect and would look like a promise.
            request.headers_mut().remove(IDEMPOTENCY_KEY);
            return Keyed {
                inner: Refusable::pass(self.inner.call(request)),
                key: None,
            };
        }
        match put_key(&mut request, &*self.keys) {
            Ok(key) => Keyed {
                inner: Refusable::pass(self.inner.call(request)),
                key: Some(key),
            },
            Err(error) => Keyed {
                inner: Refusable::refuse(error),
                key: None,
            },
        }
    }
}

fn put_key(request: &mut Request, keys: &dyn KeySource) -> Result<IdempotencyKey, Error> {
    let chosen =
        CallOptions::of(request.extensions()).and_then(|options| options.idempotency_key.clone());
    let key = match (chosen, request.headers().get(IDEMPOTENCY_KEY)) {
        (Some(key), _) => key,
        (None, Some(value)) => of_header(value).map_err(Error::invalid)?,
        (None, None) => keys.key()?,
    };
    let mut value = HeaderValue::from_str(key.as_str()).expect("a key is visible ASCII");
    // No log of headers shows it, and HTTP/2 does not keep in its tables what never comes again.
    value.set_sensitive(true);
    let headers = request.headers_mut();
    // Room for all that the stack writes, at once.
    headers.reserve(HEADERS);
    headers.insert(IDEMPOTENCY_KEY, value);
    Ok(key)
}

fn of_header(value: &HeaderValue) -> Result<IdempotencyKey, Invalid> {
    // A value that is no text becomes the empty key, which is refused by its own rule.
    IdempotencyKey::new(value.to_str().unwrap_or_default())
}

pin_project! {
    /// Notes the key on the answer or error.
    pub struct Keyed<F> {
        #[pin]
        inner: F,
        key: Option<IdempotencyKey>,
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for Keyed<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut result = std::task::ready!(this.inner.poll(cx));
        note(&mut result, |info| info.idempotency_key = this.key.take());
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for Keyed<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tower::{ServiceBuilder, ServiceExt};

    use super::*;
    use crate::{Body, CallInfo, ErrorKind};

    async fn key_sent(request: Request) -> Result<(Option<String>, Response), Error> {
        let keys = Arc::new(|| IdempotencyKey::from_random([0; 16]));
        let service = ServiceBuilder::new()
            .layer(IdempotencyLayer::with_source(keys))
            .service_fn(|request: Request| async move {
                let seen = request.headers().get(IDEMPOTENCY_KEY).cloned();
                assert!(seen.iter().all(HeaderValue::is_sensitive));
                let seen = seen.map(|value| value.to_str().unwrap().to_owned());
                Ok::<_, Error>(http::Response::new(Body::from(seen.unwrap_or_default())))
            });
        let response = service.oneshot(request).await?;
        let seen = String::from_utf8(response.body().as_bytes().to_vec()).unwrap();
        Ok(((!seen.is_empty()).then_some(seen), response))
    }

    fn request(method: Method, header: Option<&str>, option: Option<&str>) -> Request {
        let mut request = Request::default();
        *request.method_mut() = method;
        if let Some(header) = header {
            request
                .headers_mut()
                .insert(IDEMPOTENCY_KEY, header.parse().unwrap());
        }
        if let Some(option) = option {
            request
                .extensions_mut()
                .insert(CallOptions::new().idempotency_key(option.parse().unwrap()));
        }
        request
    }

    #[tokio::test]
    async fn the_callers_key_wins_and_only_a_post_has_one() {
        let made = "00000000-0000-4000-8000-000000000000";
        for (method, header, option, sent) in [
            (Method::POST, None, None, Some(made)),
            (Method::POST, Some("h"), None, Some("h")),
            (Method::POST, Some("h"), Some("o"), Some("o")),
            (Method::GET, Some("h"), Some("o"), None),
            (Method::DELETE, None, None, None),
        ] {
            let (seen, response) = key_sent(request(method.clone(), header, option))
                .await
                .unwrap();
            assert_eq!(seen.as_deref(), sent, "{method} {header:?} {option:?}");
            let noted = CallInfo::of(response.extensions())
                .unwrap()
                .idempotency_key
                .as_ref();
            assert_eq!(noted.map(IdempotencyKey::as_str), sent);
        }
    }

    #[tokio::test]
    async fn a_key_in_the_headers_obeys_the_keys_rules() {
        let error = key_sent(request(Method::POST, Some("two words"), None))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(!error.to_string().contains("two words"));
    }
}
