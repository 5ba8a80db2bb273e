//! Percent escapes: which bytes travel as they are, and both directions of the rest.

use std::borrow::Cow;

/// What each byte is written as: in the low three bytes the text, in the fourth how many of them
/// count, with [`BRACKET`] added for a bracket.
const WRITTEN: [u32; 256] = written();
const BRACKET: u32 = 1 << 31;

/// The block in which sixteen escapes are written, and the four bytes that are stored for the last.
const BLOCK: usize = 64 + 4;

/// How much room [`encode`] needs for a text of that length.
#[inline]
pub(crate) const fn room(length: usize) -> usize {
    3 * length + BLOCK
}

const fn written() -> [u32; 256] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = u32::from_le_bytes(if is_unreserved(byte as u8) {
            [byte as u8, 0, 0, 1]
        } else {
            [b'%', HEX[byte >> 4], HEX[byte & 15], 3]
        });
        byte += 1;
    }
    table[b'[' as usize] |= BRACKET;
    table[b']' as usize] |= BRACKET;
    table
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// Writes `text` to the start of `room` with everything but the unreserved set, `A-Z a-z 0-9 - _ . ~`,
/// escaped. Gives the length, and whether the text was free of brackets: the reader decodes a key
/// before it splits it, so no escape can keep a bracket inside a name.
///
/// The room has to be that of [`room()`].
#[expect(
    clippy::inline_always,
    reason = "the name of a field is known to the compiler: nothing but a few stores is left of it"
)]
#[inline(always)]
pub(crate) fn encode(text: &[u8], room: &mut [u8]) -> (usize, bool) {
    if copy_plain(text, room) {
        return (text.len(), true);
    }
    encode_chunks(text, room)
}

/// Copies a text of up to 32 bytes that needs no escape, and says whether it was one.
#[expect(clippy::inline_always, reason = "see `encode`")]
#[inline(always)]
fn copy_plain(text: &[u8], room: &mut [u8]) -> bool {
    let room: &mut [u8; 32] = block(room, 0);
    let length = text.len();
    // Two halves of the text, which may lie over each other.
    if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        if length > 32 {
            return false;
        }
        *block(room, 0) = *first;
        *block(room, length - 16) = *last;
        return are_plain(first) && are_plain(last);
    }
    // What the text leaves of sixteen bytes is filled with something plain, and all are looked at.
    *block(room, 0) = [b'0'; 16];
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        *block(room, 0) = *first;
        *block(room, length - 8) = *last;
    } else if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        *block(room, 0) = *first;
        *block(room, length - 4) = *last;
    } else if let (Some(first), Some(last)) = (text.first(), text.last()) {
        room[0] = *first;
        room[length / 2] = text[length / 2];
        room[length - 1] = *last;
    }
    are_plain(block(room, 0))
}

/// Whether sixteen bytes are all letters, digits, `-`, `.` or `_`, of which most words are made.
/// Compilers turn this into a few vector instructions.
#[inline]
fn are_plain(bytes: &[u8; 16]) -> bool {
    bytes.iter().fold(true, |plain, &byte| {
        let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
        let digit = byte.wrapping_sub(b'0') < 10;
        plain & (letter | digit | (byte == b'_') | (byte == b'-') | (byte == b'.'))
    })
}

/// Any text.
#[inline(never)]
fn encode_chunks(text: &[u8], room: &mut [u8]) -> (usize, bool) {
    let (chunks, rest) = text.as_chunks::<16>();
    let mut at = 0;
    let mut seen = 0;
    for chunk in chunks {
        if are_plain(chunk) {
            *block(room, at) = *chunk;
            at += 16;
        } else {
            let (length, bits) = encode_bytes(chunk, block(room, at));
            at += length;
            seen |= bits;
        }
    }
    let (length, bits) = encode_bytes(rest, block(room, at));
    (at + length, (seen | bits) & BRACKET == 0)
}

/// Writes up to sixteen bytes, each by the table.
#[inline]
fn encode_bytes(text: &[u8], room: &mut [u8; BLOCK]) -> (usize, u32) {
    let mut length = 0;
    let mut seen = 0;
    for &byte in text {
        let written = WRITTEN[usize::from(byte)];
        // No more than 45 bytes stand before the sixteenth; the mask says so to the compiler.
        let place = length & 63;
        room[place..place + 4].copy_from_slice(&written.to_le_bytes());
        length += (written >> 24 & 3) as usize;
        seen |= written;
    }
    (length, seen)
}

/// The next `N` bytes, of which the last may be overwritten.
#[inline]
pub(crate) fn block<const N: usize>(room: &mut [u8], at: usize) -> &mut [u8; N] {
    room[at..]
        .first_chunk_mut()
        .expect("there is room for three times the text, and to spare")
}

/// Why an escaped text could not be read; the number is the byte offset in the escaped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A `%` without two hex digits after it.
    Escape(usize),
    /// The escapes do not spell UTF-8.
    Utf8(usize),
}

/// Reads `%XX` and `+` (a space); borrows when there is neither.
pub(crate) fn decode(text: &str) -> Result<Cow<'_, str>, Fault> {
    let bytes = text.as_bytes();
    let Some(first) = bytes.iter().position(|&byte| byte == b'%' || byte == b'+') else {
        return Ok(Cow::Borrowed(text));
    };
    let mut decoded = Vec::with_capacity(bytes.len());
    decoded.extend_from_slice(&bytes[..first]);
    let mut at = first;
    while let Some(&byte) = bytes.get(at) {
        let (plain, width) = match byte {
            b'%' => (escape_at(bytes, at).ok_or(Fault::Escape(at))?, 3),
            b'+' => (b' ', 1),
            other => (other, 1),
        };
        decoded.push(plain);
        at += width;
    }
    String::from_utf8(decoded)
        .map(Cow::Owned)
        .map_err(|error| Fault::Utf8(escaped_offset(bytes, error.utf8_error().valid_up_to())))
}

/// The byte that the escape at `at` stands for.
fn escape_at(bytes: &[u8], at: usize) -> Option<u8> {
    let high = hex(*bytes.get(at + 1)?)?;
    let low = hex(*bytes.get(at + 2)?)?;
    Some(high << 4 | low)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Where the decoded byte number `decoded` begins in the escaped text, whose escapes are all good.
fn escaped_offset(bytes: &[u8], decoded: usize) -> usize {
    let mut at = 0;
    for _ in 0..decoded {
        at += if bytes.get(at) == Some(&b'%') { 3 } else { 1 };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &[u8]) -> (String, bool) {
        let mut out = vec![0; room(text.len())];
        let (length, free) = encode(text, &mut out);
        out.truncate(length);
        (String::from_utf8(out).expect("ASCII"), free)
    }

    #[test]
    fn every_byte_in_every_place() {
        for byte in 0..=255_u8 {
            let alone = match byte {
                _ if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            };
            for length in 1..20 {
                for place in 0..length {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = format!(
                        "{}{alone}{}",
                        "a".repeat(place),
                        "a".repeat(length - place - 1)
                    );
                    assert_eq!(
                        written(&text),
                        (expected, !b"[]".contains(&byte)),
                        "byte {byte}"
                    );
                }
            }
            assert_eq!(written(&[byte; 16]).0, alone.repeat(16), "byte {byte}");
        }
    }

    #[test]
    fn bytes_of_a_word_do_not_disturb_their_neighbours() {
        for high in 0..=255_u8 {
            for low in 0..=255_u8 {
                let alone = |byte| written(&[byte]).0;
                let expected = format!("{}{}", alone(low), alone(high)).repeat(4);
                assert_eq!(written(&[low, high].repeat(4)).0, expected, "{low} {high}");
            }
        }
    }

    #[test]
    fn decodes_or_says_where_it_cannot() {
        let table: &[(&str, Result<&str, Fault>)] = &[
            ("", Ok("")),
            ("plain", Ok("plain")),
            ("a+b%20c%2B", Ok("a b c+")),
            ("%c3%A9", Ok("é")),
            ("é+", Ok("é ")),
            ("%", Err(Fault::Escape(0))),
            ("ab%4", Err(Fault::Escape(2))),
            ("%41%zz", Err(Fault::Escape(3))),
            ("%+1", Err(Fault::Escape(0))),
            ("a%FFb", Err(Fault::Utf8(1))),
            ("%41+%C3", Err(Fault::Utf8(4))),
        ];
        for &(text, ref expected) in table {
            let read = decode(text);
            assert_eq!(read.as_deref().map_err(|fault| *fault), *expected, "{text}");
        }
    }
}
