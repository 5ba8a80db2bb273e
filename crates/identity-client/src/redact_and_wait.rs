//! Redaction, seen through to its end.

use http::StatusCode;
use identity_transport::Error;
use identity_types::{
    RedactionStatus, VerificationSession, VerificationSessionId, VerificationSessionStatus,
};

use crate::wait::{Look, watch};
use crate::{VerificationSessions, Wait, Waited};

impl VerificationSessions<'_> {
    /// Asks for the removal of all personal data of a session, and waits until it is gone.
    ///
    /// It cannot be undone. The API takes up to four days, so give a long [`Wait`] with long pauses, and call
    /// again after [`Waited::TimedOut`]: a redaction that is under way is not asked for twice.
    ///
    /// A session in processing cannot be redacted. This waits until it is out of it, also when the person
    /// submits between the look and the call.
    ///
    /// # Errors
    ///
    /// As [`redact`](Self::redact) and [`wait_until`](Self::wait_until).
    pub async fn redact_and_wait(
        &self,
        id: &VerificationSessionId,
        wait: &Wait,
    ) -> Result<Waited, Error> {
        let clockwork = wait.begin();
        loop {
            let settled = watch(
                self,
                id,
                &clockwork,
                until(|session| !is_processing(session)),
            )
            .await?;
            if !settled.is_reached() || settled.session().redaction.is_some() {
                break;
            }
            match self.redact(id).await {
                Ok(_) => break,
                Err(error) if error.status() == Some(StatusCode::BAD_REQUEST) => {
                    // Refused for its state, perhaps: the person may have submitted just now.
                    let now = self.retrieve(id).await?;
                    if !is_processing(&now) && now.redaction.is_none() {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        watch(self, id, &clockwork, until(is_redacted)).await
    }
}

fn until(there: impl Fn(&VerificationSession) -> bool) -> impl Fn(&VerificationSession) -> Look {
    move |session| {
        if there(session) {
            Look::Reached
        } else {
            Look::Again
        }
    }
}

fn is_processing(session: &VerificationSession) -> bool {
    session.status == VerificationSessionStatus::Processing
}

/// A stage after `processing` that this version does not know counts as not there yet.
fn is_redacted(session: &VerificationSession) -> bool {
    session.redaction.as_ref().is_some_and(|redaction| {
        matches!(
            redaction.status,
            RedactionStatus::Redacted | RedactionStatus::Validated
        )
    })
}
