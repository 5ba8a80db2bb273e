//! [`Stream`]: a connection of whatever kind, which can be reset instead of closed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

/// How a connection ends: by an orderly close, or, once this is set, by a reset. Requests carry it in
/// their extensions, so that a fault can reach the socket below.
#[derive(Clone, Debug, Default)]
pub(crate) struct Abrupt(Arc<AtomicBool>);

impl Abrupt {
    /// Makes the end of this connection a reset.
    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A connection.
#[derive(Debug)]
pub(super) struct Stream {
    socket: Socket,
    abrupt: Abrupt,
}

#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
    #[cfg(feature = "tls-given")]
    Tls(Box<tokio_rustls::server::TlsStream<TcpStream>>),
}

impl Stream {
    pub(super) fn new(socket: Socket) -> Self {
        let abrupt = Abrupt::default();
        Self { socket, abrupt }
    }

    pub(super) fn abrupt(&self) -> Abrupt {
        self.abrupt.clone()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if !self.abrupt.is_set() {
            return;
        }
        let tcp = match &self.socket {
            Socket::Tcp(tcp) => tcp,
            // A Unix socket knows no reset.
            #[cfg(unix)]
            Socket::Unix(_) => return,
            #[cfg(feature = "tls-given")]
            Socket::Tls(tls) => tls.get_ref().0,
        };
        // Refused by the system, it is an orderly close: a lost reply all the same.
        let _ = tcp.set_zero_linger();
    }
}

/// Calls the same function of whichever socket it is.
macro_rules! each {
    ($stream:expr, $call:ident $(, $argument:expr)*) => {
        match &mut $stream.get_mut().socket {
            Socket::Tcp(inner) => Pin::new(inner).$call($($argument),*),
            #[cfg(unix)]
            Socket::Unix(inner) => Pin::new(inner).$call($($argument),*),
            #[cfg(feature = "tls-given")]
            Socket::Tls(inner) => Pin::new(inner).$call($($argument),*),
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        each!(self, poll_read, cx, buf)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        each!(self, poll_write, cx, buf)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        each!(self, poll_write_vectored, cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.socket {
            Socket::Tcp(tcp) => tcp.is_write_vectored(),
            #[cfg(unix)]
            Socket::Unix(unix) => unix.is_write_vectored(),
            #[cfg(feature = "tls-given")]
            Socket::Tls(tls) => tls.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, poll_flush, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.abrupt.is_set() {
            // An end that was announced would be an orderly one.
            return Poll::Ready(Ok(()));
        }
        each!(self, poll_shutdown, cx)
    }
}
