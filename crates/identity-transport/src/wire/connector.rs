//! Connecting: name, TCP (happy eyeballs), TLS, each within the connect time-out.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::time::Timeout;
use tower_service::Service;

use crate::{BoxError, Error, ErrorKind};

/// TCP under TLS under one time-out.
pub(crate) type Connector = Timed<HttpsConnector<Timed<HttpConnector>>>;

pub(crate) fn connector(timeout: Duration) -> Result<Connector, Error> {
    let mut tcp = HttpConnector::new();
    // Schemes are settled by the base URL; TLS sits above this connector.
    tcp.enforce_http(false);
    // Small requests wait for their answer: there is nothing to gather into a packet.
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(Some(timeout));
    let tcp = Timed {
        inner: tcp,
        timeout,
        step: Step::Tcp,
    };
    let https = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .map_err(|error| Error::config("the tls provider has no usable version").because(error))?
        .https_or_http()
        .enable_http1()
        .enable_http2()
        .wrap_connector(tcp);
    Ok(Timed {
        inner: https,
        timeout,
        step: Step::Tls,
    })
}

/// Which step of connecting a time-out watches.
#[derive(Clone, Copy, Debug)]
enum Step {
    Tcp,
    Tls,
}

/// A connector with a time-out.
#[derive(Clone, Debug)]
pub(crate) struct Timed<C> {
    inner: C,
    timeout: Duration,
    step: Step,
}

impl<C> Service<Uri> for Timed<C>
where
    C: Service<Uri>,
    C::Error: Into<BoxError>,
    C::Future: Send + 'static,
    C::Response: 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        // INVARIANT: the inner call comes first. Both steps have the same time-out, so the one of TCP,
        // begun earlier and polled first, ends first; when this one ends, TCP stood.
        let connecting = self.inner.call(uri);
        let connecting: Timeout<C::Future> = tokio::time::timeout(self.timeout, connecting);
        let timed_out = ConnectTimedOut { step: self.step };
        Box::pin(async move {
            match connecting.await {
                Ok(connected) => connected.map_err(Into::into),
                Err(_) => Err(timed_out.into()),
            }
        })
    }
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
            Step::Tcp => ErrorKind::Connect,
            Step::Tls => ErrorKind::Tls,
        }
    }

    pub(crate) const fn sentence(&self) -> &'static str {
        match self.step {
            Step::Tcp => "no connection within the connect time-out",
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
