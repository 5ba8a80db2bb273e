//! [`Verifier`]: is this delivery from Stripe, and fresh?

use std::fmt;
use std::time::Duration;

use identity_types::{Invalid, Timestamp, WebhookSecret};

use crate::VerifyError;
use crate::header::Header;

/// Checks deliveries against one or more secrets.
///
/// Bring the raw body, the `Stripe-Signature` header, and the time; parse the body only after this has
/// passed.
///
/// ```
/// use identity_types::{Timestamp, WebhookSecret};
/// use identity_webhooks::{Verifier, VerifyError, sign};
///
/// let secret = WebhookSecret::new("whsec_test");
/// let now = Timestamp::from_secs(1_700_000_000);
/// let header = sign(b"{}", now, [&secret]);
///
/// let verifier = Verifier::new(secret)?;
/// assert_eq!(verifier.verify(b"{}", &header, now), Ok(()));
/// assert_eq!(verifier.verify(b"{ }", &header, now), Err(VerifyError::Mismatch));
/// assert_eq!(verifier.verify(b"{}", &header, now.saturating_add(301)), Err(VerifyError::TooOld));
/// # Ok::<(), identity_types::Invalid>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    secrets: Vec<WebhookSecret>,
    tolerance: Option<Duration>,
}

impl Verifier {
    /// What the official SDKs allow: five minutes.
    pub const DEFAULT_TOLERANCE: Duration = Duration::from_secs(300);

    /// Checks against one secret, with the default tolerance.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when the secret is blank: a signature made with an empty key is one that anybody can make.
    pub fn new(secret: WebhookSecret) -> Result<Self, Invalid> {
        let verifier = Self {
            secrets: Vec::new(),
            tolerance: Some(Self::DEFAULT_TOLERANCE),
        };
        verifier.also(secret)
    }

    /// Accepts another secret too, as while a secret is being rolled.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn also(mut self, secret: WebhookSecret) -> Result<Self, Invalid> {
        if secret.expose().trim().is_empty() {
            return Err(Invalid::new("webhook secret", "must not be blank"));
        }
        self.secrets.push(secret);
        Ok(self)
    }

    /// How far the time of signing may be from now, in both directions.
    #[must_use]
    pub const fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Accepts deliveries of any age. A stolen one can then be played again for ever: keep the ids of events.
    #[must_use]
    pub const fn any_age(mut self) -> Self {
        self.tolerance = None;
        self
    }

    /// Checks one delivery: signature first, then age.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] names the step that failed.
    pub fn verify(&self, payload: &[u8], header: &str, now: Timestamp) -> Result<(), VerifyError> {
        let header = Header::parse(header)?;
        let signed = header.signatures.iter().any(|signature| {
            self.secrets
                .iter()
                .any(|secret| signature.is_of(secret, &header.time_text, payload))
        });
        if !signed {
            return Err(VerifyError::Mismatch);
        }
        self.check_age(header.time, now)
    }

    fn check_age(&self, signed: Timestamp, now: Timestamp) -> Result<(), VerifyError> {
        let Some(tolerance) = self.tolerance else {
            return Ok(());
        };
        if now.as_secs().abs_diff(signed.as_secs()) <= tolerance.as_secs() {
            Ok(())
        } else if signed < now {
            Err(VerifyError::TooOld)
        } else {
            Err(VerifyError::TooNew)
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secrets", &self.secrets.len())
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
