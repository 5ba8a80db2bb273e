//! Connecting: name, TCP (happy eyeballs), the proxy if there is one, TLS; all within one time-out.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_util::client::legacy::connect::HttpConnector;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::proxy::Proxy;
use super::stream::Stream;
use super::unwanted::{Alive, leave_in_background};
use crate::{BoxError, ErrorKind, clock};

/// Opens a connection for a URL; every failure is one before anything was sent. It ends with the last
/// clone of this.
#[derive(Clone)]
pub(crate) struct Connector {
    dial: Dial,
    alive: Alive,
}

/// The steps to a connection, and what they need.
#[derive(Clone)]
struct Dial {
    tcp: HttpConnector,
    proxy: Option<Arc<Proxy>>,
    tls: Trusted,
    timeout: Duration,
    places: Option<Places>,
}

/// Whom TLS trusts.
#[derive(Clone)]
pub(super) struct Trusted {
    pub(super) everywhere: Arc<ClientConfig>,
    /// Another judgement of servers on this machine. The address says so, not the name.
    pub(super) on_loopback: Option<Arc<ClientConfig>>,
}

impl Trusted {
    fn for_peer(self, stream: &TcpStream) -> Arc<ClientConfig> {
        let is_here = || stream.peer_addr().is_ok_and(|addr| addr.ip().is_loopback());
        match self.on_loopback {
            Some(config) if is_here() => config,
            _ => self.everywhere,
        }
    }
}

/// How many connections there may be at a time, and how long one may wait for its place.
#[derive(Clone)]
pub(super) struct Places {
    pub(super) free: Arc<Semaphore>,
    pub(super) wait: Duration,
}

impl Places {
    async fn take(self) -> Result<OwnedSemaphorePermit, BoxError> {
        let end = end_after(self.wait);
        let place = leave_in_background(self.free.acquire_owned());
        within(end, Step::Place, place).await
    }
}

impl Connector {
    pub(super) fn new(
        tls: Trusted,
        proxy: Option<Proxy>,
        timeout: Duration,
        places: Option<Places>,
    ) -> Self {
        let mut tcp = HttpConnector::new();
        // Schemes are settled by the base URL; TLS sits above this connector.
        tcp.enforce_http(false);
        // Small requests wait for their answer: there is nothing to gather into a packet.
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        let dial = Dial {
            tcp,
            proxy: proxy.map(Arc::new),
            tls,
            timeout,
            places,
        };
        let alive = Alive::new();
        Self { dial, alive }
    }
}

impl Dial {
    async fn connect(mut self, uri: Uri) -> Result<Stream, BoxError> {
        // While this waits, hyper takes a connection that becomes idle, if one does first.
        let place = match self.places.take() {
            Some(places) => Some(places.take().await?),
            None => None,
        };
        let end = end_after(self.timeout);
        if uri.scheme() != Some(&Scheme::HTTPS) {
            let stream = self.tcp(uri, end).await?;
            return Ok(Stream::plain(stream, place));
        }
        let name = server_name(&uri)?;
        let stream = match self.proxy.take() {
            Some(proxy) if proxy.serves(&uri) => {
                let mut stream = self.tcp(proxy.address().clone(), end).await?;
                within(end, Step::Proxy, proxy.connect(&mut stream, &uri)).await?;
                stream
            }
            _ => self.tcp(uri.clone(), end).await?,
        };
        let host = uri.host().unwrap_or_default();
        let tls = TlsConnector::from(self.tls.for_peer(&stream));
        let handshake = async {
            let tls = tls.connect(name, stream);
            tls.await.map_err(|error| HandshakeFailed {
                host: host.into(),
                error,
            })
        };
        let stream = within(end, Step::Tls, handshake).await?;
        Ok(Stream::tls(stream, place))
    }

    async fn tcp(&mut self, uri: Uri, end: Instant) -> Result<TcpStream, BoxError> {
        let stream = within(end, Step::Tcp, self.tcp.call(uri)).await?;
        Ok(stream.into_inner())
    }
}

fn server_name(uri: &Uri) -> Result<ServerName<'static>, BoxError> {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    Ok(ServerName::try_from(bare.to_owned())?)
}

/// A time-out beyond the clock's range is none; a day is longer than any network waits.
fn end_after(timeout: Duration) -> Instant {
    let start = clock::now();
    start
        .checked_add(timeout)
        .unwrap_or(start + Duration::from_secs(86_400))
}

async fn within<T, E: Into<BoxError>>(
    end: Instant,
    step: Step,
    connecting: impl Future<Output = Result<T, E>>,
) -> Result<T, BoxError> {
    match timeout_at(end, connecting).await {
        Ok(connected) => connected.map_err(Into::into),
        Err(_) => Err(ConnectTimedOut { step }.into()),
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // hyper-util's connector is always ready; it does its work in the call.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.alive.for_as_long(self.dial.clone().connect(uri)))
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

/// A handshake that went wrong, and with whom.
#[derive(Debug)]
pub(crate) struct HandshakeFailed {
    host: Box<str>,
    error: io::Error,
}

impl HandshakeFailed {
    pub(crate) const fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for HandshakeFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no handshake with {}", self.host)
    }
}

impl std::error::Error for HandshakeFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Which step of connecting a time-out ended.
#[derive(Clone, Copy, Debug)]
enum Step {
    Place,
    Tcp,
    Proxy,
    Tls,
}

/// Connecting took longer than the connect time-out.
#[derive(Debug)]
pub(crate) struct ConnectTimedOut {
    step: Step,
}

impl ConnectTimedOut {
    /// A handshake that stalls is a TLS fault: the peer is there and does not shake hands.
    pub(crate) const fn kind(&self) -> ErrorKind {
        match self.step {
            Step::Place | Step::Tcp | Step::Proxy => ErrorKind::Connect,
            Step::Tls => ErrorKind::Tls,
        }
    }

    pub(crate) const fn sentence(&self) -> &'static str {
        match self.step {
            Step::Place => "no connection became free within the attempt's time-out",
            Step::Tcp => "no connection within the connect time-out",
            Step::Proxy => "no connection through the proxy within the connect time-out",
            Step::Tls => "tls failed: no handshake within the connect time-out",
        }
    }
}

impl fmt::Display for ConnectTimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for ConnectTimedOut {}
