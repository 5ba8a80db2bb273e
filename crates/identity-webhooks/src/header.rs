//! The `Stripe-Signature` header: `t=<unix seconds>,v1=<hex>[,v1=<hex>…][,v0=<hex>]`.

use identity_types::Timestamp;

use crate::VerifyError;
use crate::signature::Signature;

/// A header, read.
#[derive(Debug)]
pub(crate) struct Header {
    /// When the delivery was signed; a retry has a new one.
    pub(crate) time: Timestamp,
    /// The digits of `time` as they were sent: they are part of the signed text.
    pub(crate) time_text: String,
    /// Every well-formed signature of the scheme `v1`; there is one per active secret.
    pub(crate) signatures: Vec<Signature>,
}

impl Header {
    /// Reads a header. The order of its items does not matter, and other schemes are passed over:
    /// `v0` is a decoy of test mode.
    pub(crate) fn parse(header: &str) -> Result<Self, VerifyError> {
        let mut time_text = None;
        let mut has_v1 = false;
        let mut signatures = Vec::new();
        for item in header.split(',') {
            match item.split_once('=') {
                Some(("t", digits)) => time_text = Some(digits),
                Some(("v1", hex)) => {
                    has_v1 = true;
                    signatures.extend(Signature::from_hex(hex));
                }
                _ => {}
            }
        }
        let time_text = time_text
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .ok_or(VerifyError::MalformedHeader)?;
        let seconds = time_text
            .parse()
            .map_err(|_| VerifyError::MalformedHeader)?;
        if !has_v1 {
            return Err(VerifyError::NoSignature);
        }
        Ok(Self {
            time: Timestamp::from_secs(seconds),
            time_text: time_text.to_owned(),
            signatures,
        })
    }
}
