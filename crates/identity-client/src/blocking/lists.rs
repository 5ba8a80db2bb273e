//! [`Pages`] and [`Items`]: lists as iterators.

use identity_transport::Error;
use identity_types::List;

use super::runtime::Runtime;
use crate::{Listed, Response};

/// The pages of a list: see [`Pages`](crate::Pages). After an error the iterator is at its end.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked"]
pub struct Pages<'a, P: Listed> {
    pub(super) pages: crate::Pages<P>,
    pub(super) runtime: &'a Runtime,
}

impl<P: Listed> Pages<'_, P> {
    /// The parameters of the page that comes next, or that failed.
    #[must_use]
    pub const fn resume(&self) -> &P {
        self.pages.resume()
    }
}

impl<P: Listed> Iterator for Pages<'_, P> {
    type Item = Result<Response<List<P::Item>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let pages = &mut self.pages;
        self.runtime
            .wait(async { pages.next().await.transpose() })
            .transpose()
    }
}

/// The items of a list: see [`Items`](crate::Items). After an error the iterator is at its end.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked"]
pub struct Items<'a, P: Listed> {
    pub(super) items: crate::Items<P>,
    pub(super) runtime: &'a Runtime,
}

impl<P: Listed> Items<'_, P> {
    /// The parameters that go on right after the last item given out.
    #[must_use]
    pub const fn resume(&self) -> &P {
        self.items.resume()
    }
}

impl<P: Listed> Iterator for Items<'_, P> {
    type Item = Result<P::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let items = &mut self.items;
        self.runtime
            .wait(async { items.next().await.transpose() })
            .transpose()
    }
}
