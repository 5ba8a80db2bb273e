//! [`ServerBuilder`]: where a server listens, and whom it answers.

use std::future::{Future, poll_fn};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
#[cfg(unix)]
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::Server;
use super::accept::{Listener, accept};
use super::connection::Edge;
use super::hosts::Hosts;
use super::limits::{CONNECTIONS, REQUESTS};
#[cfg(feature = "tls-given")]
use super::tls::Certificate;
use crate::sandbox::Sandbox;

/// A server that is about to start; from [`Sandbox::server`].
///
/// Without options it listens on a free port of 127.0.0.1, in plain HTTP/1.1 and HTTP/2 (with prior
/// knowledge), and answers those who call it by a loopback name.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use identity_sandbox::Sandbox;
///
/// let sandbox = Sandbox::new();
/// let server = sandbox.server().allow_host("stripe.test").start().await?;
/// assert!(server.addr().ip().is_loopback());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct ServerBuilder {
    sandbox: Sandbox,
    listen: Listen,
    anywhere: bool,
    hosts: Vec<String>,
    #[cfg(unix)]
    unix: Vec<PathBuf>,
    #[cfg(feature = "tls-given")]
    tls: Option<Certificate>,
}

#[derive(Debug)]
enum Listen {
    At(SocketAddr),
    On(TcpListener),
}

impl ServerBuilder {
    pub(crate) fn new(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            listen: Listen::At((Ipv4Addr::LOCALHOST, 0).into()),
            anywhere: false,
            hosts: Vec::new(),
            #[cfg(unix)]
            unix: Vec::new(),
            #[cfg(feature = "tls-given")]
            tls: None,
        }
    }

    /// Listens at this address; port 0 is a free one.
    pub fn bind(mut self, addr: SocketAddr) -> Self {
        self.listen = Listen::At(addr);
        self
    }

    /// Listens on a socket that listens already.
    pub fn listener(mut self, listener: TcpListener) -> Self {
        self.listen = Listen::On(listener);
        self
    }

    /// Allows an address that other machines can reach. Everybody who reaches it may call the API with
    /// any test key; close the control API with a token first.
    pub fn allow_other_machines(mut self) -> Self {
        self.anywhere = true;
        self
    }

    /// Answers callers who know the server by this name too, with any port. Loopback names and the
    /// server's own address are known already; the name of a request is checked so that no web page
    /// can reach the sandbox through a name of its own (DNS rebinding).
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
        self
    }

    /// Listens on a Unix socket as well, which only this user can open and which is removed with the
    /// server. `url` of a session leads to the TCP address, as browsers open no Unix sockets.
    #[cfg(unix)]
    pub fn unix_socket(mut self, path: impl AsRef<Path>) -> Self {
        self.unix.push(path.as_ref().to_owned());
        self
    }

    /// Speaks TLS on the TCP address, and HTTP/2 where the caller offers it. Unix sockets stay plain.
    #[cfg(feature = "tls-given")]
    pub fn tls(mut self, certificate: Certificate) -> Self {
        self.tls = Some(certificate);
        self
    }

    /// Starts the server. `url` of every session points to the server that was started last.
    ///
    /// # Errors
    ///
    /// When an address or a path cannot be listened on, or when other machines could reach the address
    /// and that was not [allowed](Self::allow_other_machines).
    pub async fn start(mut self) -> io::Result<Server> {
        let listener = match std::mem::replace(&mut self.listen, Listen::At(NOWHERE)) {
            Listen::At(addr) => {
                self.check(addr)?;
                TcpListener::bind(addr).await?
            }
            Listen::On(listener) => listener,
        };
        self.start_on(listener)
    }

    /// The same, on a socket that listens already and therefore without waiting.
    pub(crate) fn start_on(self, listener: TcpListener) -> io::Result<Server> {
        let addr = listener.local_addr()?;
        self.check(addr)?;
        let requests = Arc::new(Semaphore::new(REQUESTS));
        let connections = Arc::new(Semaphore::new(CONNECTIONS));
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let edge = Edge {
            service: self.sandbox.service(),
            hosts: Some(Arc::new(Hosts::new(addr.ip(), &self.hosts))),
            requests,
            #[cfg(feature = "tls-given")]
            tls: self.tls.as_ref().map(Certificate::acceptor),
        };
        #[cfg(unix)]
        let mut sockets = Vec::new();
        #[cfg(unix)]
        for path in &self.unix {
            let (listener, file) = super::unix::bind(path)?;
            sockets.push(file);
            let edge = Edge {
                hosts: None,
                ..edge.clone()
            };
            let listener = Listener::Unix(listener);
            tasks.spawn(accept(
                listener,
                edge,
                Arc::clone(&connections),
                stopped.clone(),
            ));
        }
        tasks.spawn(until(stopped.clone(), self.sandbox.deliver()));
        let url = format!("{}://{}", self.scheme(), reachable(addr));
        self.sandbox.set_base_url(&url);
        tasks.spawn(accept(Listener::Tcp(listener), edge, connections, stopped));
        Ok(Server {
            sandbox: self.sandbox,
            addr,
            url,
            stop,
            tasks,
            #[cfg(unix)]
            sockets,
        })
    }

    fn check(&self, addr: SocketAddr) -> io::Result<()> {
        if addr.ip().is_loopback() || self.anywhere {
            return Ok(());
        }
        Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the sandbox serves this machine only: bind a loopback address, as 127.0.0.1 is, or allow \
             other machines",
        ))
    }

    #[cfg(feature = "tls-given")]
    fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    #[cfg(not(feature = "tls-given"))]
    #[expect(clippy::unused_self, reason = "with `tls` it is asked")]
    fn scheme(&self) -> &'static str {
        "http"
    }
}

/// Runs a task that has no end of its own until the server stops.
async fn until(mut stopped: watch::Receiver<bool>, task: impl Future<Output = ()>) {
    let (mut task, mut stop) = (pin!(task), pin!(stopped.wait_for(|stopped| *stopped)));
    poll_fn(|cx| {
        if stop.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        task.as_mut().poll(cx)
    })
    .await;
}

/// An address that is never listened on: it takes the place of one that is in use.
const NOWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Where this machine reaches a server that listens on every address.
fn reachable(addr: SocketAddr) -> SocketAddr {
    if !addr.ip().is_unspecified() {
        return addr;
    }
    SocketAddr::from((Ipv4Addr::LOCALHOST, addr.port()))
}
