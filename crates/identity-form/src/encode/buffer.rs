//! The output: bytes that are written at a place, with room kept behind it.
//!
//! A form is many short writes. So the room behind what is written is real, zeroed memory, into
//! which blocks of a fixed size can be stored: see [`super::name`].

use super::name::{self, Name};
use crate::percent;

/// Room for an ordinary body, so that the output is allocated once.
const ORDINARY_BODY: usize = 1024;

/// The room for a pair of which everything is short: `&`, path, `=` and value.
const PAIR: usize = 1 + name::BLOCK + 1 + percent::PLAIN;

/// Text is escaped in pieces, so that room is kept for the escapes of one piece, not of all.
const PIECE: usize = 256;

/// A growing text, all of it ASCII but for what it began with.
pub(super) struct Buffer {
    /// Initialised behind `len` too.
    bytes: Vec<u8>,
    len: usize,
}

impl Buffer {
    /// An empty output.
    pub(super) fn new() -> Self {
        // Not `vec![0; _]`: what an allocator has at hand, it hands out faster than zeroed memory.
        let mut out = Self {
            bytes: Vec::with_capacity(ORDINARY_BODY),
            len: 0,
        };
        out.grow(0);
        out
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

    /// Appends a pair, its text with everything but the unreserved set escaped.
    #[inline(never)]
    pub(super) fn push_pair(&mut self, name: &Name<'_>, text: &[u8]) {
        let at = self.len;
        let room = self.bytes.get_mut(at..);
        // One check of the room, so that none of the writes below has one of its own.
        let (Some(pair), Some((path, length))) =
            (room.and_then(<[u8]>::first_chunk_mut::<PAIR>), name.short())
        else {
            return self.push_long_pair(name, text);
        };
        // What comes along behind the path is written over, and so is the `&` of the first pair.
        pair[0] = b'&';
        let path_at = usize::from(at > 0);
        *percent::block(pair, path_at) = *path;
        let end = path_at + length;
        pair[end] = b'=';
        let plain = percent::copy_plain(text, percent::block(pair, end + 1));
        self.len = at + end + 1;
        if plain {
            self.len += text.len();
        } else {
            self.push_escaped(text);
        }
    }

    /// The same for any pair.
    #[inline(never)]
    fn push_long_pair(&mut self, name: &Name<'_>, text: &[u8]) {
        self.push_name(name);
        self.push_escaped(text);
    }

    /// Appends `name=`, for a text that comes in parts.
    pub(super) fn push_name(&mut self, name: &Name<'_>) {
        if self.len > 0 {
            self.push_plain(b"&");
        }
        name.write(self);
        self.push_plain(b"=");
    }

    /// Appends a text with everything but the unreserved set escaped.
    pub(super) fn push_escaped(&mut self, text: &[u8]) {
        if text.len() <= PIECE {
            return self.push_piece(text);
        }
        for piece in text.chunks(PIECE) {
            self.push_piece(piece);
        }
    }

    #[inline]
    fn push_piece(&mut self, piece: &[u8]) {
        self.len += percent::encode(piece, self.room(percent::room(piece.len())));
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
        if len + extra > self.bytes.len() {
            self.grow(len + extra);
        }
        &mut self.bytes[len..]
    }

    /// Makes room up to `end` and beyond. The vector doubles its memory when it has to; only what is
    /// about to be used is zeroed.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        self.bytes.resize(end + ORDINARY_BODY, 0);
    }
}
