//! The two places where a user's layers go, and how they are stored.

use std::fmt;
use std::sync::Arc;

use tower::util::{BoxCloneSyncService, Either};
use tower_layer::Layer;
use tower_service::Service;

use crate::collect::CollectLayer;
use crate::{BoxError, Error, Request, Response};

/// The one type of service between the layers of this crate and a user's.
pub type BoxService = BoxCloneSyncService<Request, Response, Error>;

type Wrap = dyn Fn(BoxService, CollectLayer) -> BoxService + Send + Sync;

/// A user's layers at one place, in the order in which they were added.
#[derive(Clone, Default)]
pub(crate) struct Seam(Vec<Arc<Wrap>>);

impl Seam {
    /// Boxes the layer here, so that a layer that does not fit is an error at this call.
    pub(crate) fn push<L, B>(&mut self, layer: L)
    where
        L: Layer<BoxService> + Send + Sync + 'static,
        L::Service: Service<Request, Response = http::Response<B>> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Error: Into<BoxError>,
        <L::Service as Service<Request>>::Future: Send + 'static,
        B: http_body::Body + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.0.push(Arc::new(move |inner, collect| {
            BoxService::new(collect.layer(layer.layer(inner)))
        }));
    }

    /// The first that was added is outermost. Without any, `inner` stays as it is, and nothing is boxed.
    pub(crate) fn wrap<S>(&self, inner: S, collect: CollectLayer) -> Either<S, BoxService>
    where
        S: Service<Request, Response = Response, Error = Error> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        if self.0.is_empty() {
            return Either::Left(inner);
        }
        let wrapped = self
            .0
            .iter()
            .rev()
            .fold(BoxService::new(inner), |inner, wrap| wrap(inner, collect));
        Either::Right(wrapped)
    }
}

impl fmt::Debug for Seam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seam({} layers)", self.0.len())
    }
}
