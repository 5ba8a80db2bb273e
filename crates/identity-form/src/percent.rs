//! Percent escapes: which bytes travel as they are, and both directions of the rest.

use std::borrow::Cow;

/// How a byte is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// `A-Z a-z 0-9 - _ . ~`: as it is.
    Unreserved,
    /// `[` and `]`: escaped in a value, refused in a name.
    Bracket,
    /// Everything else: escaped.
    Escaped,
}

const CLASSES: [Class; 256] = classes();
const ESCAPES: [[u8; 3]; 256] = escapes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Escaped; 256];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            table[byte] = Class::Unreserved;
        }
        byte += 1;
    }
    table[b'-' as usize] = Class::Unreserved;
    table[b'_' as usize] = Class::Unreserved;
    table[b'.' as usize] = Class::Unreserved;
    table[b'~' as usize] = Class::Unreserved;
    table[b'[' as usize] = Class::Bracket;
    table[b']' as usize] = Class::Bracket;
    table
}

const fn escapes() -> [[u8; 3]; 256] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [[b'%'; 3]; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte][1] = HEX[byte >> 4];
        table[byte][2] = HEX[byte & 15];
        byte += 1;
    }
    table
}

/// Appends `text` with everything but the unreserved set escaped.
pub(crate) fn push_value(out: &mut Vec<u8>, text: &[u8]) {
    let mut rest = text;
    loop {
        let run = unreserved_run(rest);
        out.extend_from_slice(&rest[..run]);
        rest = &rest[run..];
        let escaped = rest
            .iter()
            .take_while(|&&byte| class(byte) != Class::Unreserved);
        let mut count = 0;
        for &byte in escaped {
            out.extend_from_slice(&ESCAPES[usize::from(byte)]);
            count += 1;
        }
        if count == rest.len() {
            return;
        }
        rest = &rest[count..];
    }
}

/// Appends `name` escaped, or answers `false` when it holds a bracket: the reader decodes a key
/// before it splits it, so no escape can keep a bracket inside a name.
#[must_use]
pub(crate) fn push_name(out: &mut Vec<u8>, name: &[u8]) -> bool {
    let run = unreserved_run(name);
    out.extend_from_slice(&name[..run]);
    for &byte in &name[run..] {
        match class(byte) {
            Class::Unreserved => out.push(byte),
            Class::Escaped => out.extend_from_slice(&ESCAPES[usize::from(byte)]),
            Class::Bracket => return false,
        }
    }
    true
}

/// The length of the longest start of `text` that needs no escape.
fn unreserved_run(text: &[u8]) -> usize {
    text.iter()
        .position(|&byte| class(byte) != Class::Unreserved)
        .unwrap_or(text.len())
}

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
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

    #[test]
    fn every_byte_is_written_by_its_class() {
        for byte in 0..=255_u8 {
            let mut out = Vec::new();
            push_value(&mut out, &[byte]);
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                assert_eq!(out, [byte], "byte {byte} is unreserved");
            } else {
                assert_eq!(
                    out,
                    format!("%{byte:02X}").as_bytes(),
                    "byte {byte} is escaped"
                );
            }
            let mut name = Vec::new();
            assert_eq!(
                push_name(&mut name, &[byte]),
                !b"[]".contains(&byte),
                "byte {byte}"
            );
        }
    }

    #[test]
    fn runs_of_all_lengths_keep_their_order() {
        for length in 0..70 {
            for hole in 0..length {
                let mut text = vec![b'a'; length];
                text[hole] = b' ';
                let mut out = Vec::new();
                push_value(&mut out, &text);
                let expected = format!("{}%20{}", "a".repeat(hole), "a".repeat(length - hole - 1));
                assert_eq!(out, expected.as_bytes(), "{length} bytes, space at {hole}");
                let mut name = Vec::new();
                assert!(push_name(&mut name, &text));
                assert_eq!(name, expected.as_bytes(), "{length} bytes, space at {hole}");
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
