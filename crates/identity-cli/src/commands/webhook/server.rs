//! The socket of `webhook listen`: takes deliveries, one after the other, to whoever handles them.

use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming as Body;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use crate::Exit;
use crate::failure::Failure;

/// More than any event has.
const MOST: usize = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(30);
/// More callers at once wait in the system's queue.
const MOST_CONNECTIONS: usize = 64;

/// A delivery that waits for its answer.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) body: Bytes,
    pub(super) signature: String,
    pub(super) answer: oneshot::Sender<StatusCode>,
}

/// A socket on this machine.
#[derive(Debug)]
pub(super) struct Server {
    listener: TcpListener,
    url: String,
}

impl Server {
    pub(super) async fn bind(port: u16) -> Result<Self, Failure> {
        let refused = |cause| Failure::system("--port: cannot listen there", Exit::Network, cause);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(refused)?;
        let url = format!("http://{}", listener.local_addr().map_err(refused)?);
        Ok(Self { listener, url })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Takes deliveries until it is dropped.
    pub(super) async fn serve(&self, deliveries: mpsc::Sender<Delivery>) {
        let mut connections = JoinSet::new();
        loop {
            while connections.len() >= MOST_CONNECTIONS {
                connections.join_next().await;
            }
            while connections.try_join_next().is_some() {}
            match self.listener.accept().await {
                Ok((stream, _)) => {
                    connections.spawn(converse(stream, deliveries.clone()));
                }
                // Out of file descriptors, most likely: they come back when a connection ends.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

async fn converse(stream: TcpStream, deliveries: mpsc::Sender<Delivery>) {
    let take = service_fn(move |request| take(request, deliveries.clone()));
    // What goes wrong on one connection is its caller's to see.
    _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), take)
        .await;
}

async fn take(
    request: Request<Body>,
    deliveries: mpsc::Sender<Delivery>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let status = receive(request, deliveries)
        .await
        .unwrap_or_else(|status| status);
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    Ok(response)
}

async fn receive(
    request: Request<Body>,
    deliveries: mpsc::Sender<Delivery>,
) -> Result<StatusCode, StatusCode> {
    if request.method() != Method::POST {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let signature = request.headers().get("stripe-signature");
    let signature = signature
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = Limited::new(request.into_body(), MOST).collect();
    let body = tokio::time::timeout(PATIENCE, body)
        .await
        .map_err(|_| StatusCode::REQUEST_TIMEOUT)?
        .map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?
        .to_bytes();
    let (answer, answered) = oneshot::channel();
    let gone = StatusCode::SERVICE_UNAVAILABLE;
    let delivery = Delivery {
        body,
        signature,
        answer,
    };
    deliveries.send(delivery).await.map_err(|_| gone)?;
    answered.await.map_err(|_| gone)
}
