//! A connection: TCP alone, or TLS over it, and a way to end it from the answer it brought.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_rustls::client::TlsStream;

/// What hyper reads and writes. Its place among the connections is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Stream {
    way: Way,
    breaker: Breaker,
    _place: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum Way {
    Plain(TokioIo<TcpStream>),
    Tls(TokioIo<Box<TlsStream<TcpStream>>>),
}

/// Ends the connection that an answer came by; in the answer's extensions.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaker(Arc<AtomicBool>);

impl Breaker {
    /// Nothing more is read or written, so that the pool lets the connection go.
    pub(super) fn trip(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Stream {
    pub(super) fn plain(stream: TcpStream, place: Option<OwnedSemaphorePermit>) -> Self {
        Self::over(Way::Plain(TokioIo::new(stream)), place)
    }

    pub(super) fn tls(stream: TlsStream<TcpStream>, place: Option<OwnedSemaphorePermit>) -> Self {
        Self::over(Way::Tls(TokioIo::new(Box::new(stream))), place)
    }

    fn over(way: Way, place: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            way,
            breaker: Breaker::default(),
            _place: place,
        }
    }

    /// What is read from and written to, unless the connection was ended.
    fn way(self: Pin<&mut Self>) -> io::Result<&mut Way> {
        let this = self.get_mut();
        if this.breaker.0.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(&mut this.way)
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let connected = Connected::new().extra(self.breaker.clone());
        match &self.way {
            Way::Plain(_) => connected,
            Way::Tls(stream) => match stream.inner().get_ref().1.alpn_protocol() {
                Some(b"h2") => connected.negotiated_h2(),
                _ => connected,
            },
        }
    }
}

impl Read for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        match self.way()? {
            Way::Plain(stream) => Pin::new(stream).poll_read(cx, buffer),
            Way::Tls(stream) => Pin::new(stream).poll_read(cx, buffer),
        }
    }
}

impl Write for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.way()? {
            Way::Plain(stream) => Pin::new(stream).poll_write(cx, bytes),
            Way::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.way()? {
            Way::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Way::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.way()? {
            Way::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Way::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.way {
            Way::Plain(stream) => stream.is_write_vectored(),
            Way::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.way()? {
            Way::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
            Way::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, slices),
        }
    }
}
