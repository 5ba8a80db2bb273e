//! The loop that takes connections, one a listening socket.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use super::connection::{Edge, converse};
use super::limits::GRACE;
use super::stream::Socket;

/// A socket that listens.
#[derive(Debug)]
pub(super) enum Listener {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener),
}

impl Listener {
    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<Socket>> {
        match self {
            Self::Tcp(listener) => listener
                .poll_accept(cx)
                .map_ok(|(stream, _)| Socket::Tcp(stream)),
            #[cfg(unix)]
            Self::Unix(listener) => listener
                .poll_accept(cx)
                .map_ok(|(stream, _)| Socket::Unix(stream)),
        }
    }
}

/// Takes connections until it is told to stop, and then sees the open ones to their end.
pub(super) async fn accept(
    listener: Listener,
    edge: Edge,
    connections: Arc<Semaphore>,
    mut stop: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    // Owned here, so that all connections end with this task.
    let mut open = JoinSet::new();
    let mut stopped = pin!(stop.wait_for(|stop| *stop));
    loop {
        let mut permit = pin!(Arc::clone(&connections).acquire_owned());
        let mut held = None;
        let next = poll_fn(|cx| {
            if stopped.as_mut().poll(cx).is_ready() {
                return Poll::Ready(None);
            }
            while let Poll::Ready(Some(_)) = open.poll_join_next(cx) {}
            if held.is_none() {
                match permit.as_mut().poll(cx) {
                    Poll::Ready(permit) => held = permit.ok(),
                    Poll::Pending => return Poll::Pending,
                }
            }
            listener.poll_accept(cx).map(Some)
        });
        match next.await {
            None => break,
            Some(Ok(socket)) => {
                let conversation = converse(socket, edge.clone(), graceful.watcher());
                let permit = held.take();
                open.spawn(async move {
                    conversation.await;
                    drop(permit);
                });
            }
            // Out of file descriptors, most likely: they come back when a connection ends.
            Some(Err(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    open.shutdown().await;
}
