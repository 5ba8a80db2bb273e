//! A line on a terminal's stderr that says that something goes on.

use std::future::Future;
use std::io::Write;
use std::time::Duration;

use tokio::time::Instant;

use crate::io::Stream;

/// Runs `future` and shows `what` with the time that has passed, if `is_shown`.
pub(super) async fn watched<T>(
    mut stderr: Stream,
    is_shown: bool,
    what: &str,
    future: impl Future<Output = T>,
) -> T {
    if !is_shown {
        return future.await;
    }
    let begun = Instant::now();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut future = std::pin::pin!(future);
    let _line = Line(stderr.clone());
    loop {
        tokio::select! {
            biased;
            done = &mut future => return done,
            _ = tick.tick() => {
                let seconds = Instant::now().saturating_duration_since(begun).as_secs();
                _ = write!(stderr, "\r{what} ({seconds} s)\x1b[K");
                _ = stderr.flush();
            }
        }
    }
}

/// Takes the line away, however the wait ends.
struct Line(Stream);

impl Drop for Line {
    fn drop(&mut self) {
        _ = write!(self.0, "\r\x1b[K");
        _ = self.0.flush();
    }
}
