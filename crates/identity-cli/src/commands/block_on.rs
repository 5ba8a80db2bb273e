//! Futures on this thread, ended by Ctrl-C.

use std::future::Future;
use std::pin::Pin;

use crate::Exit;
use crate::failure::Failure;
use crate::io::Interrupt;

/// What a command does, of one type for all commands, so that what runs it stands in the binary once.
pub(super) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + 'a>>;

/// Runs a future to its end. The runtime is made here, so that help and the version start without one.
pub(super) fn block_on<T>(future: Work<'_, T>) -> Result<T, Failure> {
    let refused = |cause| {
        let what = "the system refused what an async runtime needs";
        Failure::system(what, Exit::Api, cause)
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(refused)?
        .block_on(future)
}

/// As [`block_on`], and gives up at Ctrl-C: what the future was doing is dropped where it waits. `key` is
/// what the call that was under way can be found by.
pub(super) fn interruptible<T>(
    interrupt: &Interrupt,
    future: Work<'_, T>,
    key: &dyn Fn() -> Option<String>,
) -> Result<T, Failure> {
    block_on(Box::pin(async {
        let ended = tokio::select! {
            // The signal first: from the first byte on, an interruption is answered and not fatal.
            biased;
            () = interrupt.came() => None,
            result = future => Some(result),
        };
        ended.unwrap_or_else(|| {
            Err(Failure::Interrupted {
                idempotency_key: key(),
            })
        })
    }))
}
