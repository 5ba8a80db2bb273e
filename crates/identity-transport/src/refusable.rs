//! The future of a layer that either refuses a request on the spot or passes it on.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::{Error, Response};

pin_project! {
    /// Answers with a refusal, or with what the inner service answers.
    pub struct Refusable<F> {
        refusal: Option<Error>,
        #[pin]
        inner: Option<F>,
    }
}

impl<F> Refusable<F> {
    pub(crate) const fn refuse(error: Error) -> Self {
        Self {
            refusal: Some(error),
            inner: None,
        }
    }

    pub(crate) const fn pass(inner: F) -> Self {
        Self {
            refusal: None,
            inner: Some(inner),
        }
    }
}

impl<F: Future<Output = Result<Response, Error>>> Future for Refusable<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        match (this.refusal.take(), this.inner.as_pin_mut()) {
            (Some(error), _) => Poll::Ready(Err(error)),
            (None, Some(inner)) => inner.poll(cx),
            // A refusal was taken: the future is done, and polling it again is the caller's mistake.
            (None, None) => Poll::Pending,
        }
    }
}

impl<F> fmt::Debug for Refusable<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusable").finish_non_exhaustive()
    }
}
