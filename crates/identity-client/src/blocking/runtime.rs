//! [`Runtime`]: a thread that keeps connections and clocks going, and waiting for it from any other.

use std::convert::Infallible;
use std::future::Future;
use std::panic::resume_unwind;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, Thread};

use identity_transport::Error;
use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// Drives IO and time on a thread of its own. Dropping it ends the thread.
#[derive(Debug)]
pub(super) struct Runtime {
    handle: Handle,
    /// Nothing is ever sent: dropping it is the signal.
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Runtime {
    pub(super) fn start() -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::config("the runtime does not start").because(error))?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new()
            .name("identity-client".to_owned())
            .spawn(move || {
                let _ = runtime.block_on(stopped);
                // A name that is being looked up must not keep the drop waiting.
                runtime.shutdown_background();
            })
            .map_err(no_thread)?;
        Ok(Self {
            handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Runs `call` with the runtime's IO and time until it is done, and keeps the calling thread so long.
    ///
    /// tokio's own `block_on` panics inside a runtime. A future must not be polled on such a thread at all:
    /// when it yields, tokio queues its wake-up with the runtime that owns the thread, which is the one that
    /// is kept. So there it is polled on a thread of its own.
    pub(super) fn wait<T: Send>(
        &self,
        call: impl Future<Output = Result<T, Error>> + Send,
    ) -> Result<T, Error> {
        if self.is_own_thread() {
            let what = "a blocking call on the client's own thread would wait for itself";
            return Err(Error::config(what));
        }
        if Handle::try_current().is_err() {
            return self.poll(call);
        }
        thread::scope(|scope| {
            let polling = thread::Builder::new()
                .name("identity-client-call".to_owned())
                .spawn_scoped(scope, || self.poll(call))
                .map_err(no_thread)?;
            // A panic in a layer of the user's goes on as if it had been called here.
            polling.join().unwrap_or_else(|panic| resume_unwind(panic))
        })
    }

    fn poll<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let _context = self.handle.enter();
        block_on(call)
    }

    fn is_own_thread(&self) -> bool {
        let own = self.thread.as_ref().map(|thread| thread.thread().id());
        own == Some(thread::current().id())
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        drop(self.stop.take());
        let is_own_thread = self.is_own_thread();
        if let Some(thread) = self.thread.take().filter(|_| !is_own_thread) {
            // It runs no code that panics; a panic in a drop would end the process.
            let _ = thread.join();
        }
    }
}

fn no_thread(error: std::io::Error) -> Error {
    Error::config("the system gives no thread").because(error)
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn time_goes_on_and_a_wake_from_elsewhere_arrives() {
        let runtime = Runtime::start().unwrap();
        runtime
            .wait(async {
                // A wait for real, and a short one: that the thread drives the timer is the point.
                tokio::time::sleep(Duration::from_millis(1)).await;
                let task = tokio::spawn(async { 7 });
                assert_eq!(task.await.unwrap(), 7);
                Ok(())
            })
            .unwrap();
    }

    #[tokio::test]
    async fn what_yields_inside_another_runtime_goes_on() {
        let runtime = Runtime::start().unwrap();
        runtime
            .wait(async {
                // More than a task may do before tokio makes it yield.
                for _ in 0..300 {
                    tokio::task::yield_now().await;
                    let (send, receive) = oneshot::channel();
                    send.send(()).unwrap();
                    receive.await.unwrap();
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_wait_for_itself_is_an_error_and_no_deadlock() {
        let runtime = Arc::new(Runtime::start().unwrap());
        let inner = Arc::clone(&runtime);
        let error = runtime
            .wait(async move {
                let task = tokio::spawn(async move { inner.wait(async { Ok(()) }) });
                Ok(task.await.unwrap().unwrap_err())
            })
            .unwrap();
        assert_eq!(error.kind(), identity_transport::ErrorKind::Config);
    }
}
