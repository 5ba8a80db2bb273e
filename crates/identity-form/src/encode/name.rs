//! Names: nothing of them is written before the value below them writes something.
//!
//! A name knows the name of the object or list that it belongs to, and so on up to the top, all of it
//! on the stack. Its path, if it is short enough, is kept as a block that is copied whole: a copy of 48
//! bytes of which ten count is three loads and three stores, a copy of ten bytes is a call.

use super::buffer::Buffer;
use crate::percent::{self, PLAIN};

/// The longest path that is copied as a block.
pub(super) const BLOCK: usize = 48;

/// The longest path that is copied as a block to the names below it.
const OUTER: usize = 32;

/// The room for such a path, and a name in brackets behind it.
const ROOM: usize = OUTER + 1 + PLAIN + 1;

/// The length of a path that is not kept.
const LONG: usize = usize::MAX;

/// The name of one value.
pub(super) struct Name<'p> {
    /// The name of the object or list that it belongs to; the outermost has none.
    owner: Option<&'p Self>,
    /// As the type gave it.
    text: &'p [u8],
    /// `owner[name]`, as it is written, unless `length` is [`LONG`].
    path: [u8; ROOM],
    length: usize,
    /// How many names there are in the path.
    depth: usize,
    /// Whether names below this one stand in brackets: not at the top. Cheaper to read than `owner`.
    nested: bool,
}

impl<'p> Name<'p> {
    /// The name of the outermost object.
    pub(super) const TOP: Name<'static> = Name {
        owner: None,
        text: b"",
        path: [0; ROOM],
        length: 0,
        depth: 0,
        nested: false,
    };

    /// The name that `text` gives below `owner`. Its path is there after [`fill`](Self::fill): in one step,
    /// the compiler would copy the whole to where it is returned.
    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    pub(super) fn below(owner: &'p Self, text: &'p [u8]) -> Self {
        Self {
            owner: Some(owner),
            text,
            path: [0; ROOM],
            // That of a long owner is corrected by `fill`.
            length: owner.length.wrapping_add(text.len() + 2 * owner.bracket()),
            depth: owner.depth + 1,
            nested: true,
        }
    }

    /// Makes the path from the owner and the text that [`below`](Self::below) had. It is false if the name
    /// is empty or holds a bracket: the reader decodes a key before it splits it, so no escape can keep a
    /// bracket inside a name.
    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    pub(super) fn fill(&mut self, owner: &Self, text: &[u8]) -> bool {
        if text.is_empty() {
            return false;
        }
        // What comes along behind the owner's path is written over, and so are the brackets at the top.
        *percent::block(&mut self.path, 0) = percent::head::<OUTER>(&owner.path);
        if owner.length > OUTER {
            return self.fill_unusual(owner);
        }
        self.path[owner.length] = b'[';
        let at = owner.length + owner.bracket();
        if !percent::copy_plain(text, percent::block(&mut self.path, at)) {
            return self.fill_unusual(owner);
        }
        self.path[at + text.len()] = b']';
        true
    }

    /// As [`fill`](Self::fill), for the index of an item that has one digit, as most have.
    #[inline]
    pub(super) fn fill_digit(&mut self, owner: &Self, digit: u8) {
        *percent::block(&mut self.path, 0) = percent::head::<OUTER>(&owner.path);
        if owner.length > OUTER {
            self.fill_unusual(owner);
            return;
        }
        self.path[owner.length] = b'[';
        self.path[owner.length + 1] = digit;
        self.path[owner.length + 2] = b']';
    }

    /// Whether this is the outermost object's, below which names stand without brackets.
    #[inline]
    pub(super) fn is_top(&self) -> bool {
        self.owner.is_none()
    }

    /// How many brackets stand on each side of a name below this one.
    #[inline]
    fn bracket(&self) -> usize {
        usize::from(self.nested)
    }

    /// How many names there are in the path.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The path in its block, and its length; nothing if it is longer.
    #[inline]
    pub(super) fn short(&self) -> Option<(&[u8; BLOCK], usize)> {
        (self.length <= BLOCK).then(|| {
            let path = self
                .path
                .first_chunk()
                .expect("there is more room than that");
            (path, self.length)
        })
    }

    /// Writes the path, however long.
    pub(super) fn write(&self, out: &mut Buffer) {
        let Some(owner) = self.owner else {
            return;
        };
        if owner.is_top() {
            return out.push_escaped(self.text);
        }
        owner.write(out);
        out.push_plain(b"[");
        out.push_escaped(self.text);
        out.push_plain(b"]");
    }

    /// The path as errors show it.
    pub(super) fn shown(&self) -> String {
        let text = String::from_utf8_lossy(self.text);
        match self.owner {
            Some(owner) if !owner.is_top() => format!("{}[{text}]", owner.shown()),
            _ => text.into_owned(),
        }
    }

    /// As [`fill`](Self::fill), for a text that needs escapes or is long, or an owner that is long.
    #[cold]
    #[inline(never)]
    fn fill_unusual(&mut self, owner: &Self) -> bool {
        if self.text.contains(&b'[') || self.text.contains(&b']') {
            return false;
        }
        self.length = LONG;
        let mut path = [0; OUTER + 2 + percent::room(PLAIN)];
        if owner.length <= OUTER && self.text.len() <= PLAIN {
            let bracket = owner.bracket();
            *percent::block(&mut path, 0) = percent::head::<OUTER>(&owner.path);
            path[owner.length] = b'[';
            let at = owner.length + bracket;
            let end = at + percent::encode(self.text, &mut path[at..]);
            path[end] = b']';
            if end + bracket <= BLOCK {
                self.path = percent::head(&path);
                self.length = end + bracket;
            }
        }
        true
    }
}
