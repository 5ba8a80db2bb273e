//! The output: a text, and before it a window of fixed size into which pairs are written.
//!
//! A form is many short writes. In a window whose size is known, blocks of a known size can be stored
//! without a check: a copy of 32 bytes of which ten count is two loads and two stores, a copy of ten
//! bytes is a call. What the window holds goes on to the text when it is nearly full, or at the end: an
//! ordinary body is then one allocation of its own length.

use std::borrow::Cow;
use std::ops::Range;

use super::path::Path;
use crate::percent::{self, PLAIN};

/// Where the window is full: above an ordinary body.
const FULL: usize = 768;

/// The longest name of an object or a list that is copied as a block to its members.
const OWNER: usize = 32;

/// The room behind a window that is nearly full: for the escapes of a short text, and so for a name, which is
/// `&`, the owner's, and the own in brackets.
const ROOM: usize = percent::SHORT;

/// The whole window.
const WINDOW: usize = FULL + ROOM;

/// How much of a text is checked to be one at once.
const WORD: usize = 16;

/// Room for the largest metadata, so that a body that does not fit into the window is allocated once.
const LARGE_BODY: usize = 1 << 16;

/// A growing text, all of it ASCII but for what it began with.
pub(super) struct Buffer {
    window: [u8; WINDOW],
    /// How much of the window is written.
    filled: usize,
    /// What was written before that.
    text: String,
    /// Whether the text was given room for a large body.
    large: bool,
}

impl Buffer {
    /// An output that goes on behind the pairs of a text.
    #[inline]
    pub(super) fn behind(mut text: String) -> Self {
        if !text.is_empty() {
            text.push('&');
        }
        Self {
            window: [0; WINDOW],
            filled: 0,
            text,
            large: false,
        }
    }

    /// The text that was written.
    #[inline]
    pub(super) fn take(&mut self) -> String {
        if self.text.capacity() > 0 {
            return self.take_long();
        }
        String::from(written(&mut self.window, self.filled))
    }

    /// As [`take`](Self::take), for what is more than the window holds.
    #[cold]
    #[inline(never)]
    fn take_long(&mut self) -> String {
        self.text.push_str(written(&mut self.window, self.filled));
        if self.large && self.text.capacity() / 2 > self.text.len() {
            self.text.shrink_to_fit();
        }
        std::mem::take(&mut self.text)
    }

    /// How long the text is.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.text.len() + self.filled
    }

    /// A name that stands in the output, as errors show it.
    pub(super) fn shown(&self, name: Range<usize>) -> String {
        let all = self.text.bytes().chain(self.window);
        let name: Vec<u8> = all.skip(name.start).take(name.len()).collect();
        percent::decode(&String::from_utf8_lossy(&name))
            .map_or_else(|_| String::new(), Cow::into_owned)
    }

    /// Takes back what was written behind `len`.
    #[inline]
    pub(super) fn truncate(&mut self, len: usize) {
        match len.checked_sub(self.text.len()) {
            Some(filled) => self.filled = filled,
            None => {
                self.text.truncate(len);
                self.filled = 0;
            }
        }
    }

    /// Appends the name of a member of `owner`. It is false if the name is empty or holds a bracket: the
    /// reader decodes a key before it splits it, so no escape can keep a bracket inside a name.
    ///
    /// At the `TOP`, below the outermost value, names stand without brackets.
    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    pub(super) fn push_name<const TOP: bool>(&mut self, owner: &Path, name: &[u8]) -> bool {
        if name.is_empty() {
            return false;
        }
        let Some(place) = self.place::<TOP>(owner) else {
            return self.push_unusual_name::<TOP>(owner, name);
        };
        self.window[place] = b'[';
        let bracket = usize::from(!TOP);
        let room = percent::block(&mut self.window, place + bracket);
        if !percent::copy_plain(name, room) {
            return self.push_unusual_name::<TOP>(owner, name);
        }
        let end = place + bracket + name.len();
        self.window[end] = b']';
        self.filled = end + bracket;
        true
    }

    /// As [`push_name`](Self::push_name), for the index of an item that has one digit, as most have.
    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    pub(super) fn push_digit(&mut self, owner: &Path, digit: u8) -> bool {
        let Some(place) = self.place::<false>(owner) else {
            return self.push_unusual_name::<false>(owner, &[digit]);
        };
        *percent::block(&mut self.window, place) = [b'[', digit, b']'];
        self.filled = place + 3;
        true
    }

    /// Where in the window a short name of a member goes: behind the owner's, which the first member finds
    /// there, and the others copy.
    #[expect(clippy::inline_always, reason = "see `percent::copy_plain`")]
    #[inline(always)]
    fn place<const TOP: bool>(&mut self, owner: &Path) -> Option<usize> {
        let at = self.filled;
        if at > FULL {
            return None;
        }
        if self.text.len() + at == owner.end {
            return Some(at);
        }
        self.window[at] = b'&';
        if TOP {
            return Some(at + 1);
        }
        let (length, start) = (owner.length(), owner.start.wrapping_sub(self.text.len()));
        if length > OWNER || start > FULL {
            return None;
        }
        // What comes along behind the owner's name is written over.
        let name: [u8; OWNER] = *percent::block(&mut self.window, start);
        *percent::block(&mut self.window, at + 1) = name;
        Some(at + 1 + length)
    }

    /// As [`push_name`](Self::push_name), for names that need escapes or are long, and without room.
    #[cold]
    #[inline(never)]
    fn push_unusual_name<const TOP: bool>(&mut self, owner: &Path, name: &[u8]) -> bool {
        let bracket = |byte: &u8| matches!(byte, b'[' | b']');
        if name.iter().fold(false, |any, byte| any | bracket(byte)) {
            return false;
        }
        match self.place::<TOP>(owner) {
            Some(place) => self.filled = place,
            None => self.push_owner(owner),
        }
        if TOP {
            self.push_escaped(name);
        } else {
            self.push_byte(b'[');
            self.push_escaped(name);
            self.push_byte(b']');
        }
        true
    }

    /// Appends what stands before the name of a member, wherever the owner's is and however long.
    #[inline(never)]
    fn push_owner(&mut self, owner: &Path) {
        if self.len() == owner.end {
            return;
        }
        self.push_byte(b'&');
        let (at, length) = (self.filled, owner.length());
        let start = owner.start.wrapping_sub(self.text.len());
        if start < at && length <= FULL - at.min(FULL) {
            self.window.copy_within(start..start + length, at);
            self.filled = at + length;
        } else {
            self.flush();
            self.text.extend_from_within(owner.start..owner.end);
        }
    }

    #[inline]
    fn push_byte(&mut self, byte: u8) {
        let at = self.room();
        self.window[at] = byte;
        self.filled = at + 1;
    }

    /// Appends `=` and `true` or `false`.
    #[inline]
    pub(super) fn push_bool(&mut self, value: bool) {
        let at = self.room();
        if value {
            *percent::block(&mut self.window, at) = *b"=true";
            self.filled = at + 5;
        } else {
            *percent::block(&mut self.window, at) = *b"=false";
            self.filled = at + 6;
        }
    }

    /// Appends `=` and a text with everything but the unreserved set escaped.
    #[inline(never)]
    pub(super) fn push_value(&mut self, text: &[u8]) {
        let at = self.filled;
        if at > FULL {
            return self.push_late_value(text);
        }
        self.window[at] = b'=';
        if !percent::copy_plain(text, percent::block(&mut self.window, at + 1)) {
            self.filled = at + 1;
            return self.push_escaped(text);
        }
        self.filled = at + 1 + text.len();
    }

    /// As [`push_value`](Self::push_value), without room.
    #[cold]
    #[inline(never)]
    fn push_late_value(&mut self, text: &[u8]) {
        self.flush();
        self.push_value(text);
    }

    /// Appends a text with everything but the unreserved set escaped.
    #[inline]
    pub(super) fn push_escaped(&mut self, text: &[u8]) {
        if text.len() >= PLAIN {
            self.push_long(text);
        } else {
            self.push_short(text);
        }
    }

    #[inline(never)]
    fn push_short(&mut self, text: &[u8]) {
        let at = self.filled;
        if at > FULL {
            return self.push_late(text);
        }
        self.filled = at + percent::encode_short(text, percent::block(&mut self.window, at));
    }

    /// As [`push_short`](Self::push_short), without room.
    #[cold]
    #[inline(never)]
    fn push_late(&mut self, text: &[u8]) {
        self.flush();
        self.push_short(text);
    }

    #[inline(never)]
    fn push_long(&mut self, text: &[u8]) {
        let (blocks, rest) = text.as_chunks();
        // A block is like the one before.
        let mut plain = true;
        for block in blocks {
            let at = self.room();
            let room = percent::block(&mut self.window, at);
            let length = percent::encode_block(plain, block, room);
            plain = length == block.len();
            self.filled = at + length;
        }
        self.push_short(rest);
    }

    /// Appends bytes as they are.
    #[inline]
    pub(super) fn push_plain(&mut self, text: &[u8]) {
        for piece in text.chunks(PLAIN) {
            let at = self.room();
            self.window[at..at + piece.len()].copy_from_slice(piece);
            self.filled = at + piece.len();
        }
    }

    /// Where in the window there is room.
    #[inline]
    fn room(&mut self) -> usize {
        if self.filled > FULL {
            self.flush();
            return 0;
        }
        self.filled
    }

    /// Empties the window into the text.
    #[cold]
    #[inline(never)]
    fn flush(&mut self) {
        if self.text.capacity() < LARGE_BODY {
            self.text.reserve(LARGE_BODY);
            self.large = true;
        }
        self.text.push_str(written(&mut self.window, self.filled));
        self.filled = 0;
    }
}

/// The text in a window, of which so much is filled.
#[inline]
fn written(window: &mut [u8; WINDOW], filled: usize) -> &str {
    // Text is checked in words: a few bytes beyond it cost less than the last word byte by byte.
    *percent::block(window, filled) = [0; WORD];
    let whole = &window[..filled.next_multiple_of(WORD)];
    let text = str::from_utf8(whole).expect("ASCII is all that is ever written");
    &text[..filled]
}
