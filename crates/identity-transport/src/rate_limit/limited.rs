//! [`Limited`]: the future of a request that may have to wait for its turn.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::{Error, Response};

pin_project! {
    /// Answers as the inner service does: at once where there is no limit, else when its turn has come.
    pub struct Limited<F> {
        #[pin]
        way: Way<F>,
    }
}

pin_project! {
    #[project = WayProjected]
    enum Way<F> {
        Free { #[pin] answer: F },
        Waiting { answer: Waiting },
    }
}

type Waiting = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

impl<F> Limited<F> {
    /// There is nothing to wait for.
    pub(super) const fn free(answer: F) -> Self {
        Self {
            way: Way::Free { answer },
        }
    }

    /// `answer` waits first.
    pub(super) fn waiting(
        answer: impl Future<Output = Result<Response, Error>> + Send + 'static,
    ) -> Self {
        let answer = Box::pin(answer);
        Self {
            way: Way::Waiting { answer },
        }
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for Limited<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().way.project() {
            WayProjected::Free { answer } => answer.poll(cx),
            WayProjected::Waiting { answer } => answer.as_mut().poll(cx),
        }
    }
}

impl<F> fmt::Debug for Limited<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limited").finish_non_exhaustive()
    }
}
