//! Ids from places, and places from ids: same seed and calls, same text.
//!
//! The n-th object of a kind has place n in its account's store. Its id is that place in disguise: a
//! permutation of all 64-bit numbers, keyed by seed, account and kind, written in letters and digits. So
//! an id leads back to its object without any index of ids, and no two objects ever share one.

use identity_types::{
    AccountId, EphemeralKeyId, EventId, FileId, FileLinkId, RequestId, VerificationReportId,
    VerificationSessionId, WebhookEndpointId,
};
use serde::{Deserialize, Serialize};

/// How many letters hold the number: 62^11 > 2^64.
const NUMBER: usize = 11;
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Account,
    Endpoint,
    EndpointSecret,
    EphemeralKey,
    EphemeralSecret,
    Event,
    File,
    FileLink,
    FileLinkToken,
    Report,
    Request,
    Session,
    /// What `client_secret` and `url` of a session are made of.
    SessionToken,
}

impl Kind {
    /// The prefix, and how many letters and digits follow it.
    const fn shape(self) -> (&'static str, usize) {
        match self {
            Self::Account => ("acct_1", 15),
            Self::Endpoint => ("we_1", 23),
            Self::EndpointSecret => ("whsec_", 32),
            Self::EphemeralKey => ("ephkey_1", 23),
            Self::EphemeralSecret => ("ek_test_", 72),
            Self::Event => ("evt_1", 23),
            Self::File => ("file_1", 23),
            Self::FileLink => ("link_1", 23),
            Self::FileLinkToken => ("fl_test_", 40),
            Self::Report => ("vr_1", 23),
            Self::Request => ("req_", 14),
            Self::Session => ("vs_1", 23),
            Self::SessionToken => ("test_", 48),
        }
    }
}

/// The names of one account's objects. Accounts have names of their own, so that what one suite does
/// never moves the ids of another that runs beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Names(#[serde(with = "crate::wide")] u64);

/// A typed id of a place.
macro_rules! typed {
    ($($function:ident, $kind:ident, $id:ident;)+) => {
        impl Names {$(
            pub(crate) fn $function(self, place: u64) -> $id {
                $id::new(&self.text(Kind::$kind, place)).expect("prefix and letters are an id's")
            }
        )+}
    };
}

typed! {
    account, Account, AccountId;
    endpoint, Endpoint, WebhookEndpointId;
    ephemeral_key, EphemeralKey, EphemeralKeyId;
    event, Event, EventId;
    file, File, FileId;
    file_link, FileLink, FileLinkId;
    report, Report, VerificationReportId;
    request, Request, RequestId;
    session, Session, VerificationSessionId;
}

impl Names {
    /// The names that belong to `owner` under `seed`.
    pub(crate) fn new(seed: u64, owner: &str) -> Self {
        Self(hash(owner.as_bytes()) as u64 ^ mix(seed))
    }

    /// The name of what is at `place`.
    pub(crate) fn text(self, kind: Kind, place: u64) -> String {
        let (prefix, length) = kind.shape();
        let number = mix(place ^ self.key(kind));
        let mut text = String::with_capacity(prefix.len() + length);
        text.push_str(prefix);
        push_number(&mut text, number);
        push_tail(&mut text, number, length - NUMBER);
        text
    }

    /// The place of what has this name; nothing for what has not the form of a name.
    pub(crate) fn place(self, kind: Kind, name: &str) -> Option<u64> {
        let (prefix, length) = kind.shape();
        let letters = name.strip_prefix(prefix)?;
        if letters.len() != length {
            return None;
        }
        let place = unmix(number(letters.get(..NUMBER)?)?) ^ self.key(kind);
        (self.text(kind, place) == name).then_some(place)
    }

    /// A number that follows from these names and `place`, for what only has to look random.
    pub(crate) fn number(self, place: u64) -> u64 {
        mix(self.0 ^ mix(place))
    }

    fn key(self, kind: Kind) -> u64 {
        mix(self.0.wrapping_add(kind as u64 + 1))
    }
}

/// The number in base 62, lowest digit first, so that neighbours differ from the first letter on.
fn push_number(text: &mut String, mut number: u64) {
    for _ in 0..NUMBER {
        text.push(char::from(LETTERS[(number % 62) as usize]));
        number /= 62;
    }
}

/// Letters that follow from the number and say nothing new: they give the id its length.
fn push_tail(text: &mut String, number: u64, length: usize) {
    let (mut state, mut bits) = (number, 0);
    for place in 0..length {
        // Ten letters take 59.6 of the 64 bits.
        if place % 10 == 0 {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            bits = mix(state);
        }
        text.push(char::from(LETTERS[(bits % 62) as usize]));
        bits /= 62;
    }
}

fn number(letters: &str) -> Option<u64> {
    letters.bytes().rev().try_fold(0_u64, |number, letter| {
        let digit = match letter {
            b'0'..=b'9' => letter - b'0',
            b'A'..=b'Z' => letter - b'A' + 10,
            b'a'..=b'z' => letter - b'a' + 36,
            _ => return None,
        };
        number.checked_mul(62)?.checked_add(u64::from(digit))
    })
}

/// The finishing function of SplitMix64: a permutation.
pub(crate) const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// [`mix`] backwards: its shifts undone, its factors' inverses.
const fn unmix(number: u64) -> u64 {
    let number = (number ^ (number >> 31) ^ (number >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    let number = (number ^ (number >> 27) ^ (number >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    number ^ (number >> 30) ^ (number >> 60)
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
    fn the_seed_and_the_owner_decide_everything() {
        let ids = |seed, owner| {
            let names = Names::new(seed, owner);
            [0, 1, 2].map(|place| names.text(Kind::Session, place))
        };
        assert_eq!(ids(7, "a"), ids(7, "a"));
        assert_ne!(ids(7, "a"), ids(8, "a"));
        assert_ne!(ids(7, "a"), ids(7, "b"));
        assert_eq!(ids(0, "a")[0].len(), "vs_1".len() + 23);
    }

    #[test]
    fn a_hundred_thousand_ids_differ_and_lead_back() {
        let names = Names::new(0, "");
        let ids: HashSet<_> = (0..100_000)
            .map(|at| names.text(Kind::Report, at))
            .collect();
        assert_eq!(ids.len(), 100_000);
        for place in [0, 1, 99_999, u64::MAX] {
            for kind in [Kind::Request, Kind::Session, Kind::SessionToken] {
                assert_eq!(names.place(kind, &names.text(kind, place)), Some(place));
            }
        }
    }

    #[test]
    fn other_names_lead_nowhere() {
        let names = Names::new(0, "a");
        let id = names.text(Kind::Session, 3);
        let end = if id.ends_with('0') { '1' } else { '0' };
        for other in [
            String::new(),
            "vs_1".to_owned(),
            id[..id.len() - 1].to_owned(),
            format!("{}{end}", &id[..id.len() - 1]),
            format!("vs_1{}", "z".repeat(23)),
            format!("vs_1{}", "é".repeat(11) + "a"),
        ] {
            assert_eq!(names.place(Kind::Session, &other), None, "{other}");
        }
        // Another account's id is a place, too, but one that no store ever reaches.
        let foreign = Names::new(0, "b").text(Kind::Session, 3);
        assert!(names.place(Kind::Session, &foreign) > Some(1 << 40));
    }

    #[test]
    fn mixing_can_be_undone() {
        for number in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(unmix(mix(number)), number);
        }
    }

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(hash(b""), Hash::START);
        assert_eq!(hash(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
