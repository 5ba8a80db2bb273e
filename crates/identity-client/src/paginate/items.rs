//! [`Items`]: a list, item by item.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use identity_transport::Error;
use identity_types::{Cursor, HasId};

use super::{Listed, Pages};

/// The items of a list from the cursor of the parameters on, in the order of the walk: from new to old, or
/// with `ending_before` from old to new.
///
/// Items of a page are given out before the next page is asked for. After an error the stream is at its
/// end; [`resume`](Self::resume) gives the parameters that go on right after the last item given out.
///
/// ```
/// # use identity_client::{Client, Error};
/// use identity_types::{ListVerificationSessions, VerificationSessionStatus};
///
/// # async fn example(client: &Client) -> Result<(), Error> {
/// let verified = ListVerificationSessions::new().status(VerificationSessionStatus::Verified);
/// let mut sessions = client.verification_sessions().items(verified);
/// while let Some(session) = sessions.next().await {
///     println!("{}", session?.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<P: Listed> {
    pages: Pages<P>,
    page: std::vec::IntoIter<P::Item>,
    /// Where the last item given out stands.
    resume: P,
}

impl<P: Listed> Items<P> {
    pub(super) fn new(pages: Pages<P>) -> Self {
        let resume = pages.resume().clone();
        Self {
            pages,
            page: Vec::new().into_iter(),
            resume,
        }
    }

    /// The next item; `None` at the end of the list and after an error.
    ///
    /// Dropping the future loses nothing: the next one goes on with the same call.
    ///
    /// # Errors
    ///
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<P::Item, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Every item that is left, in one vector.
    ///
    /// The list may be long: `most` bounds how many items are taken, and the stream stays usable.
    ///
    /// # Errors
    ///
    /// As [`Pages::next`]; the items before the error are lost, so walk by hand where that matters.
    pub async fn collect_at_most(&mut self, most: usize) -> Result<Vec<P::Item>, Error> {
        let mut items = Vec::new();
        while items.len() < most {
            match self.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }

    /// The parameters that go on right after the last item given out, to take a walk up with later, and
    /// elsewhere.
    #[must_use]
    pub const fn resume(&self) -> &P {
        &self.resume
    }
}

impl<P: Listed> Stream for Items<P> {
    type Item = Result<P::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let is_backward = self.pages.is_backward();
            let item = if is_backward {
                self.page.next_back()
            } else {
                self.page.next()
            };
            if let Some(item) = item {
                let id = item.id().clone();
                let cursor = if is_backward {
                    Cursor::Before(id)
                } else {
                    Cursor::After(id)
                };
                self.resume.set_cursor(Some(cursor));
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(cx)) {
                Some(Ok(page)) => self.page = page.into_inner().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P: Listed> FusedStream for Items<P> {
    fn is_terminated(&self) -> bool {
        self.pages.is_terminated() && self.page.len() == 0
    }
}

impl<P: Listed + fmt::Debug> fmt::Debug for Items<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
