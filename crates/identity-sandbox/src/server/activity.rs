//! [`Activity`]: when something last happened on a connection, and when it has been quiet for too long.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Instant, sleep_until};

use super::limits::{BUSY, IDLE};

/// What happens on one connection. Clones watch the same one.
#[derive(Clone, Debug)]
pub(super) struct Activity(Arc<Mutex<Pulse>>);

#[derive(Clone, Copy, Debug)]
struct Pulse {
    /// Requests whose answers are not on their way yet.
    open: usize,
    last: Instant,
}

impl Activity {
    pub(super) fn new() -> Self {
        let last = Instant::now();
        Self(Arc::new(Mutex::new(Pulse { open: 0, last })))
    }

    /// A request came; it is over when the value is dropped.
    pub(super) fn begin(&self) -> Busy {
        let mut pulse = self.pulse();
        pulse.open += 1;
        pulse.last = Instant::now();
        Busy(self.clone())
    }

    /// Waits until the connection has been quiet for as long as it may be.
    pub(super) async fn quiet(&self) {
        loop {
            let end = self.end();
            if end <= Instant::now() {
                return;
            }
            sleep_until(end).await;
        }
    }

    fn end(&self) -> Instant {
        let pulse = *self.pulse();
        pulse.last + if pulse.open == 0 { IDLE } else { BUSY }
    }

    fn pulse(&self) -> MutexGuard<'_, Pulse> {
        // Two numbers, written one after the other: nothing in between can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Busy(Activity);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut pulse = self.0.pulse();
        pulse.open -= 1;
        pulse.last = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_open_request_has_more_time_than_none() {
        let activity = Activity::new();
        let start = Instant::now();
        activity.quiet().await;
        assert_eq!(Instant::now() - start, IDLE);
        let request = activity.begin();
        activity.quiet().await;
        assert_eq!(Instant::now() - start, IDLE + BUSY);
        drop(request);
        activity.quiet().await;
        assert_eq!(Instant::now() - start, IDLE + BUSY + IDLE);
    }
}
