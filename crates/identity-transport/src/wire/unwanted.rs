//! Ending the connects that nobody waits for any more.
//!
//! hyper goes on connecting in a task of its own when the call that began it was served by another
//! connection. That saves a socket that is nearly there; but a connect that still stands in line for its
//! place would take the place of one that is needed, and either would outlive the client. So such a
//! connect leaves the line ([`leave_in_background`]), and ends with the wire ([`Alive`]).

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use hyper::rt::Executor;
use tokio::sync::watch;

use crate::BoxError;

tokio::task_local! {
    /// Set in the tasks that hyper spawns.
    static BACKGROUND: ();
}

/// Spawns hyper's tasks so that what runs in them can tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marked;

impl<F> Executor<F> for Marked
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, task: F) {
        tokio::spawn(BACKGROUND.scope((), task));
    }
}

/// What `waiting` brings, or [`Unwanted`] as soon as it is polled in a task of hyper's.
pub(super) async fn leave_in_background<T, E: Into<BoxError>>(
    waiting: impl Future<Output = Result<T, E>>,
) -> Result<T, BoxError> {
    let mut waiting = pin!(waiting);
    poll_fn(|cx| match BACKGROUND.try_with(|()| ()) {
        Ok(()) => Poll::Ready(Err(Unwanted.into())),
        Err(_) => waiting.as_mut().poll(cx).map_err(Into::into),
    })
    .await
}

/// Held by the wire and by its calls; what was begun [`for_as_long`](Self::for_as_long) ends with the last.
#[derive(Clone, Debug)]
pub(super) struct Alive(Arc<watch::Sender<()>>);

impl Alive {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(())))
    }

    /// What `work` brings, or [`Unwanted`] when the last clone of this is dropped. It holds none.
    pub(super) fn for_as_long<T, F: Future<Output = Result<T, BoxError>>>(
        &self,
        work: F,
    ) -> impl Future<Output = Result<T, BoxError>> + use<T, F> {
        let mut alive = self.0.subscribe();
        async move {
            let mut work = pin!(work);
            // Nothing is ever sent: a change is the end.
            let mut end = pin!(alive.changed());
            poll_fn(|cx| match end.as_mut().poll(cx) {
                Poll::Ready(_) => Poll::Ready(Err(Unwanted.into())),
                Poll::Pending => work.as_mut().poll(cx),
            })
            .await
        }
    }
}

/// A connect that nobody waits for; only hyper's own tasks meet it.
#[derive(Debug)]
struct Unwanted;

impl fmt::Display for Unwanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody waits for this connection any more")
    }
}

impl std::error::Error for Unwanted {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::runtime::Handle;
    use tokio::sync::Semaphore;
    use tokio::time::Instant;
    use tower_service::Service;

    use super::*;
    use crate::wire::connector::{Connector, Places, Trusted};
    use crate::wire::{Connections, Pooled, Tls};
    use crate::{Body, Error, Response};

    const HOUR: Duration = Duration::from_secs(3600);

    /// A wire of one connection, on which nothing runs out within the hour.
    fn wire() -> Pooled {
        let connections = Connections {
            max_idle: 1,
            max_open: Some(1.try_into().unwrap()),
            ..Connections::new(HOUR)
        };
        connections.wire(1024, HOUR).unwrap()
    }

    fn call(wire: &Pooled, url: &str) -> impl Future<Output = Result<Response, Error>> + use<> {
        let request = http::Request::get(url).body(Body::empty());
        wire.clone().call(request.unwrap())
    }

    /// Gives the other tasks so many turns, and no time.
    async fn turns() {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
    }

    fn tasks() -> usize {
        Handle::current().metrics().num_alive_tasks()
    }

    /// Answers requests on the first connection; nobody else is let in. Run by the test's own task, so
    /// that every other one is the wire's.
    async fn one_connection(listener: &TcpListener) {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 1024];
        while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {
            turns().await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(answer).await.unwrap();
        }
        std::future::pending().await
    }

    /// A paused clock that is never idle stands still.
    async fn busy() {
        loop {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_stays_in_line_whose_call_another_connection_served() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let wire = wire();
        let start = Instant::now();
        let calls = async {
            let (one, two, three) =
                tokio::join!(call(&wire, &url), call(&wire, &url), call(&wire, &url));
            assert!(one.is_ok() && two.is_ok() && three.is_ok());
            turns().await;
            // The connection and the pool's sweeper.
            assert_eq!(tasks(), 2);
            drop(wire);
            turns().await;
            assert_eq!((tasks(), start.elapsed()), (0, Duration::ZERO));
        };
        tokio::select! {
            () = calls => {}
            () = one_connection(&listener) => unreachable!("it never ends"),
            () = busy() => unreachable!("it never ends"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_still_connects_ends_with_the_wire() {
        // Takes connections and shakes no hands.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}/", listener.local_addr().unwrap());
        let free = Arc::new(Semaphore::new(1));
        let places = Places {
            free: Arc::clone(&free),
            wait: HOUR,
        };
        let tls = Trusted {
            everywhere: Arc::new(Tls::default().config().unwrap()),
            on_loopback: None,
        };
        let mut connector = Connector::new(tls, None, HOUR, Some(places));
        let start = Instant::now();
        let connecting = connector.call(url.parse().unwrap());
        tokio::spawn(async move { assert!(connecting.await.is_err()) });
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = busy() => unreachable!("it never ends"),
        };
        turns().await;
        assert_eq!((tasks(), free.available_permits()), (1, 0));
        drop(connector);
        turns().await;
        assert_eq!((tasks(), free.available_permits()), (0, 1));
        assert_eq!(start.elapsed(), Duration::ZERO);
        drop(accepted);
    }
}
