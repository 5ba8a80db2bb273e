//! Numbers as text: integers whole, floats in the shortest plain decimal.

use std::fmt::Display;
use std::io::Write;

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

/// Appends an unsigned integer.
pub(super) fn push_u64(out: &mut Vec<u8>, number: u64) {
    let mut digits = [b'0'; 20];
    let first = fill(&mut digits, number);
    out.extend_from_slice(&digits[first..]);
}

/// Appends a signed integer.
pub(super) fn push_i64(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_u64(out, number.unsigned_abs());
}

/// Appends an unsigned integer of any size.
pub(super) fn push_u128(out: &mut Vec<u8>, number: u128) {
    if let Ok(small) = u64::try_from(number) {
        return push_u64(out, small);
    }
    push_u128(out, number / CHUNK);
    let mut digits = [b'0'; CHUNK_DIGITS + 1];
    let rest = u64::try_from(number % CHUNK).expect("a remainder of 10^19 fits in 64 bits");
    fill(&mut digits, rest);
    out.extend_from_slice(&digits[1..]);
}

/// Appends a signed integer of any size.
pub(super) fn push_i128(out: &mut Vec<u8>, number: i128) {
    if number < 0 {
        out.push(b'-');
    }
    push_u128(out, number.unsigned_abs());
}

/// Appends a finite float that is not negative zero. `Display` of the standard library's floats is
/// the shortest decimal that reads back, and never has an exponent.
pub(super) fn push_float(out: &mut Vec<u8>, number: impl Display) {
    write!(out, "{number}").expect("a Vec takes every write");
}

/// Writes the digits of `number` to the end of `digits`, and gives the place of the first.
fn fill(digits: &mut [u8; 20], mut number: u64) -> usize {
    let mut first = digits.len();
    while number >= 100 {
        first -= 2;
        digits[first..first + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
        number /= 100;
    }
    if number >= 10 {
        first -= 2;
        digits[first..first + 2].copy_from_slice(&PAIRS[number as usize]);
    } else {
        first -= 1;
        digits[first] = b'0' + number as u8;
    }
    first
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
            let mut out = Vec::new();
            push_u128(&mut out, number);
            assert_eq!(out, number.to_string().as_bytes());
            let signed = (number as i128).wrapping_neg();
            let mut out = Vec::new();
            push_i128(&mut out, signed);
            assert_eq!(out, signed.to_string().as_bytes());
            let mut out = Vec::new();
            push_i64(&mut out, signed as i64);
            assert_eq!(out, (signed as i64).to_string().as_bytes());
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
            let mut out = Vec::new();
            push_float(&mut out, number);
            assert_eq!(out, text.as_bytes());
        }
    }
}
