//! [`Verifier`]: is this delivery from Stripe, and fresh?

use std::fmt;
use std::time::Duration;

use identity_types::{Invalid, Timestamp, WebhookSecret};

use crate::header::Header;
use crate::signature::Expected;
use crate::{Delivery, Suspect, VerifyError, WebhookError, reprint};

/// What is no signing secret, though people paste it where one belongs.
const NOT_A_SECRET: [&str; 4] = ["sk_", "rk_", "pk_", "we_"];

/// Checks deliveries against one or more secrets.
///
/// Bring the raw body, the `Stripe-Signature` header, and the time.
///
/// ```
/// use identity_types::{Timestamp, WebhookSecret};
/// use identity_webhooks::{Suspect, Verifier, VerifyError, sign};
///
/// let secret = WebhookSecret::new("whsec_test");
/// let now = Timestamp::from_secs(1_700_000_000);
/// let header = sign(b"{}", now, [&secret]);
///
/// let verifier = Verifier::new(secret)?;
/// assert_eq!(verifier.verify(b"{}", &header, now), Ok(()));
///
/// // Each refusal says which step it was, and what to look at.
/// let reprinted = verifier.verify(b"{ }", &header, now);
/// assert_eq!(reprinted, Err(VerifyError::Mismatch(Suspect::ReprintedBody)));
/// let late = verifier.verify(b"{}", &header, now.saturating_add(301));
/// assert_eq!(late, Err(VerifyError::TooOld { seconds: 301 }));
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
    /// [`Invalid`] when the secret is blank (a signature made with an empty key is one that anybody can make),
    /// has blanks around it, or is plainly something else: an API key, or an endpoint's id.
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
        check_secret(secret.expose()).map_err(|rule| Invalid::new("webhook secret", rule))?;
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
        if !self.signed(payload, &header) {
            return Err(VerifyError::Mismatch(self.suspect(payload, &header)));
        }
        self.check_age(header.time, now)
    }

    /// Checks one delivery and reads the event in it: bytes that are not proven are never parsed.
    ///
    /// # Errors
    ///
    /// [`WebhookError::Verify`] when it is not from Stripe or not fresh: answer 400. [`WebhookError::Parse`]
    /// when it is, and is no event: answer 500, so that it is delivered again after the fault is mended.
    pub fn construct_event(
        &self,
        payload: &[u8],
        header: &str,
        now: Timestamp,
    ) -> Result<Delivery, WebhookError> {
        self.verify(payload, header, now)
            .map_err(WebhookError::Verify)?;
        Delivery::parse(payload).map_err(WebhookError::Parse)
    }

    /// The payload is read once per secret, whatever the header holds.
    fn signed(&self, payload: &[u8], header: &Header<'_>) -> bool {
        self.secrets.iter().any(|secret| {
            let expected = Expected::new(secret, header.time_text, payload);
            header.signatures.iter().any(|one| expected.is(one))
        })
    }

    /// Looks for a reason that its owner can act on. Whoever cannot sign learns nothing from it.
    fn suspect(&self, payload: &[u8], header: &Header<'_>) -> Suspect {
        let Some(first) = payload.iter().find(|byte| !byte.is_ascii_whitespace()) else {
            return Suspect::EmptyBody;
        };
        if *first != b'{' {
            return Suspect::BodyIsNoObject;
        }
        let signed = |variant: &Vec<u8>| self.signed(variant, header);
        if !header.signatures.is_empty() && reprint::variants(payload).iter().any(signed) {
            return Suspect::ReprintedBody;
        }
        Suspect::Secret
    }

    fn check_age(&self, signed: Timestamp, now: Timestamp) -> Result<(), VerifyError> {
        let seconds = now.as_secs().abs_diff(signed.as_secs());
        match self.tolerance {
            Some(tolerance) if seconds > tolerance.as_secs() => Err(if signed < now {
                VerifyError::TooOld { seconds }
            } else {
                VerifyError::TooNew { seconds }
            }),
            _ => Ok(()),
        }
    }
}

fn check_secret(secret: &str) -> Result<(), &'static str> {
    if secret.trim().is_empty() {
        Err("must not be blank")
    } else if secret.trim() != secret {
        Err("must have no blank or line end around it")
    } else if NOT_A_SECRET.iter().any(|prefix| secret.starts_with(prefix)) {
        Err("must be an endpoint's signing secret (whsec_…), not an API key or an id")
    } else {
        Ok(())
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
