//! Bytes to tree: pairs at `&`, name and value at the first `=`, escapes, then brackets.
//!
//! A key is decoded whole before it is split at its brackets, as servers do, so `a%5Bb%5D` and
//! `a[b]` are the same name. The work is linear in the length of the form.

use std::borrow::Cow;
use std::ops::Range;

use super::Limits;
use super::error::{DecodeError, DecodeErrorKind};
use crate::percent::{self, Fault};
use crate::tree::{Group, Kind, Node};

/// Checks that a form is text.
pub(crate) fn text<'a>(limits: &Limits, form: &'a [u8]) -> Result<&'a str, DecodeError> {
    check_length(limits, form.len())?;
    std::str::from_utf8(form)
        .map_err(|error| DecodeError::new(DecodeErrorKind::InvalidUtf8).locate(error.valid_up_to()))
}

/// Reads a form into a tree.
pub(crate) fn parse<'a>(limits: &Limits, form: &'a str) -> Result<Node<'a>, DecodeError> {
    check_length(limits, form.len())?;
    let mut root = Node::new(0, Kind::Group(Box::default()));
    let mut segments = Vec::new();
    let mut pairs = 0;
    let mut offset = usize::from(form.starts_with('?'));
    for pair in form[offset..].split('&') {
        if !pair.is_empty() {
            pairs += 1;
            if pairs > limits.pairs {
                return Err(DecodeError::new(DecodeErrorKind::TooManyPairs).locate(offset));
            }
            read_pair(limits, &mut root, &mut segments, pair, offset)?;
        }
        offset += pair.len() + 1;
    }
    Ok(root)
}

fn check_length(limits: &Limits, length: usize) -> Result<(), DecodeError> {
    if length > limits.bytes {
        return Err(DecodeError::new(DecodeErrorKind::TooManyBytes).locate(limits.bytes));
    }
    Ok(())
}

/// Reads one pair, which begins at `offset`, into the tree.
fn read_pair<'a>(
    limits: &Limits,
    root: &mut Node<'a>,
    segments: &mut Vec<Range<usize>>,
    pair: &'a str,
    offset: usize,
) -> Result<(), DecodeError> {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = percent::decode(key).map_err(|fault| unreadable(fault, offset))?;
    split(limits, &name, segments).map_err(|kind| {
        DecodeError::new(kind)
            .locate(offset)
            .below(root_name(&name))
    })?;
    let value = percent::decode(value)
        .map_err(|fault| unreadable(fault, offset + key.len() + 1).with_path(&name))?;
    insert(root, &name, segments, value, offset)
        .map_err(|kind| DecodeError::new(kind).locate(offset).with_path(&name))
}

fn unreadable(fault: Fault, offset: usize) -> DecodeError {
    match fault {
        Fault::Escape(at) => DecodeError::new(DecodeErrorKind::BadEscape).locate(offset + at),
        Fault::Utf8(at) => DecodeError::new(DecodeErrorKind::InvalidUtf8).locate(offset + at),
    }
}

/// The part of a key before its brackets.
fn root_name(key: &str) -> &str {
    key.split(['[', ']']).next().unwrap_or_default()
}

/// Finds the names in `a[b][]`: `a`, `b`, and an empty one for "the next item".
fn split(
    limits: &Limits,
    key: &str,
    segments: &mut Vec<Range<usize>>,
) -> Result<(), DecodeErrorKind> {
    segments.clear();
    let root = root_name(key).len();
    if root == 0 {
        return Err(DecodeErrorKind::EmptyName);
    }
    segments.push(0..root);
    let mut at = root;
    while at < key.len() {
        if !key[at..].starts_with('[') {
            return Err(DecodeErrorKind::TextOutsideBrackets);
        }
        let start = at + 1;
        let length = key[start..]
            .find(['[', ']'])
            .ok_or(DecodeErrorKind::UnclosedBracket)?;
        if key[start + length..].starts_with('[') {
            return Err(DecodeErrorKind::BracketInName);
        }
        segments.push(start..start + length);
        at = start + length + 1;
    }
    if segments.len() > limits.depth {
        return Err(DecodeErrorKind::TooDeep);
    }
    Ok(())
}

/// Walks to the place that the segments name, and leaves the value there.
#[expect(
    clippy::ptr_arg,
    reason = "a key that is borrowed from the form gives borrowed names"
)]
fn insert<'a>(
    root: &mut Node<'a>,
    key: &Cow<'a, str>,
    segments: &[Range<usize>],
    value: Cow<'a, str>,
    offset: usize,
) -> Result<(), DecodeErrorKind> {
    let mut node = root;
    for (depth, segment) in segments.iter().enumerate() {
        node = if segment.is_empty() {
            next_item(node, key, &segments[depth + 1..], offset)?
        } else {
            member(node, part(key, segment.clone()), offset)?
        };
    }
    set(node, value, offset)
}

/// A part of the key, borrowed from the form if the key is.
fn part<'a>(key: &Cow<'a, str>, range: Range<usize>) -> Cow<'a, str> {
    match key {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}

/// `[name]`: the member of that name, made if it is new.
fn member<'n, 'a>(
    node: &'n mut Node<'a>,
    name: Cow<'a, str>,
    offset: usize,
) -> Result<&'n mut Node<'a>, DecodeErrorKind> {
    if let Kind::Unset = node.kind {
        node.kind = Kind::Group(Box::<Group<'a>>::default());
    }
    match &mut node.kind {
        Kind::Group(group) => Ok(group.get_or_insert(name, || Node::new(offset, Kind::Unset))),
        Kind::List(_) => Err(DecodeErrorKind::MixedBrackets),
        Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) => Err(DecodeErrorKind::MixedShapes),
    }
}

/// `[]`: a new item, or the last one if it still lacks what `rest` names.
fn next_item<'n, 'a>(
    node: &'n mut Node<'a>,
    key: &str,
    rest: &[Range<usize>],
    offset: usize,
) -> Result<&'n mut Node<'a>, DecodeErrorKind> {
    if let Kind::Unset = node.kind {
        node.kind = Kind::List(Vec::new());
    }
    match &mut node.kind {
        Kind::List(items) => {
            if items.last().is_none_or(|last| has_value(last, key, rest)) {
                items.push(Node::new(offset, Kind::Unset));
            }
            Ok(items
                .last_mut()
                .expect("an item was pushed if there was none"))
        }
        Kind::Group(_) => Err(DecodeErrorKind::MixedBrackets),
        Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_) => Err(DecodeErrorKind::MixedShapes),
    }
}

/// Whether an item holds a value already where `rest` leads, or cannot take one there.
fn has_value(item: &Node<'_>, key: &str, rest: &[Range<usize>]) -> bool {
    let mut node = item;
    for segment in rest {
        let next = match (&node.kind, segment.is_empty()) {
            // A list takes another item, and `[]` on an object is an error of its own.
            (Kind::List(_) | Kind::Group(_), true) | (Kind::List(_), false) => return false,
            (Kind::Group(group), false) => group.get(&key[segment.clone()]),
            (Kind::Unset | Kind::Scalar(_) | Kind::Repeated(_), _) => return true,
        };
        match next {
            Some(found) => node = found,
            None => return false,
        }
    }
    true
}

/// The end of the key: the value, or one more value.
fn set<'a>(node: &mut Node<'a>, value: Cow<'a, str>, offset: usize) -> Result<(), DecodeErrorKind> {
    let scalar = Kind::Scalar(value);
    match &mut node.kind {
        Kind::Unset => node.kind = scalar,
        Kind::Repeated(scalars) => scalars.push(Node::new(offset, scalar)),
        Kind::Scalar(first) => {
            let first = Node::new(node.offset, Kind::Scalar(std::mem::take(first)));
            node.kind = Kind::Repeated(vec![first, Node::new(offset, scalar)]);
        }
        Kind::List(_) | Kind::Group(_) => return Err(DecodeErrorKind::MixedShapes),
    }
    Ok(())
}
