//! A form as a tree that keeps the order of first appearance, and both readings of `a[0]`.
//!
//! Whether `a[0]=x` is a list of one item or an object with the name `0` only the reader can know:
//! `expand[0]` is a list, `metadata[0]` is a key that somebody chose. So a group of names stays a
//! group of names here, and is a list for whoever asks for a list.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use crate::decode::{DecodeError, DecodeErrorKind, Limits, parse};
use crate::encode::MAX_ITEMS;

pub(crate) use self::group::Group;

mod group;

/// A form that has been read: an object of parameters.
///
/// ```
/// let tree = identity_form::Tree::parse("type=document&expand[]=a&expand[]=b&metadata[0]=x")?;
/// assert_eq!(tree.get("type").and_then(|node| node.as_str()), Some("document"));
/// assert_eq!(tree.entries().map(|(name, _)| name).collect::<Vec<_>>(), ["type", "expand", "metadata"]);
/// assert_eq!(tree.at(&["metadata", "0"]).and_then(|node| node.as_str()), Some("x"));
///
/// let expand: Vec<String> = tree.get("expand").expect("it was sent").deserialize()?;
/// assert_eq!(expand, ["a", "b"]);
/// # Ok::<_, identity_form::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Tree<'a> {
    root: Node<'a>,
}

/// One parameter, or a part of one.
pub struct Node<'a> {
    pub(crate) offset: usize,
    pub(crate) kind: Kind<'a>,
}

/// What was sent under a name.
pub(crate) enum Kind<'a> {
    /// Made, and about to be filled: never in a finished tree.
    Unset,
    /// `a=x`
    Scalar(Cow<'a, str>),
    /// `a=x&a=y`: at least two scalars.
    Repeated(Vec<Node<'a>>),
    /// `a[]=x`: at least one item.
    List(Vec<Node<'a>>),
    /// `a[k]=x`, and the whole form.
    Group(Box<Group<'a>>),
}

/// The shape in which a parameter was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// `a=x`, once or several times.
    Scalar,
    /// `a[]=x`.
    List,
    /// `a[k]=x`. With names that are all digits it may be meant as a list: see [`Node::items`].
    Object,
}

impl<'a> Tree<'a> {
    /// Reads a form under the [default limits](Limits::new).
    ///
    /// # Errors
    ///
    /// When the form is malformed: see [`DecodeErrorKind`].
    pub fn parse(form: &'a str) -> Result<Self, DecodeError> {
        Self::parse_with(&Limits::new(), form)
    }

    /// Reads a form under limits of your own.
    ///
    /// # Errors
    ///
    /// When the form is malformed or passes a limit: see [`DecodeErrorKind`].
    pub fn parse_with(limits: &Limits, form: &'a str) -> Result<Self, DecodeError> {
        parse::parse(limits, form).map(|root| Self { root })
    }

    /// Reads a form of bytes that may not be UTF-8.
    ///
    /// # Errors
    ///
    /// As [`Tree::parse_with`], and when the bytes are not UTF-8.
    pub fn parse_bytes(limits: &Limits, form: &'a [u8]) -> Result<Self, DecodeError> {
        Self::parse_with(limits, parse::text(limits, form)?)
    }

    /// The whole form as a node: an object.
    #[must_use]
    pub fn root(&self) -> &Node<'a> {
        &self.root
    }

    /// The parameter of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.root.get(name)
    }

    /// What lies below a path of names.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node<'a>> {
        path.iter()
            .try_fold(&self.root, |node, name| node.get(name))
    }

    /// The parameters in the order in which each first appeared.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node<'a>)> {
        self.root.entries()
    }

    /// Reads the parameters into a value.
    ///
    /// # Errors
    ///
    /// When the parameters do not fit the type: see [`DecodeErrorKind`].
    pub fn deserialize<T>(&self) -> Result<T, DecodeError>
    where
        T: DeserializeOwned,
    {
        self.root.deserialize()
    }
}

impl<'a> Node<'a> {
    pub(crate) fn new(offset: usize, kind: Kind<'a>) -> Self {
        Self { offset, kind }
    }

    /// Where the first pair that belongs to this node begins in the form, in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The shape in which it was sent.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match &self.kind {
            Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) => Shape::Scalar,
            Kind::List(_) => Shape::List,
            Kind::Group(_) => Shape::Object,
        }
    }

    /// The text of a scalar; of one that was sent several times, the last.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => Some(text),
            Kind::Repeated(scalars) => scalars.last().and_then(Self::as_str),
            Kind::Unset | Kind::List(_) | Kind::Group(_) => None,
        }
    }

    /// The member of an object. Does not slow down with the number of members.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.group().and_then(|group| group.get(name))
    }

    /// The members of an object in the order in which each first appeared; nothing for other shapes.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.group().into_iter().flat_map(Group::entries)
    }

    /// The items of a list: of `a[]=x`, of `a=x&a=y`, of `a=x`, and of an object whose names are the
    /// indexes from 0 on, in the order of the indexes. A single empty scalar, `a=`, is how Go's SDK
    /// sends an empty list, and has no items.
    ///
    /// # Errors
    ///
    /// [`IndexTooLarge`](DecodeErrorKind::IndexTooLarge) and [`IndexGap`](DecodeErrorKind::IndexGap)
    /// for indexes, [`NotAList`](DecodeErrorKind::NotAList) for an object with other names.
    pub fn items(&self) -> Result<Vec<&Self>, DecodeError> {
        match &self.kind {
            Kind::Unset => Ok(Vec::new()),
            Kind::Scalar(text) if text.is_empty() => Ok(Vec::new()),
            Kind::Scalar(_) => Ok(vec![self]),
            Kind::Repeated(items) | Kind::List(items) => Ok(items.iter().collect()),
            Kind::Group(group) => self.indexed(group),
        }
    }

    /// Reads the node into a value. The path of an error begins at this node.
    ///
    /// # Errors
    ///
    /// When the node does not fit the type: see [`DecodeErrorKind`].
    pub fn deserialize<T>(&self) -> Result<T, DecodeError>
    where
        T: DeserializeOwned,
    {
        T::deserialize(self).map_err(|error| error.locate(self.offset))
    }

    pub(crate) fn group(&self) -> Option<&Group<'a>> {
        match &self.kind {
            Kind::Group(group) => Some(group),
            Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) | Kind::List(_) => None,
        }
    }

    /// Puts the members of a group with names `0`, `1`, … into their order.
    fn indexed<'n>(&'n self, group: &'n Group<'a>) -> Result<Vec<&'n Self>, DecodeError> {
        let refuse = |kind, at: &Self| Err(DecodeError::new(kind).locate(at.offset));
        if group.entries().any(|(name, _)| !is_index(name)) {
            return refuse(DecodeErrorKind::NotAList, self);
        }
        // Names are distinct, so they are 0, 1, … without a gap if none reaches their number.
        let mut items = vec![self; group.len()];
        for (name, item) in group.entries() {
            match name.parse::<usize>() {
                Ok(index) if index < items.len() && index <= MAX_ITEMS => items[index] = item,
                Ok(index) if index <= MAX_ITEMS => return refuse(DecodeErrorKind::IndexGap, item),
                _ => return refuse(DecodeErrorKind::IndexTooLarge, item),
            }
        }
        Ok(items)
    }

    /// Whether the node can be read as a list of indexes: what a reader that takes anything is told.
    pub(crate) fn is_indexed(&self) -> bool {
        self.group()
            .is_some_and(|group| group.len() > 0 && self.indexed(group).is_ok())
    }
}

/// Whether a name is an index as it is written: digits, without a zero in front.
fn is_index(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'))
}

impl std::fmt::Debug for Node<'_> {
    /// Shows names and lengths, as values may be secret or personal.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.kind {
            Kind::Unset => f.write_str("unset"),
            Kind::Scalar(text) => write!(f, "{} bytes", text.len()),
            Kind::Repeated(items) | Kind::List(items) => f.debug_list().entries(items).finish(),
            Kind::Group(group) => f.debug_map().entries(group.entries()).finish(),
        }
    }
}

#[cfg(test)]
mod tests;
