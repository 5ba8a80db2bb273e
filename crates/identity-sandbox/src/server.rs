//! [`Server`]: the sandbox behind sockets on this machine.

mod accept;
mod activity;
mod builder;
mod connection;
mod guard;
mod hosts;
mod limits;
mod ready;
mod stream;
#[cfg(feature = "tls-given")]
mod tls;
#[cfg(unix)]
mod unix;

use std::net::SocketAddr;

use tokio::sync::watch;
use tokio::task::JoinSet;

pub use self::builder::ServerBuilder;
pub use self::ready::Ready;
pub(crate) use self::stream::Abrupt;
#[cfg(feature = "tls-given")]
pub use self::tls::Certificate;
use crate::sandbox::Sandbox;

/// A running server, HTTP/1.1 and HTTP/2. Dropping it closes the sockets and every connection at once;
/// [`shutdown`](Self::shutdown) lets the calls end that are under way.
///
/// From [`Sandbox::start`], or [`Sandbox::server`] for one with options.
#[derive(Debug)]
pub struct Server {
    sandbox: Sandbox,
    addr: SocketAddr,
    url: String,
    stop: watch::Sender<bool>,
    /// One a listening socket, which owns the connections that came through it.
    tasks: JoinSet<()>,
    #[cfg(unix)]
    sockets: Vec<unix::SocketFile>,
}

impl Server {
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

    /// What a program that waits for the server needs to know.
    #[must_use]
    pub fn ready(&self) -> Ready {
        Ready::of(self)
    }

    /// The paths of its Unix sockets.
    #[cfg(unix)]
    pub fn unix_sockets(&self) -> impl Iterator<Item = &std::path::Path> {
        self.sockets.iter().map(unix::SocketFile::path)
    }

    /// Stops taking connections, lets the calls end that are under way, for at most five seconds, and
    /// returns when the last connection is closed.
    pub async fn shutdown(mut self) {
        // Nobody listens when every task has ended already.
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}
