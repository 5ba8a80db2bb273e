//! Percent escapes: which bytes travel as they are, and both directions of the rest.

use std::borrow::Cow;

/// What each byte is written as: in the low three bytes the text, in the upper two bits how many of
/// them count.
const WRITTEN: [u32; 256] = written();
const COUNT: u32 = 30;

const fn written() -> [u32; 256] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (text, count) = if is_unreserved(byte as u8) {
            ([byte as u8, 0, 0, 0], 1)
        } else {
            ([b'%', HEX[byte >> 4], HEX[byte & 15], 0], 3)
        };
        table[byte] = u32::from_le_bytes(text) | count << COUNT;
        byte += 1;
    }
    table
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

/// The longest text that [`copy_plain`] looks at.
pub(crate) const PLAIN: usize = 32;

/// Copies a text of up to [`PLAIN`] bytes that needs no escape, and says whether it was one. If it was not,
/// `room` holds anything.
#[expect(
    clippy::inline_always,
    reason = "the name of a field is known to the compiler: nothing but a constant is left of it"
)]
#[inline(always)]
pub(crate) fn copy_plain(text: &[u8], room: &mut [u8; PLAIN]) -> bool {
    let length = text.len();
    // Two pieces of the text, which may lie over each other, are cheaper than a copy of its length.
    if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        if length > PLAIN {
            return false;
        }
        *block(room, 0) = *first;
        *block(room, length - 16) = *last;
        return are_plain(first) & are_plain(last);
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
///
/// Compilers turn this into a few vector instructions: every byte is looked at, and a range is one
/// addition and one signed comparison.
#[expect(clippy::inline_always, reason = "see `copy_plain`")]
#[inline(always)]
fn are_plain(bytes: &[u8; 16]) -> bool {
    let mut plain = true;
    for &byte in bytes {
        let letter = is_within(byte | 0x20, b'a', 26);
        // The digits, and before them `-`, `.` and `/`.
        let low = is_within(byte, b'-', 13) & (byte != b'/');
        plain &= letter | low | (byte == b'_');
    }
    plain
}

/// Whether the byte is one of the `count` that begin with `first`. These lie lowest of all signed bytes
/// when `first` is moved to the lowest.
#[expect(clippy::inline_always, reason = "see `copy_plain`")]
#[inline(always)]
const fn is_within(byte: u8, first: u8, count: i8) -> bool {
    (byte.wrapping_add(0x80 - first) as i8) < i8::MIN + count
}

/// How many bytes of a long text are escaped at once.
pub(crate) const BLOCK: usize = 16;

/// The room for the escapes of a short text: three bytes for each, and what is written over.
pub(crate) const SHORT: usize = 4 * PLAIN;

/// Writes a block with everything but the unreserved set, `A-Z a-z 0-9 - _ . ~`, escaped, and gives the
/// length. One that is `likely` plain is looked at first.
#[inline]
pub(crate) fn encode_block(likely: bool, text: &[u8; BLOCK], room: &mut [u8; SHORT]) -> usize {
    if likely && are_plain(text) {
        *block(room, 0) = *text;
        return BLOCK;
    }
    encode_bytes::<BLOCK, { 4 * BLOCK }>(text, block(room, 0))
}

/// As [`encode_block`], for a text of less than [`PLAIN`] bytes; what is longer is left out.
#[inline]
pub(crate) fn encode_short(text: &[u8], room: &mut [u8; SHORT]) -> usize {
    let mut at = 0;
    let rest = encode_some::<16, 64>(text, room, &mut at);
    let rest = encode_some::<8, 32>(rest, room, &mut at);
    let rest = encode_some::<4, 16>(rest, room, &mut at);
    let rest = encode_some::<2, 8>(rest, room, &mut at);
    encode_some::<1, 4>(rest, room, &mut at);
    at
}

/// Writes `N` bytes to `at`, if there are so many, and gives the rest.
#[expect(clippy::inline_always, reason = "the number of bytes has to be known")]
#[inline(always)]
fn encode_some<'t, const N: usize, const ROOM: usize>(
    text: &'t [u8],
    room: &mut [u8; SHORT],
    at: &mut usize,
) -> &'t [u8] {
    let Some((some, rest)) = text.split_first_chunk::<N>() else {
        return text;
    };
    *at += encode_bytes::<N, ROOM>(some, block(room, *at));
    rest
}

/// Writes each byte by the table, and gives the length. The room, four for each byte, is checked once
/// for all of them: no byte takes more than three, as the compiler can see from two bits of the table.
#[expect(clippy::inline_always, reason = "the number of bytes has to be known")]
#[inline(always)]
fn encode_bytes<const N: usize, const ROOM: usize>(text: &[u8; N], room: &mut [u8; ROOM]) -> usize {
    let mut length = 0;
    for &byte in text {
        let written = WRITTEN[usize::from(byte)];
        *block(room, length) = written.to_le_bytes();
        length += (written >> COUNT) as usize;
    }
    length
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

    fn written(text: &[u8]) -> String {
        let (mut out, mut room) = (Vec::new(), [0; SHORT]);
        let (blocks, rest) = text.as_chunks();
        for block in blocks {
            let length = encode_block(true, block, &mut room);
            let mut again = [0; SHORT];
            assert_eq!(encode_block(false, block, &mut again), length);
            assert_eq!(room[..length], again[..length]);
            out.extend_from_slice(&room[..length]);
        }
        let length = encode_short(rest, &mut room);
        out.extend_from_slice(&room[..length]);
        let out = String::from_utf8(out).expect("ASCII");
        let mut copy = [0; 32];
        if copy_plain(text, &mut copy) {
            assert_eq!(copy[..text.len()], *out.as_bytes());
        } else {
            assert!(out.len() > text.len() || text.len() > PLAIN || text.contains(&b'~'));
        }
        out
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
            for length in 1..40 {
                for place in 0..length {
                    let mut text = vec![b'a'; length];
                    text[place] = byte;
                    let expected = format!(
                        "{}{alone}{}",
                        "a".repeat(place),
                        "a".repeat(length - place - 1)
                    );
                    assert_eq!(written(&text), expected, "byte {byte}");
                }
            }
            assert_eq!(written(&[byte; 16]), alone.repeat(16), "byte {byte}");
        }
    }

    #[test]
    fn bytes_of_a_word_do_not_disturb_their_neighbours() {
        for high in 0..=255_u8 {
            for low in 0..=255_u8 {
                let alone = |byte| written(&[byte]);
                let expected = format!("{}{}", alone(low), alone(high)).repeat(4);
                assert_eq!(written(&[low, high].repeat(4)), expected, "{low} {high}");
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
