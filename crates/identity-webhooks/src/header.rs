//! The `Stripe-Signature` header: `t=<unix seconds>,v1=<hex>[,v1=<hex>…][,v0=<hex>]`.

use identity_types::Timestamp;

use crate::VerifyError;
use crate::signature::Signature;

/// A header, read.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    /// When the delivery was signed; a retry has a new one.
    pub(crate) time: Timestamp,
    /// The digits of `time` as they were sent: they are part of the signed text.
    pub(crate) time_text: &'a str,
    /// Every well-formed signature of the scheme `v1`; there is one per active secret.
    pub(crate) signatures: Vec<Signature>,
}

impl<'a> Header<'a> {
    /// Reads a header. The order of its items does not matter, and other schemes are passed over:
    /// `v0` is a decoy of test mode. Two times would leave open which one is meant, so they are refused.
    pub(crate) fn parse(header: &'a str) -> Result<Self, VerifyError> {
        if header.is_empty() {
            return Err(VerifyError::MissingHeader);
        }
        let mut times = Vec::with_capacity(1);
        let mut has_v1 = false;
        let mut signatures = Vec::new();
        for item in header.split(',') {
            match item.split_once('=') {
                Some(("t", digits)) => times.push(digits),
                Some(("v1", hex)) => {
                    has_v1 = true;
                    signatures.extend(Signature::from_hex(hex));
                }
                _ => {}
            }
        }
        let [time_text] = times[..] else {
            return Err(VerifyError::MalformedHeader);
        };
        let time = seconds(time_text).ok_or(VerifyError::MalformedHeader)?;
        if !has_v1 {
            return Err(VerifyError::NoSignature);
        }
        Ok(Self {
            time,
            time_text,
            signatures,
        })
    }
}

/// Seconds as Stripe writes them: digits, and no zero before them. The text is part of what is signed, so
/// there must be one way to write it.
fn seconds(digits: &str) -> Option<Timestamp> {
    let seconds: i64 = digits.parse().ok()?;
    (seconds >= 0 && seconds.to_string() == digits).then(|| Timestamp::from_secs(seconds))
}
