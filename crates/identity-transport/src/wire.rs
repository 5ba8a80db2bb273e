//! The wire: hyper's pooled client over TCP and rustls, speaking HTTP/1.1 and HTTP/2 by ALPN.
//!
//! Innermost, because everything above it is policy. It follows no redirect, reads no netrc and no
//! proxy variable, and asks for no compression. One request that meets a pooled connection which died
//! before a byte was written is sent again on a new one by hyper itself: nothing was sent, so it is no
//! attempt.

mod connector;
pub(crate) mod fault;

use std::time::Duration;

use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_layer::Layer;

use crate::collect::{Collect, CollectLayer};
use crate::{Body, Error};

use self::connector::Connector;

/// hyper's client with bodies read whole.
pub(crate) type Wire = Collect<Client<Connector, Body>>;

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

pub(crate) fn wire(connect_timeout: Duration, max_body: usize) -> Result<Wire, Error> {
    let client = Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        // Without a timer the pool would keep idle connections for ever.
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE)
        .retry_canceled_requests(true)
        .http1_max_headers(MAX_HEADERS)
        .http1_max_buf_size(MAX_HEAD as usize)
        .http2_max_header_list_size(MAX_HEAD)
        .http2_keep_alive_interval(PING_EVERY)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .build(connector::connector(connect_timeout)?);
    Ok(CollectLayer::new(max_body).layer(client))
}
