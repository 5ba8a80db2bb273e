//! Numbers as text: integers whole, floats in the shortest plain decimal.

use std::fmt::{self, Display, Write};

use super::buffer::Buffer;

/// "00" to "99", so that one division gives two digits.
const PAIRS: [[u8; 2]; 100] = pairs();

/// The largest power of ten in a `u64`, and its number of zeros.
const CHUNK: u128 = 10_000_000_000_000_000_000;
const CHUNK_DIGITS: usize = 19;

const fn pairs() -> [[u8; 2]; 100] {
    let mut table = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        table[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    table
}

/// The most characters of an integer: a sign and 39 digits.
const LONGEST: usize = 40;

/// An integer as text.
pub(super) struct Digits {
    bytes: [u8; LONGEST],
    first: usize,
}

impl Digits {
    pub(super) fn of_u64(number: u64) -> Self {
        let mut digits = Self {
            bytes: [b'0'; LONGEST],
            first: LONGEST,
        };
        digits.prepend(number);
        digits
    }

    pub(super) fn of_i64(number: i64) -> Self {
        Self::of_u64(number.unsigned_abs()).signed(number < 0)
    }

    pub(super) fn of_u128(mut number: u128) -> Self {
        let mut digits = Self {
            bytes: [b'0'; LONGEST],
            first: LONGEST,
        };
        let mut end = LONGEST;
        while number > u128::from(u64::MAX) {
            let rest = u64::try_from(number % CHUNK).expect("a remainder of 10^19 fits in 64 bits");
            digits.prepend(rest);
            // Zeros in front of the chunk are digits too.
            end -= CHUNK_DIGITS;
            digits.first = end;
            number /= CHUNK;
        }
        digits.prepend(u64::try_from(number).expect("the loop ends when it fits"));
        digits
    }

    pub(super) fn of_i128(number: i128) -> Self {
        Self::of_u128(number.unsigned_abs()).signed(number < 0)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[self.first..]
    }

    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).expect("digits are ASCII")
    }

    fn signed(mut self, negative: bool) -> Self {
        if negative {
            self.first -= 1;
            self.bytes[self.first] = b'-';
        }
        self
    }

    /// Writes the digits of `number` in front.
    fn prepend(&mut self, mut number: u64) {
        while number >= 100 {
            self.prepend_pair(number % 100);
            number /= 100;
        }
        if number >= 10 {
            self.prepend_pair(number);
        } else {
            self.first -= 1;
            self.bytes[self.first] = b'0' + number as u8;
        }
    }

    fn prepend_pair(&mut self, number: u64) {
        self.first -= 2;
        self.bytes[self.first..self.first + 2].copy_from_slice(&PAIRS[number as usize]);
    }
}

/// Appends a finite float that is not negative zero. `Display` of the standard library's floats is
/// the shortest decimal that reads back, and never has an exponent.
pub(super) fn push_float(out: &mut Buffer, number: impl Display) {
    write!(Plain(out), "{number}").expect("a buffer takes every write");
}

/// Takes what needs no escape.
struct Plain<'w>(&'w mut Buffer);

impl Write for Plain<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.push_plain(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_agree_with_the_standard_library() {
        let mut numbers = vec![
            0_u128,
            u128::MAX,
            u128::from(u64::MAX),
            u128::from(u64::MAX) + 1,
        ];
        for power in 0..39 {
            let ten = 10_u128.pow(power);
            numbers.extend([ten - 1, ten, ten + 1, ten * 3, ten.saturating_mul(7) / 3]);
        }
        for number in numbers {
            let signed = (number as i128).wrapping_neg();
            let table = [
                (Digits::of_u128(number), number.to_string()),
                (Digits::of_i128(signed), signed.to_string()),
                (Digits::of_u64(number as u64), (number as u64).to_string()),
                (Digits::of_i64(signed as i64), (signed as i64).to_string()),
            ];
            for (digits, expected) in table {
                assert_eq!(digits.as_bytes(), expected.as_bytes());
            }
        }
    }

    #[test]
    fn floats_are_plain_decimals() {
        let table = [
            (1.0, "1"),
            (0.1, "0.1"),
            (1e21, "1000000000000000000000"),
            (1e-7, "0.0000001"),
            (-2.5, "-2.5"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ];
        for (number, text) in table {
            let mut out = Buffer::behind(String::new());
            push_float(&mut out, number);
            assert_eq!(out.take(), text);
        }
    }
}
