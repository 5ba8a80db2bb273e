//! Ids, tokens and request ids from a seed: same seed and calls, same text.

/// A source of numbers that look random and are not: SplitMix64.
///
/// Each account has sources of its own, so that what one suite does never moves the ids of another
/// that runs beside it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source(u64);

impl Source {
    /// The source that belongs to `name` under `seed`.
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        Self(hash(name.as_bytes()) as u64 ^ mix(seed))
    }

    /// The next number; never the same twice within 2^64 calls.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }
}

/// `prefix` and `length` letters and digits that follow from `number` alone.
pub(crate) fn text(prefix: &str, number: u64, length: usize) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut source = Source(number);
    let mut text = String::with_capacity(prefix.len() + length);
    text.push_str(prefix);
    while text.len() < prefix.len() + length {
        let mut bits = source.draw();
        // Ten letters take 59.6 of the 64 bits, so they are spread evenly enough.
        for _ in 0..10.min(prefix.len() + length - text.len()) {
            text.push(char::from(LETTERS[(bits % 62) as usize]));
            bits /= 62;
        }
    }
    text
}

/// The finishing function of SplitMix64.
const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// FNV-1a in 128 bits: the same on every machine and in every version, unlike the standard library's.
pub(crate) fn hash(bytes: &[u8]) -> u128 {
    bytes.iter().fold(Hash::START, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(Hash::PRIME)
    })
}

/// The constants of FNV-1a.
struct Hash;

impl Hash {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_seed_and_the_name_decide_everything() {
        let ids = |seed, name| {
            let mut source = Source::new(seed, name);
            [(); 3].map(|()| text("vs_1", source.draw(), 23))
        };
        assert_eq!(ids(7, "a"), ids(7, "a"));
        assert_ne!(ids(7, "a"), ids(8, "a"));
        assert_ne!(ids(7, "a"), ids(7, "b"));
        assert_eq!(ids(0, "a")[0].len(), "vs_1".len() + 23);
    }

    #[test]
    fn a_hundred_thousand_ids_differ() {
        let mut source = Source::new(0, "");
        let ids: HashSet<_> = (0..100_000).map(|_| text("", source.draw(), 23)).collect();
        assert_eq!(ids.len(), 100_000);
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(b""), Hash::START);
        assert_eq!(hash(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
