//! The parameters of a call: what an endpoint declares, and what of it was sent.
//!
//! An endpoint declares a table of [`Parameter`]s in the order of the API's specification; the tables
//! decide types, limits and the order of checks, so that an endpoint's own code begins where the
//! tables end.

mod check;
mod fingerprint;
mod message;
mod paging;
mod sent;

pub(crate) use self::fingerprint::fingerprint;
pub(crate) use self::message::{empty, missing};
pub(crate) use self::paging::{CREATED, ENDING_BEFORE, LIMIT, Paging, STARTING_AFTER};
pub(crate) use self::sent::Sent;

/// The most characters of most strings.
pub(crate) const MAX_TEXT: usize = 5000;

/// A parameter that an endpoint knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    name: &'static str,
    kind: Kind,
    required: bool,
}

/// What a parameter may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// `true` or `false`.
    Bool,
    /// Unix seconds, or an object of bounds.
    Created,
    /// An e-mail address.
    Email,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// When something ends: `now`, unix seconds, or the empty string, which is never.
    Expiry,
    /// A whole number.
    Integer,
    /// A list of texts, or of words.
    List(&'static Self),
    /// The caller's own pairs, or the empty string, which removes them all.
    Metadata,
    /// An object of these members.
    Object(&'static [Parameter]),
    /// The same, or the empty string, which clears it.
    ClearableObject(&'static [Parameter]),
    /// A phone number in E.164.
    Phone,
    /// A text of at most [`MAX_TEXT`] characters.
    Text,
    /// The same, or the empty string, which clears it.
    ClearableText,
    /// An absolute URL.
    Url,
}

/// `expand`, which every endpoint has.
pub(crate) const EXPAND: Parameter = Parameter::new("expand", Kind::List(&Kind::Text));

impl Parameter {
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
        }
    }

    /// The same, but it must be sent where its object is.
    pub(crate) const fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }
}
