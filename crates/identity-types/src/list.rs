//! [`List`]: a page of objects.

use alloc::string::String;
use alloc::vec::Vec;

use crate::{ApiObject, Extra, ObjectTag};

/// A page of a list, newest first.
///
/// ```
/// use identity_types::List;
///
/// let page = List::new(vec!["newest", "older"], "/v1/identity/verification_sessions");
/// assert_eq!(page.data.len(), 2);
/// assert!(!page.has_more);
/// ```
///
/// Source: <https://docs.stripe.com/api/pagination>
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "T: serde::Serialize",
        deserialize = "T: serde::Deserialize<'de>"
    ))
)]
pub struct List<T> {
    /// `list`
    pub object: ObjectTag<Self>,
    /// The objects of this page.
    pub data: Vec<T>,
    /// True when the list goes on behind this page, in the direction of the cursor.
    pub has_more: bool,
    /// The path of the list. For reading: a client builds its own.
    pub url: String,
    /// Members that this version does not know.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub extra: Extra,
}

impl<T> List<T> {
    /// The last page of a list: for those who make lists, as the sandbox and tests do.
    pub fn new(data: Vec<T>, url: impl Into<String>) -> Self {
        Self {
            object: ObjectTag::NEW,
            data,
            has_more: false,
            url: url.into(),
            extra: Extra::new(),
        }
    }
}

impl<T> ApiObject for List<T> {
    const OBJECT: &'static str = "list";
}

impl<T> IntoIterator for List<T> {
    type Item = T;
    type IntoIter = alloc::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.data.into_iter()
    }
}
