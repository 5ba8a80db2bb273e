//! [`Pages`]: a list, page by page.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::stream::FusedStream;
use identity_transport::{CallOptions, Error};
use identity_types::{Cursor, HasId, List, ListParams};

use super::{Items, Listed, PageFault};
use crate::calls::Calls;
use crate::{Client, Response};

type Page<P> = Response<List<<P as ListParams>::Item>>;
type Turning<P> = Pin<Box<dyn Future<Output = Result<Page<P>, Error>> + Send>>;

/// The pages of a list from the cursor of the parameters on: towards older objects, or with
/// `ending_before` towards newer ones. Each page has its newest object first either way.
///
/// One call at a time, each with the options of the handle it came from, and none before it is polled.
/// After an error the stream is at its end; [`resume`](Self::resume) gives the parameters to go on with.
/// Dropping it while a page is under way ends that call.
///
/// ```
/// # use identity_client::{Client, Error};
/// use identity_types::ListVerificationSessions;
///
/// # async fn example(client: &Client) -> Result<(), Error> {
/// let mut pages = client.verification_sessions().pages(ListVerificationSessions::new().limit(100));
/// while let Some(page) = pages.next().await {
///     println!("{} sessions ({:?})", page.as_ref().map_or(0, |page| page.data.len()), page?.request_id());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<P: Listed> {
    client: Client,
    options: CallOptions,
    path: &'static str,
    /// Those of the page that comes next.
    params: P,
    /// Every cursor that was asked with, so that a walk in a circle ends.
    asked: HashSet<P::Id>,
    turning: Option<Turning<P>>,
    is_over: bool,
}

impl<P: Listed> Pages<P> {
    pub(crate) fn new(client: Client, options: CallOptions, path: &'static str, params: P) -> Self {
        let asked = params.cursor().map(place).into_iter().collect();
        Self {
            client,
            options,
            path,
            params,
            asked,
            turning: None,
            is_over: false,
        }
    }

    /// The next page; `None` at the end of the list and after an error.
    ///
    /// Dropping the future loses nothing: the next one goes on with the same call.
    ///
    /// # Errors
    ///
    /// Those of the list call; kind [`Decode`](crate::ErrorKind::Decode) with a [`PageFault`] for a list
    /// that would never end.
    pub async fn next(&mut self) -> Option<Result<Response<List<P::Item>>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The items of these pages.
    pub fn items(self) -> Items<P> {
        Items::new(self)
    }

    /// The parameters of the page that comes next, or that failed: a walk can be taken up with them later,
    /// and elsewhere.
    #[must_use]
    pub const fn resume(&self) -> &P {
        &self.params
    }

    pub(super) fn is_backward(&self) -> bool {
        matches!(self.params.cursor(), Some(Cursor::Before(_)))
    }

    fn turn(&self) -> Turning<P> {
        let (client, options) = (self.client.clone(), self.options.clone());
        let (path, params) = (self.path, self.params.clone());
        Box::pin(async move { Calls::with(&client, options).list(path, &params).await })
    }

    /// Moves the cursor to the far edge of `page`.
    fn advance(&mut self, page: &Page<P>) -> Result<(), Error> {
        let edge = if self.is_backward() {
            page.data.first()
        } else {
            page.data.last()
        };
        let Some(edge) = edge.map(|item| item.id().clone()) else {
            self.is_over = true;
            return if page.has_more {
                Err(PageFault::Empty.in_page(page))
            } else {
                Ok(())
            };
        };
        let is_new = self.asked.insert(edge.clone());
        if page.has_more && !is_new {
            return Err(PageFault::Repeated.in_page(page));
        }
        self.is_over = !page.has_more;
        let cursor = if self.is_backward() {
            Cursor::Before(edge)
        } else {
            Cursor::After(edge)
        };
        self.params.set_cursor(Some(cursor));
        Ok(())
    }
}

fn place<Id>(cursor: Cursor<Id>) -> Id {
    match cursor {
        Cursor::After(id) | Cursor::Before(id) => id,
    }
}

impl<P: Listed> Stream for Pages<P> {
    type Item = Result<Page<P>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let mut turning = match self.turning.take() {
            Some(turning) => turning,
            None => self.turn(),
        };
        let Poll::Ready(turned) = turning.as_mut().poll(cx) else {
            self.turning = Some(turning);
            return Poll::Pending;
        };
        let turned = turned.and_then(|page| self.advance(&page).map(|()| page));
        self.is_over |= turned.is_err();
        Poll::Ready(Some(turned))
    }
}

impl<P: Listed> FusedStream for Pages<P> {
    fn is_terminated(&self) -> bool {
        self.is_over
    }
}

impl<P: Listed + fmt::Debug> fmt::Debug for Pages<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("path", &self.path)
            .field("params", &self.params)
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}
