//! [`Alarm`]: the timer of a time-out, which is set when somebody has to wait and not before.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep};

use crate::clock;

pin_project! {
    /// Goes off at an instant. Until it is first polled it is that instant alone.
    #[derive(Debug)]
    pub(crate) struct Alarm {
        at: Option<Instant>,
        #[pin]
        timer: Option<Sleep>,
    }
}

impl Alarm {
    /// Goes off after `timeout` from now. A time-out beyond the clock's range is none.
    pub(crate) fn after(timeout: Duration) -> Self {
        Self {
            at: clock::now().checked_add(timeout),
            timer: None,
        }
    }

    /// When it goes off.
    pub(crate) const fn at(&self) -> Option<Instant> {
        self.at
    }

    /// Ready when the time has come.
    pub(crate) fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        let Some(at) = *this.at else {
            return Poll::Pending;
        };
        if this.timer.is_none() {
            this.timer.set(Some(tokio::time::sleep_until(at)));
        }
        this.timer
            .as_pin_mut()
            .map_or(Poll::Pending, |timer| timer.poll(cx))
    }
}
