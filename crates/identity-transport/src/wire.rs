//! The wire: hyper's pooled client over TCP and rustls, speaking HTTP/1.1 and HTTP/2 by ALPN.
//!
//! Innermost, because everything above it is policy. It follows no redirect, reads no netrc, no proxy
//! variable unless asked to, and asks for no compression. One request that meets a pooled connection
//! which died before a byte was written is sent again on a new one by hyper itself: nothing was sent, so
//! it is no attempt.

mod alone;
mod connector;
pub(crate) mod fault;
mod framing;
mod proxy;
mod stream;
mod tls;
mod unwanted;
mod verifier;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Incoming;
use hyper_util::client::legacy::{self, Client, ResponseFuture};
use hyper_util::rt::TokioTimer;
use tokio::sync::Semaphore;
use tower::util::MapResult;
use tower_layer::Layer;
use tower_service::Service;

use crate::collect::{Collect, CollectLayer};
use crate::{Body, BoxError, Error, Request};

pub use self::alone::{Wire, WireBuilder};
use self::connector::{Connector, Places, Trusted};
use self::framing::Answered;
use self::proxy::Proxy;
pub(crate) use self::tls::{Tls, Trust};
use self::unwanted::Marked;

/// hyper's client with bodies read whole.
pub(crate) type Pooled = Collect<MapResult<Shared, Check>>;

/// hyper's client behind one pointer, since the layers above clone what is below them.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Client<Connector, Body>>);

impl Service<Request> for Shared {
    type Response = http::Response<Incoming>;
    type Error = legacy::Error;
    type Future = ResponseFuture;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), legacy::Error>> {
        // A request waits for its connection in its own future.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> ResponseFuture {
        self.0.request(request)
    }
}

type Check = fn(Answered<legacy::Error>) -> Answered<BoxError>;

/// Below the 60 s after which load balancers commonly drop an idle connection: a connection that the
/// server closes first costs a failed write.
const IDLE: Duration = Duration::from_secs(45);
/// A server that does not answer pings for this long while a call is open is gone.
const PING_EVERY: Duration = Duration::from_secs(10);
const PING_TIMEOUT: Duration = Duration::from_secs(10);
/// hyper takes 100 response headers by default; proxies and tracing systems add theirs.
const MAX_HEADERS: usize = 1000;
/// The whole head of an answer, in bytes, on both protocols; hyper may take a buffer more.
const MAX_HEAD: u32 = 256 * 1024;

/// How connections are made and kept.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    pub(crate) connect_timeout: Duration,
    pub(crate) max_idle: usize,
    pub(crate) max_open: Option<NonZeroUsize>,
    pub(crate) tls: Tls,
    /// Whether a server on this machine may show any certificate.
    pub(crate) any_on_loopback: bool,
    pub(crate) proxy: ProxyChoice,
}

/// Whether connections go through a proxy.
#[derive(Clone, Default)]
pub(crate) enum ProxyChoice {
    #[default]
    Never,
    At(String),
    Environment,
}

impl Connections {
    /// Directly, to whom the bundled roots trust, and none of them kept.
    pub(crate) fn new(connect_timeout: Duration) -> Self {
        Self {
            connect_timeout,
            max_idle: 0,
            max_open: None,
            tls: Tls::default(),
            any_on_loopback: false,
            proxy: ProxyChoice::Never,
        }
    }

    /// `attempt_timeout` bounds the wait for a place among the open connections.
    pub(crate) fn wire(&self, max_body: usize, attempt_timeout: Duration) -> Result<Pooled, Error> {
        let places = self.max_open.map(|most| Places {
            free: Arc::new(Semaphore::new(most.get().min(Semaphore::MAX_PERMITS))),
            wait: attempt_timeout,
        });
        let tls = Trusted {
            everywhere: Arc::new(self.tls.config()?),
            on_loopback: match self.any_on_loopback {
                true => Some(Arc::new(self.tls.config_for_any()?)),
                false => None,
            },
        };
        let connector = Connector::new(tls, self.proxy.proxy()?, self.connect_timeout, places);
        let client = Client::builder(Marked)
            .timer(TokioTimer::new())
            // Without a timer the pool would keep idle connections for ever.
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(self.max_idle)
            .retry_canceled_requests(true)
            .http1_max_headers(MAX_HEADERS)
            .http1_max_buf_size(MAX_HEAD as usize)
            .http2_max_header_list_size(MAX_HEAD)
            .http2_keep_alive_interval(PING_EVERY)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .build(connector);
        let client = MapResult::new(Shared(Arc::new(client)), framing::check as Check);
        Ok(CollectLayer::new(max_body).layer(client))
    }
}

impl ProxyChoice {
    fn proxy(&self) -> Result<Option<Proxy>, Error> {
        match self {
            Self::Never => Ok(None),
            Self::At(url) => Proxy::parse(url).map(Some),
            Self::Environment => Proxy::from_env(|name| std::env::var(name).ok()),
        }
        .map_err(|invalid| Error::config(invalid.to_string()).because(invalid))
    }
}

impl std::fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The URL may hold a password.
        f.write_str(match self {
            Self::Never => "Never",
            Self::At(_) => "At(…)",
            Self::Environment => "Environment",
        })
    }
}
