//! [`FreshUrl`]: where to send the person now.

use identity_transport::Error;
use identity_types::{VerificationSession, VerificationSessionId, VerificationUrl};

use crate::{Response, VerificationSessions};

/// Where to send the person now, if there is anything to send them to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FreshUrl {
    /// A page that works once, for 48 hours. Give it to the person at once and do not store it.
    Open(VerificationUrl),
    /// The session takes no more input: its status says why.
    Closed(Box<Response<VerificationSession>>),
}

impl FreshUrl {
    /// The page, if there is one.
    #[must_use]
    pub const fn url(&self) -> Option<&VerificationUrl> {
        match self {
            Self::Open(url) => Some(url),
            Self::Closed(_) => None,
        }
    }
}

impl VerificationSessions<'_> {
    /// A page that works for the person now, by a fresh look at the session.
    ///
    /// The `url` of a create call works once: whoever keeps it sends the person of a second attempt to a
    /// dead page. And the session may be in processing by now, with nothing left to ask for.
    ///
    /// # Errors
    ///
    /// As [`retrieve`](Self::retrieve).
    pub async fn fresh_url(&self, id: &VerificationSessionId) -> Result<FreshUrl, Error> {
        let session = self.retrieve(id).await?;
        Ok(match session.url.clone() {
            Some(url) => FreshUrl::Open(url),
            None => FreshUrl::Closed(Box::new(session)),
        })
    }
}
