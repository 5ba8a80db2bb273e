//! The fleet's part of the limit: one request of this process at a time asks the store.
//!
//! Only the first in line asks, so that a thousand waiting calls hold one grant and not a thousand. A
//! grant whose call was dropped during the wait stays for the next in line.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::store::{Grant, QuotaRequest, SharedStore};
use crate::{BoxError, clock};

/// A grant is good this long after its moment; one that is used later would count into a time for
/// which others have grants already. As long as the burst that makes up for late timers.
const LATENESS: Duration = Duration::from_millis(20);

/// The line of one account before the store.
#[derive(Debug, Default)]
pub(super) struct Fleet {
    /// The holder of the lock is first in line; inside is the grant that it waits for.
    granted: Mutex<Option<Granted>>,
}

#[derive(Clone, Copy, Debug)]
struct Granted {
    due: Instant,
    weight: u32,
}

/// Why the store's answer keeps a request back.
#[derive(Debug)]
pub(super) enum Kept {
    /// The wait would pass the deadline; how long it would be.
    TooLong(Duration),
    /// The store has no answer.
    Away(BoxError),
}

impl Fleet {
    /// Waits until the store lets the request pass. `time_left` is asked when it is the request's turn.
    pub(super) async fn take(
        &self,
        store: &SharedStore,
        mut request: QuotaRequest,
        time_left: impl Fn() -> Option<Duration>,
    ) -> Result<(), Kept> {
        let mut granted = self.granted.lock().await;
        let weight = request.weight.get();
        loop {
            request.patience = time_left();
            let is_vain = |wait| request.patience.is_some_and(|left| wait >= left);
            let due = match *granted {
                Some(left) if left.weight == weight && clock::since(left.due) <= LATENESS => {
                    left.due
                }
                _ => match store.take(&request).await.map_err(Kept::Away)? {
                    Grant::After(wait) => clock::now() + wait,
                    Grant::Refused(wait) if is_vain(wait) => return Err(Kept::TooLong(wait)),
                    Grant::Refused(wait) => {
                        tokio::time::sleep(wait).await;
                        continue;
                    }
                },
            };
            *granted = Some(Granted { due, weight });
            let wait = due.saturating_duration_since(clock::now());
            if is_vain(wait) {
                return Err(Kept::TooLong(wait));
            }
            tokio::time::sleep_until(due).await;
            *granted = None;
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::layers::{GrantFuture, QuotaStore};

    /// Grants for a second from now, and counts.
    struct InASecond(AtomicU32);

    impl QuotaStore for &'static InASecond {
        fn take<'a>(&'a self, _: &'a QuotaRequest) -> GrantFuture<'a> {
            self.0.fetch_add(1, Ordering::Relaxed);
            Box::pin(std::future::ready(Ok(Grant::After(Duration::from_secs(1)))))
        }
    }

    /// A hundred calls that give up hold one grant between them, and the next one has it.
    #[tokio::test(start_paused = true)]
    async fn the_grant_of_a_dropped_call_goes_to_the_next() {
        static STORE: InASecond = InASecond(AtomicU32::new(0));
        let store = SharedStore::new(&STORE);
        let fleet = Fleet::default();
        let start = clock::now();
        for _ in 0..100 {
            let call = fleet.take(&store, QuotaRequest::new(1.0), || None);
            let wait = Duration::from_millis(5);
            assert!(tokio::time::timeout(wait, call).await.is_err());
        }
        let call = fleet.take(&store, QuotaRequest::new(1.0), || None);
        assert!(call.await.is_ok());
        assert_eq!(STORE.0.load(Ordering::Relaxed), 1);
        assert_eq!(clock::since(start).as_millis(), 1000);

        // One of another weight, or one whose moment has passed, is no grant for this one.
        let heavy = QuotaRequest {
            weight: NonZeroU32::new(2).unwrap(),
            ..QuotaRequest::new(1.0)
        };
        for request in [QuotaRequest::new(1.0), heavy] {
            let wait = Duration::from_millis(500);
            let call = fleet.take(&store, request, || None);
            assert!(tokio::time::timeout(wait, call).await.is_err());
        }
        assert_eq!(STORE.0.load(Ordering::Relaxed), 3);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(
            fleet
                .take(&store, QuotaRequest::new(1.0), || None)
                .await
                .is_ok()
        );
        assert_eq!(STORE.0.load(Ordering::Relaxed), 4);
    }
}
