//! A script: what a server does on one connection, step by step.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::server::{Log, Seen};

/// One step. A script that is at its end closes the connection in good order.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads one request whole; a client that has gone away ends the script.
    Request,
    /// Reads the head of one request and leaves its body where it is.
    Head,
    /// Writes bytes, at once.
    Write(Bytes),
    /// Writes the same bytes over and over until the client has gone away.
    Flood(Bytes),
    /// The same, slowly.
    Drip(Bytes),
    /// Does nothing until the client closes the connection.
    Stall,
    /// Says that nothing more will come, and reads on.
    HalfClose,
    /// Breaks the connection off: what is under way is lost, and the client sees a reset.
    Reset,
    /// Breaks the connection off without a word of TLS.
    Cut,
    /// Goes back to the first step.
    Again,
}

pub(crate) use Step::{Again, Cut, Drip, Flood, HalfClose, Head, Request, Reset, Stall, Write};

pub(crate) fn write(bytes: impl Into<Bytes>) -> Step {
    Write(bytes.into())
}

/// Reads a request and answers it, as often as one comes.
pub(crate) fn serve(answer: impl Into<Bytes>) -> Vec<Step> {
    vec![Request, write(answer), Again]
}

/// A connection whose TCP part can be got at.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Unpin + Send + 'static {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Plays `script` on connection `number`.
pub(crate) async fn play(script: &[Step], mut socket: impl Socket, number: usize, log: &Log) {
    let mut unread = Vec::new();
    let mut next = 0;
    while let Some(step) = script.get(next) {
        next += 1;
        match step {
            Again => next = 0,
            Reset => {
                socket.tcp().set_zero_linger().expect("a socket's option");
                return;
            }
            Cut => return,
            step => {
                if !run(step, &mut socket, &mut unread, number, log).await {
                    return;
                }
            }
        }
    }
    // A client that has gone away first is what some of the rows are about.
    let _ = socket.shutdown().await;
}

/// False when the client has gone away.
async fn run(
    step: &Step,
    socket: &mut impl Socket,
    unread: &mut Vec<u8>,
    number: usize,
    log: &Log,
) -> bool {
    match step {
        Request => read(socket, unread, number, log, true).await,
        Head => read(socket, unread, number, log, false).await,
        Write(bytes) => put(socket, bytes).await,
        Flood(bytes) => {
            while put(socket, bytes).await {
                tokio::task::yield_now().await;
            }
            false
        }
        Drip(bytes) => {
            while put(socket, bytes).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            false
        }
        Stall => {
            let mut rest = Vec::new();
            let _ = socket.read_to_end(&mut rest).await;
            false
        }
        HalfClose => socket.shutdown().await.is_ok(),
        Reset | Cut | Again => unreachable!("it is played where the script is"),
    }
}

async fn put(socket: &mut impl Socket, bytes: &[u8]) -> bool {
    socket.write_all(bytes).await.is_ok() && socket.flush().await.is_ok()
}

/// Reads up to the end of a head, or of its body too, and notes what came.
async fn read(
    socket: &mut impl Socket,
    unread: &mut Vec<u8>,
    number: usize,
    log: &Log,
    is_whole: bool,
) -> bool {
    loop {
        if let Some((seen, length)) = Seen::parse(unread, number, is_whole) {
            unread.drain(..length);
            log.send_modify(|all| all.push(seen));
            return true;
        }
        if socket.read_buf(unread).await.unwrap_or(0) == 0 {
            return false;
        }
    }
}
