//! The effect around the outbox: sends what is due, and tells the state what came of it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use identity_types::Timestamp;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::delivery::AttemptResult;
use super::post::{Errand, Job};
use super::send::{self, Letter};
use crate::clock::Clock;
use crate::sandbox::Shared;
use crate::settings::SignatureTime;

/// The most deliveries on their way at once.
const MOST: usize = 64;

/// Delivers whatever becomes due, until it is dropped; what is on its way then is sent again later.
pub(crate) async fn run(shared: Arc<Shared>) {
    let mut news = News::of(&shared);
    let mut sending = JoinSet::new();
    loop {
        news.forget();
        send_due(&shared, &mut sending, shared.clock.now());
        while sending.try_join_next().is_some() {}
        wait(&shared, &mut news, sending.len() < MOST).await;
    }
}

/// Delivers what is due, and what becomes due by that, until nothing is due and nothing is on its way.
pub(super) async fn settle(shared: &Arc<Shared>) {
    let mut news = News::of(shared);
    let mut sending = JoinSet::new();
    loop {
        news.forget();
        // One look at the clock: what becomes due after it is not this round's.
        let now = shared.clock.now();
        send_due(shared, &mut sending, now);
        if !sending.is_empty() {
            sending.join_next().await;
        } else if shared.state().outbox.is_settled(now) {
            return;
        } else {
            // Somebody else is sending: a server's own loop.
            news.next().await;
        }
    }
}

fn send_due(shared: &Arc<Shared>, sending: &mut JoinSet<()>, now: Timestamp) {
    while sending.len() < MOST {
        let Some(job) = next_job(shared, now) else {
            return;
        };
        // Made here and not by the task, which may be dropped before it begins.
        let way = OnItsWay {
            shared: Arc::clone(shared),
            errand: Some(job.errand),
        };
        sending.spawn(send_one(way, job.letter));
    }
}

/// Does what has become due on the clock, and takes the first delivery.
fn next_job(shared: &Arc<Shared>, now: Timestamp) -> Option<Job> {
    let signed = match shared.settings.signature_time {
        SignatureTime::Sandbox => now,
        SignatureTime::Machine => Clock::system().now(),
    };
    let mut state = shared.state();
    state.run_due(&shared.settings, now);
    state.next_job(&shared.settings, now, signed)
}

async fn send_one(way: OnItsWay, letter: Letter) {
    // An endpoint, too, is told of nothing that a crash could take back.
    if way.shared.saved().await.is_err() {
        let failed = "the sandbox could not save what it was to deliver";
        return way.arrived(AttemptResult::Failed(failed.into()));
    }
    let settings = &way.shared.settings;
    let result = send::send(letter, &settings.targets, settings.delivery_timeout).await;
    way.arrived(result);
}

/// A delivery that is being sent. Dropped before it has arrived, it is put back.
struct OnItsWay {
    shared: Arc<Shared>,
    errand: Option<Errand>,
}

impl OnItsWay {
    fn arrived(mut self, result: AttemptResult) {
        if let Some(errand) = self.errand.take() {
            let now = self.shared.clock.now();
            let settings = &self.shared.settings;
            self.shared.state().answered(settings, now, errand, result);
            self.shared.save_soon();
        }
    }
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        if let Some(errand) = self.errand.take() {
            self.shared.state().put_back(errand);
        }
    }
}

/// Waits until the outbox changes, the clock is moved, or something may have become due.
async fn wait(shared: &Shared, news: &mut News, has_room: bool) {
    let next = {
        let state = shared.state();
        [state.next_due(), state.outbox.next_due()]
            .into_iter()
            .flatten()
            .min()
    };
    match next.and_then(|due| shared.clock.until(due)) {
        // It has become due since the last look, or a moment after this one.
        Some(left) if has_room => {
            let _ = tokio::time::timeout(left, news.next()).await;
        }
        // Of room that becomes free there is news, and of a clock that is moved.
        _ => news.next().await,
    }
}

/// What whoever delivers waits for.
struct News {
    outbox: watch::Receiver<()>,
    clock: watch::Receiver<()>,
}

impl News {
    fn of(shared: &Shared) -> Self {
        Self {
            outbox: shared.state().outbox.subscribe(),
            clock: shared.clock.subscribe(),
        }
    }

    /// Forgets what has come so far.
    fn forget(&mut self) {
        self.outbox.mark_unchanged();
        self.clock.mark_unchanged();
    }

    async fn next(&mut self) {
        let mut outbox = pin!(self.outbox.changed());
        let mut clock = pin!(self.clock.changed());
        poll_fn(|cx| {
            // Both, so that both can wake.
            let came = outbox.as_mut().poll(cx).is_ready();
            if came | clock.as_mut().poll(cx).is_ready() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}
