//! Signatures: HMAC-SHA256 over `<t>.<payload>`, keyed by the whole secret.

use hmac::{Hmac, Mac};
use identity_types::{Timestamp, WebhookSecret};
use sha2::Sha256;

/// The 32 bytes of a `v1` signature.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature([u8; 32]);

impl Signature {
    /// Reads 64 lower-case hex digits; Stripe sends no others, and the official verifiers take no others.
    pub(crate) fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

/// What a secret makes of a delivery: the signature that it must have.
pub(crate) struct Expected(Hmac<Sha256>);

impl Expected {
    /// Reads the payload once, however many signatures are held against it afterwards.
    pub(crate) fn new(secret: &WebhookSecret, time: &str, payload: &[u8]) -> Self {
        Self(mac(secret, time, payload))
    }

    /// Takes the same time whether it is the signature or not.
    pub(crate) fn is(&self, signature: &Signature) -> bool {
        self.0.clone().verify_slice(&signature.0).is_ok()
    }
}

/// The header that Stripe would send with `payload` at `time`: one signature per secret.
///
/// For tests, and for whoever stands in for Stripe.
///
/// ```
/// use identity_types::{Timestamp, WebhookSecret};
///
/// let secret = WebhookSecret::new("whsec_test");
/// let header = identity_webhooks::sign(b"{}", Timestamp::from_secs(1_700_000_000), [&secret]);
/// assert!(header.starts_with("t=1700000000,v1="));
/// ```
#[must_use]
pub fn sign<'a>(
    payload: &[u8],
    time: Timestamp,
    secrets: impl IntoIterator<Item = &'a WebhookSecret>,
) -> String {
    let time = time.as_secs().to_string();
    let mut header = format!("t={time}");
    for secret in secrets {
        header.push_str(",v1=");
        for byte in mac(secret, &time, payload).finalize().into_bytes() {
            header.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
            header.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
        }
    }
    header
}

fn mac(secret: &WebhookSecret, time: &str, payload: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(payload);
    mac
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}
