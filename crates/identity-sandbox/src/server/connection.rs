//! One connection, to its end.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::Watcher;
use tokio::sync::Semaphore;

use super::activity::Activity;
use super::guard::{Caller, respond};
use super::hosts::Hosts;
use super::limits::{HEAD, HEADERS, STREAMS};
use super::stream::{Socket, Stream};
use crate::service::SandboxService;

/// What every connection of one listening socket goes by.
#[derive(Clone)]
pub(super) struct Edge {
    pub(super) service: SandboxService,
    /// `None` where no browser can come from: a Unix socket.
    pub(super) hosts: Option<Arc<Hosts>>,
    pub(super) requests: Arc<Semaphore>,
    #[cfg(feature = "tls-given")]
    pub(super) tls: Option<tokio_rustls::TlsAcceptor>,
}

/// Talks until the caller leaves, breaks the rules, or is quiet for too long. What goes wrong on one
/// connection is its caller's to see.
pub(super) async fn converse(socket: Socket, edge: Edge, watcher: Watcher) {
    let activity = Activity::new();
    let mut quiet = pin!(activity.quiet());
    let mut talk = pin!(talk(socket, edge, watcher, activity.clone()));
    poll_fn(|cx| {
        if talk.as_mut().poll(cx).is_ready() || quiet.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        Poll::Pending
    })
    .await;
}

async fn talk(socket: Socket, edge: Edge, watcher: Watcher, activity: Activity) {
    let Some(socket) = secured(socket, &edge).await else {
        return;
    };
    let stream = Stream::new(socket);
    let caller = Caller {
        edge,
        activity,
        abrupt: stream.abrupt(),
    };
    let mut builder = auto::Builder::new(TokioExecutor::new());
    // Answers have their date already, by the sandbox's clock. The time a head may take is held by
    // `Activity`, which every protocol goes by.
    builder
        .http1()
        .auto_date_header(false)
        .header_read_timeout(None)
        .max_buf_size(HEAD)
        .max_headers(HEADERS);
    builder
        .http2()
        .auto_date_header(false)
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD as u32);
    let respond = service_fn(move |request| respond(caller.clone(), request));
    let _ = watcher
        .watch(builder.serve_connection(TokioIo::new(stream), respond))
        .await;
}

/// Shakes hands, where the server speaks TLS.
#[cfg(feature = "tls-given")]
async fn secured(socket: Socket, edge: &Edge) -> Option<Socket> {
    match (socket, &edge.tls) {
        (Socket::Tcp(stream), Some(tls)) => {
            prompt(&stream);
            let stream = tls.accept(stream).await.ok()?;
            Some(Socket::Tls(Box::new(stream)))
        }
        (socket, _) => secured_plain(socket),
    }
}

#[cfg(not(feature = "tls-given"))]
async fn secured(socket: Socket, _: &Edge) -> Option<Socket> {
    secured_plain(socket)
}

fn secured_plain(socket: Socket) -> Option<Socket> {
    if let Socket::Tcp(stream) = &socket {
        prompt(stream);
    }
    Some(socket)
}

/// Answers are one write each: without this the last one waits for the caller's acknowledgement.
fn prompt(stream: &tokio::net::TcpStream) {
    let _ = stream.set_nodelay(true);
}
