//! [`Wire`]: the innermost seat, to be taken alone.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tower_service::Service;

use super::{Connections, Pooled, Trust};
use crate::{Error, Request, Response};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const MAX_BODY: usize = 16 * 1024 * 1024;

/// HTTP/1.1 and HTTP/2 over TCP and TLS, and nothing else: no key, no header of ours, no retry. For
/// requests that do not go to the API, over the same TLS.
///
/// A request needs an absolute URL, whose host may be any. Answers are whole, whatever their status.
///
/// ```
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use identity_transport::layers::Wire;
/// use identity_transport::{Body, ErrorKind};
/// use tower::ServiceExt;
///
/// let wire = Wire::builder().build()?;
/// // Nobody listens at port 1.
/// let request = http::Request::post("https://127.0.0.1:1/hooks").body(Body::from("{}"))?;
/// let error = wire.oneshot(request).await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Connect);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Wire(Pooled);

impl Wire {
    /// Begins with the bundled roots, 5 s to connect, and answers of at most 16 MiB.
    pub fn builder() -> WireBuilder {
        WireBuilder {
            connections: Connections {
                max_idle: 1,
                ..Connections::new(CONNECT_TIMEOUT)
            },
            max_body: MAX_BODY,
        }
    }
}

impl Service<Request> for Wire {
    type Response = Response;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        self.0.call(request)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

/// Sets a [`Wire`] up.
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct WireBuilder {
    connections: Connections,
    max_body: usize,
}

impl WireBuilder {
    /// Bounds connecting: name, TCP and TLS.
    pub const fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connections.connect_timeout = timeout;
        self
    }

    /// Cap on the body of an answer, in bytes.
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// As [`TransportBuilder::trust_also`](crate::TransportBuilder::trust_also).
    pub fn trust_also(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connections.tls.roots = pem.into();
        self
    }

    /// As [`TransportBuilder::trust_only`](crate::TransportBuilder::trust_only).
    pub fn trust_only(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.connections.tls.trust = Trust::Given;
        self.trust_also(pem)
    }

    /// Takes any certificate from a server on this machine, by the address that was connected to: for
    /// development servers with a certificate that they made themselves. Any other server must show
    /// a good one as ever.
    pub const fn trust_any_on_loopback(mut self) -> Self {
        self.connections.any_on_loopback = true;
        self
    }

    /// The wire. Opens no connection yet.
    ///
    /// # Errors
    ///
    /// Kind [`Config`](crate::ErrorKind::Config) for certificates that cannot be read.
    pub fn build(self) -> Result<Wire, Error> {
        let patience = self.connections.connect_timeout;
        Ok(Wire(self.connections.wire(self.max_body, patience)?))
    }
}
