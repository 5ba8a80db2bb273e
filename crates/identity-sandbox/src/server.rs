//! [`Server`]: the sandbox behind a socket on this machine.

use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use http::Request;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};
use tower_service::Service as _;

use crate::fault::Disconnected;
use crate::sandbox::Sandbox;
use crate::service::SandboxService;

/// How long a caller may take to send the head of a request, and then its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a shutdown waits for the calls that are being answered.
const GRACE: Duration = Duration::from_secs(5);
/// The most connections at once; more wait in the system's queue.
const MAX_CONNECTIONS: usize = 1024;

/// A running server, HTTP/1.1 and HTTP/2 with prior knowledge. Dropping it closes the socket and every
/// connection at once; [`shutdown`](Self::shutdown) lets the calls end that are under way.
#[derive(Debug)]
pub struct Server {
    sandbox: Sandbox,
    addr: SocketAddr,
    url: String,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) fn start(sandbox: Sandbox, listener: TcpListener) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        if !addr.ip().is_loopback() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the sandbox serves this machine only: bind a loopback address, as 127.0.0.1 is",
            ));
        }
        let url = format!("http://{addr}");
        sandbox.set_base_url(&url);
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(accept(listener, sandbox.service(), stopped));
        Ok(Self {
            sandbox,
            addr,
            url,
            stop: Some(stop),
            task,
        })
    }

    /// The address that it listens on.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base URL, without a slash at the end: `http://127.0.0.1:41753`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The sandbox behind it.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Stops taking connections, lets the calls end that are under way, for at most five seconds, and
    /// returns when the last connection is closed.
    pub async fn shutdown(mut self) {
        // The task may have ended already; then there is nobody to tell.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = (&mut self.task).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Takes connections until it is told to stop, and then sees the open ones to their end.
async fn accept(listener: TcpListener, service: SandboxService, stopped: oneshot::Receiver<()>) {
    let graceful = GracefulShutdown::new();
    // Owned here, so that all connections end with this task.
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stopped);
    loop {
        let next = poll_fn(|cx| {
            if stopped.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            while let Poll::Ready(Some(_)) = connections.poll_join_next(cx) {}
            if connections.len() >= MAX_CONNECTIONS {
                return Poll::Pending;
            }
            listener.poll_accept(cx).map(Some)
        });
        match next.await {
            None => break,
            Some(Ok((stream, _))) => {
                connections.spawn(converse(stream, service.clone(), graceful.watcher()));
            }
            // Out of file descriptors, most likely: they come back when a connection ends.
            Some(Err(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    connections.shutdown().await;
}

/// One connection, to its end.
async fn converse(stream: TcpStream, service: SandboxService, watcher: Watcher) {
    // Answers are one write each: without this the last one waits for the caller's acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE);
    let respond = service_fn(move |request| patiently(service.clone(), request));
    let connection = builder.serve_connection(TokioIo::new(stream), respond);
    // What goes wrong on one connection is its caller's to see: a reset, or a fault that was armed.
    let _ = watcher.watch(connection).await;
}

/// Answers a request whose body comes in time.
async fn patiently(
    mut service: SandboxService,
    request: Request<Incoming>,
) -> Result<http::Response<crate::Body>, Disconnected> {
    if request.body().is_end_stream() {
        return service.call(request).await;
    }
    tokio::time::timeout(PATIENCE, service.call(request))
        .await
        .unwrap_or(Err(Disconnected))
}
