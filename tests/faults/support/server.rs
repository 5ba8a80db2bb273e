//! A server on loopback that plays a script on each connection, in clear or over TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use super::script::{Step, play};
use super::tls_server;
use super::tls_server::{Authority, Leaf};

/// One request as it came, and on which connection, counted from 0.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) connection: usize,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

/// Every request that was read, in order.
pub(crate) type Log = watch::Sender<Vec<Seen>>;

impl Seen {
    /// The first request in `bytes` and its length, if all of it is there.
    pub(crate) fn parse(bytes: &[u8], connection: usize, is_whole: bool) -> Option<(Self, usize)> {
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let mut seen = Self {
            connection,
            head: String::from_utf8(bytes[..head].to_vec()).expect("the client's heads are text"),
            body: Vec::new(),
        };
        let body = match seen.header("content-length") {
            Some(length) if is_whole => length.parse().expect("a length"),
            _ => 0,
        };
        seen.body = bytes.get(head..head + body)?.to_vec();
        Some((seen, head + body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
    }

    /// Method and target.
    pub(crate) fn line(&self) -> &str {
        self.head.split(" HTTP/").next().unwrap_or_default()
    }

    pub(crate) fn key(&self) -> Option<&str> {
        self.header("idempotency-key")
    }
}

/// A server; it ends with the value.
pub(crate) struct Server {
    pub(crate) url: String,
    log: Log,
    connections: Arc<AtomicUsize>,
    /// How many scripts have come to their end.
    ended: watch::Sender<usize>,
    task: JoinHandle<()>,
}

impl Server {
    /// Plays the first script on the first connection, and so on; the last one on all that follow.
    pub(crate) async fn start(scripts: Vec<Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::on(listener, scripts)
    }

    /// The same script on every connection.
    pub(crate) async fn always(script: Vec<Step>) -> Self {
        Self::start(vec![script]).await
    }

    /// A server on a listener of the row's own.
    pub(crate) fn on(listener: TcpListener, scripts: Vec<Vec<Step>>) -> Self {
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let log = Log::default();
        let connections = Arc::<AtomicUsize>::default();
        let ended = watch::Sender::default();
        let (record, count, end) = (log.clone(), Arc::clone(&connections), ended.clone());
        let task = tokio::spawn(async move {
            // The connections end with the server.
            let mut served = JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.expect("a connection");
                let number = count.fetch_add(1, Ordering::Relaxed);
                let script = scripts[number.min(scripts.len() - 1)].clone();
                let (record, end) = (record.clone(), end.clone());
                served.spawn(async move {
                    play(&script, socket, number, &record).await;
                    end.send_modify(|ended| *ended += 1);
                });
            }
        });
        Self {
            url,
            log,
            connections,
            ended,
            task,
        }
    }

    /// Where it is, with another scheme.
    pub(crate) fn https(&self) -> String {
        self.url.replace("http://", "https://")
    }

    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.log.borrow().clone()
    }

    /// Waits until so many requests have been read.
    pub(crate) async fn has_read(&self, requests: usize) {
        let mut log = self.log.subscribe();
        log.wait_for(|seen| seen.len() >= requests)
            .await
            .expect("the server is there");
    }

    /// Waits until so many connections have come to the end of their script.
    pub(crate) async fn has_ended(&self, connections: usize) {
        let mut ended = self.ended.subscribe();
        ended
            .wait_for(|ended| *ended >= connections)
            .await
            .expect("the server is there");
    }

    /// How many connections came.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// On which connection each request came.
    pub(crate) fn places(&self) -> Vec<usize> {
        self.requests().iter().map(|seen| seen.connection).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A server over TLS, with a certificate of an authority that it makes itself.
pub(crate) struct TlsServer {
    pub(crate) server: tls_server::Server,
    pub(crate) authority: Authority,
    pub(crate) log: Log,
}

impl TlsServer {
    /// Plays `script` on each connection, with a certificate that is as it should be.
    pub(crate) async fn start(script: Vec<Step>) -> Self {
        let authority = Authority::new("test");
        let leaf = authority.leaf("127.0.0.1", tls_server::VALID);
        Self::with(authority, &leaf, None, script).await
    }

    pub(crate) async fn with(
        authority: Authority,
        leaf: &Leaf,
        clients: Option<&Authority>,
        script: Vec<Step>,
    ) -> Self {
        let log = Log::default();
        let record = log.clone();
        let script = Arc::new(script);
        let server = tls_server::Server::start(leaf, "http/1.1", clients, move |socket, number| {
            let (script, record) = (Arc::clone(&script), record.clone());
            async move { play(&script, socket, number, &record).await }
        })
        .await;
        Self {
            server,
            authority,
            log,
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.server.url
    }
}
