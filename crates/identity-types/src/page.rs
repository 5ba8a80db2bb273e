//! What all list calls share: [`ListParams`], [`Cursor`], and the limits of a page.

use alloc::string::String;

use crate::Invalid;
use crate::expand::validate_expand;
use crate::expandable::HasId;

/// Where a page begins: at a neighbour of an object that the caller knows already.
///
/// Lists run from new to old, so `After` goes to older objects and `Before` to newer ones.
///
/// Source: <https://docs.stripe.com/api/pagination>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a list has two directions")]
pub enum Cursor<Id> {
    /// `starting_after`: what follows the object, which is older.
    After(Id),
    /// `ending_before`: what precedes the object, which is newer.
    Before(Id),
}

/// The parameters of a list call, as whoever walks its pages needs them.
///
/// ```
/// use identity_types::{Cursor, ListParams, ListVerificationSessions, VerificationSessionId};
///
/// fn next_page<P: ListParams>(mut params: P, last: P::Id) -> P {
///     params.set_cursor(Some(Cursor::After(last)));
///     params
/// }
///
/// let params = next_page(ListVerificationSessions::new(), VerificationSessionId::new("vs_1")?);
/// assert_eq!(params.cursor(), Some(Cursor::After(VerificationSessionId::new("vs_1")?)));
/// # Ok::<(), identity_types::Invalid>(())
/// ```
///
/// Source: <https://docs.stripe.com/api/pagination>
pub trait ListParams: Clone {
    /// What the list holds.
    type Item: HasId<Self::Id>;
    /// What its items are known by.
    type Id: Clone;

    /// Where the page begins; `None` is the newest object.
    fn cursor(&self) -> Option<Cursor<Self::Id>>;

    /// Moves to another page of the same list.
    fn set_cursor(&mut self, cursor: Option<Cursor<Self::Id>>);

    /// Checks every documented limit.
    ///
    /// # Errors
    ///
    /// [`Invalid`] for the first parameter that breaks its rule.
    fn validate(&self) -> Result<(), Invalid>;
}

/// Gives the parameters of a list call what all list calls have.
///
/// The struct has the fields `limit: Option<u32>`, `starting_after: Option<Id>`,
/// `ending_before: Option<Id>`, `expand: Vec<String>`, and a method `validate_filters`.
///
/// ```text
/// page_params! { ListEvents of Event by EventId }
/// // gives: new, limit, starting_after, ending_before, cursor, expand, validate, ListParams
/// ```
macro_rules! page_params {
    ($name:ident of $item:ident by $id:ident) => {
        impl $name {
            /// The newest 10 objects, whatever they are.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Asks for so many objects a page: 1 to 100; left out, the API gives 10.
            #[must_use]
            pub const fn limit(mut self, limit: u32) -> Self {
                self.limit = Some(limit);
                self
            }

            /// Begins after this object, towards older ones. Replaces any earlier cursor.
            #[must_use]
            pub fn starting_after(mut self, id: $id) -> Self {
                crate::ListParams::set_cursor(&mut self, Some(crate::Cursor::After(id)));
                self
            }

            /// Ends before this object, towards newer ones. Replaces any earlier cursor.
            #[must_use]
            pub fn ending_before(mut self, id: $id) -> Self {
                crate::ListParams::set_cursor(&mut self, Some(crate::Cursor::Before(id)));
                self
            }

            /// Asks for one more hidden field or reference in the response; in a list, paths begin with
            /// `data.`
            #[must_use]
            pub fn expand(mut self, path: impl Into<alloc::string::String>) -> Self {
                self.expand.push(path.into());
                self
            }

            /// Checks every documented limit.
            ///
            /// # Errors
            ///
            /// [`Invalid`](crate::Invalid) for the first parameter that breaks its rule: a filter, a
            /// `limit` outside 1 to 100, two cursors, or a path of `expand`.
            pub fn validate(&self) -> Result<(), crate::Invalid> {
                self.validate_filters()?;
                crate::page::validate_page(
                    self.limit,
                    self.starting_after.is_some() && self.ending_before.is_some(),
                    &self.expand,
                )
            }
        }

        impl crate::ListParams for $name {
            type Item = crate::$item;
            type Id = $id;

            fn cursor(&self) -> Option<crate::Cursor<$id>> {
                let after = self.starting_after.clone().map(crate::Cursor::After);
                after.or_else(|| self.ending_before.clone().map(crate::Cursor::Before))
            }

            fn set_cursor(&mut self, cursor: Option<crate::Cursor<$id>>) {
                (self.starting_after, self.ending_before) = match cursor {
                    None => (None, None),
                    Some(crate::Cursor::After(id)) => (Some(id), None),
                    Some(crate::Cursor::Before(id)) => (None, Some(id)),
                };
            }

            fn validate(&self) -> Result<(), crate::Invalid> {
                self.validate()
            }
        }
    };
}

pub(crate) use page_params;

/// The part of a list call's rules that is the same in all of them.
pub(crate) fn validate_page(
    limit: Option<u32>,
    two_cursors: bool,
    expand: &[String],
) -> Result<(), Invalid> {
    if limit.is_some_and(|limit| !(1..=100).contains(&limit)) {
        return Err(Invalid::new("limit", "must be 1 to 100"));
    }
    if two_cursors {
        return Err(Invalid::new(
            "ending_before",
            "must not be given together with starting_after",
        ));
    }
    validate_expand(expand)
}
