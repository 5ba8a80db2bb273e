//! Walking a list: [`Pages`] and [`Items`], forwards and backwards.
//!
//! The next page is asked for with the caller's own parameters and the id at the edge of the page before;
//! the `url` in a page is never followed. What would make such a walk endless is an error.

mod items;
mod pages;

use std::fmt;
use std::hash::Hash;

use identity_transport::{Error, ErrorKind};
use identity_types::ListParams;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Response;

pub use self::items::Items;
pub use self::pages::Pages;

/// The parameters of a list call that can be walked. Every `List…` struct of `identity_types` is one.
pub trait Listed:
    ListParams<Id: Eq + Hash + Send + Unpin, Item: DeserializeOwned + Send + Unpin>
    + Serialize
    + Send
    + Sync
    + Unpin
    + 'static
{
}

impl<P> Listed for P where
    P: ListParams<Id: Eq + Hash + Send + Unpin, Item: DeserializeOwned + Send + Unpin>
        + Serialize
        + Send
        + Sync
        + Unpin
        + 'static
{
}

/// Why a list cannot be walked to its end: the source of an error of kind
/// [`Decode`](ErrorKind::Decode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageFault {
    /// The page says that the list goes on, and has nothing to go on from.
    Empty,
    /// The page ends where an earlier one did: the walk would go round for ever.
    Repeated,
}

impl PageFault {
    /// The fault of the list in `error`, if that is what it is about.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        std::error::Error::source(error)?.downcast_ref().copied()
    }

    fn in_page<T>(self, page: &Response<T>) -> Error {
        let what = "the list does not end and does not go on";
        Error::answered(ErrorKind::Decode, what, page.answer()).because(self)
    }
}

impl fmt::Display for PageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "has_more is true on a page without items",
            Self::Repeated => "has_more is true on a page that ends where an earlier one did",
        })
    }
}

impl std::error::Error for PageFault {}
