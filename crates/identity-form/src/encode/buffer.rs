//! The output: bytes that are written at a place, with room kept behind it.
//!
//! A form is many short writes. So the room behind what is written is real, zeroed memory, into
//! which blocks of a fixed size can be stored: a store of eight bytes of which three count is
//! cheaper than a copy of three bytes.

use std::ops::Range;

use crate::percent;

/// Room for an ordinary body, so that the output is allocated once.
const ORDINARY_BODY: usize = 1024;

/// A name of this length or less is copied as one block.
const BLOCK: usize = 32;

/// Text is escaped in pieces, so that room is kept for the escapes of one piece, not of all.
const PIECE: usize = 256;

/// A growing text, all of it ASCII but for what it began with.
pub(super) struct Buffer {
    /// Initialised behind `len` too.
    bytes: Vec<u8>,
    len: usize,
}

/// The name of an object or list: a range of the output.
///
/// INVARIANT: what lies in the range is not taken back while the object or list is written: either
/// it is the end of the output, still waiting for a first pair, or it is inside a pair.
pub(super) struct Owner {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Owner {
    /// The outermost object, which has no name.
    pub(super) const TOP: Self = Self { start: 0, end: 0 };
}

impl Buffer {
    /// An empty output.
    pub(super) fn new() -> Self {
        Self {
            bytes: vec![0; ORDINARY_BODY],
            len: 0,
        }
    }

    /// Goes on behind a text.
    pub(super) fn behind(text: String) -> Self {
        Self {
            len: text.len(),
            bytes: text.into_bytes(),
        }
    }

    /// The text that was written.
    pub(super) fn into_string(mut self) -> String {
        self.bytes.truncate(self.len);
        String::from_utf8(self.bytes).expect("ASCII is all that is ever written behind a string")
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Takes back what was written behind `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// What was written at `range`.
    pub(super) fn written(&self, range: Range<usize>) -> &[u8] {
        &self.bytes[range]
    }

    /// Appends a name below its owner: `&owner[name]`. Gives the place where the whole begins, or
    /// nothing if the name is empty or holds a bracket.
    #[expect(clippy::inline_always, reason = "see `percent::encode`")]
    #[inline(always)]
    pub(super) fn push_name(&mut self, owner: &Owner, name: &[u8]) -> Option<usize> {
        let mark = self.len;
        let start = self.push_owner(owner, percent::room(name.len()) + 1);
        let at = self.len;
        let (length, free) = percent::encode(name, &mut self.bytes[at..]);
        if length == 0 || !free {
            self.len = mark;
            return None;
        }
        // At the top this is no part of the name, and is written over.
        self.bytes[at + length] = b']';
        self.len = at + length + usize::from(owner.end > 0);
        Some(start)
    }

    /// Appends what stands before a name below its owner, `&owner[`, and makes room for the name.
    /// Gives the place where the whole begins.
    #[inline]
    fn push_owner(&mut self, owner: &Owner, room: usize) -> usize {
        let at = self.len;
        let length = owner.end - owner.start;
        let bytes = self.room_at(at + length + 2 * BLOCK + room);
        // The bracket is no part of the name at the top, where it is written over.
        let bracket = usize::from(owner.end > 0);
        if at == owner.end {
            bytes[at] = b'[';
            self.len = at + bracket;
            return owner.start;
        }
        if length > BLOCK {
            bytes.copy_within(owner.start..owner.end, at + 1);
            bytes[at] = b'&';
            bytes[at + 1 + length] = b'[';
        } else {
            // Bytes behind the owner's name come along, and are written over.
            let name: [u8; BLOCK] = *percent::block(bytes, owner.start);
            let pair: &mut [u8; 2 + BLOCK] = percent::block(bytes, at);
            pair[0] = b'&';
            pair[1..=BLOCK].copy_from_slice(&name);
            pair[1 + length] = b'[';
        }
        self.len = at + 1 + length + bracket;
        at + 1
    }

    /// Appends `=` and a text with everything but the unreserved set escaped.
    #[inline(never)]
    pub(super) fn push_value(&mut self, text: &[u8]) {
        if text.len() > PIECE {
            return self.push_long_value(text);
        }
        let room = self.room(1 + percent::room(text.len()));
        room[0] = b'=';
        let (length, _) = percent::encode(text, &mut room[1..]);
        self.len += 1 + length;
    }

    #[cold]
    fn push_long_value(&mut self, text: &[u8]) {
        self.push_plain(b"=");
        self.push_escaped(text);
    }

    /// Appends a text with everything but the unreserved set escaped.
    pub(super) fn push_escaped(&mut self, text: &[u8]) {
        for piece in text.chunks(PIECE) {
            let (length, _) = percent::encode(piece, self.room(percent::room(piece.len())));
            self.len += length;
        }
    }

    /// Appends bytes as they are.
    #[inline]
    pub(super) fn push_plain(&mut self, text: &[u8]) {
        self.room(text.len())[..text.len()].copy_from_slice(text);
        self.len += text.len();
    }

    /// At least `extra` bytes behind what is written.
    #[inline]
    fn room(&mut self, extra: usize) -> &mut [u8] {
        let len = self.len;
        &mut self.room_at(len + extra)[len..]
    }

    /// All bytes, of which there are at least `end`.
    #[inline]
    fn room_at(&mut self, end: usize) -> &mut [u8] {
        if end > self.bytes.len() {
            self.grow(end);
        }
        &mut self.bytes
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        let length = end.max(2 * self.bytes.len()).max(ORDINARY_BODY);
        self.bytes.resize(length, 0);
    }
}
