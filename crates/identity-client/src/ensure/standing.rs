//! What exists already under a reference, and whether it serves.

use identity_transport::Error;
use identity_types::{
    Clearable, CreateVerificationSession, DocumentOptions, DocumentOptionsParam,
    ListVerificationSessions, VerificationSession, VerificationSessionId,
    VerificationSessionStatus, VerificationType,
};

use crate::VerificationSessions;

/// What a reference has.
pub(super) struct Standing {
    /// The session that decides, unless all are canceled.
    pub(super) known: Option<VerificationSessionId>,
    /// The newest of all, canceled or not.
    pub(super) newest: Option<VerificationSessionId>,
}

impl VerificationSessions<'_> {
    /// Looks through all sessions of `reference`, newest first.
    pub(super) async fn standing(&self, reference: &str) -> Result<Standing, Error> {
        let params = ListVerificationSessions::new()
            .client_reference_id(reference)
            .limit(100);
        let mut items = self.items(params);
        let mut best: Option<(u8, VerificationSessionId)> = None;
        let mut newest = None;
        while let Some(session) = items.next().await {
            let session = session?;
            newest.get_or_insert_with(|| session.id.clone());
            let weight = weight(&session.status);
            // Among equals the newest stays, so that all callers choose the same.
            if weight > best.as_ref().map_or(0, |(best, _)| *best) {
                best = Some((weight, session.id));
            }
        }
        Ok(Standing {
            known: best.map(|(_, id)| id),
            newest,
        })
    }
}

/// Which session decides; 0 is none of them.
const fn weight(status: &VerificationSessionStatus) -> u8 {
    match status {
        VerificationSessionStatus::Canceled => 0,
        VerificationSessionStatus::RequiresInput => 1,
        VerificationSessionStatus::Verified => 3,
        // Processing, or newer than this version: somebody is at it.
        _ => 2,
    }
}

/// Whether `session` checks what `params` ask for. What they leave open, any session serves; what they say
/// must be as they say, since a person who was verified by less is not verified.
pub(super) fn serves(session: &VerificationSession, params: &CreateVerificationSession) -> bool {
    let same_kind = match params.verification_flow() {
        Some(flow) => session.verification_flow.as_ref() == Some(flow),
        None => session.verification_flow.is_none() && same_type(session, params),
    };
    let wanted = params
        .options
        .as_ref()
        .and_then(|options| match &options.document {
            Some(Clearable::Set(document)) => Some(document),
            Some(Clearable::Clear) | None => None,
        });
    let has = session
        .options
        .as_ref()
        .and_then(|options| options.document.as_ref());
    same_kind && wanted.is_none_or(|wanted| has_options(has, wanted))
}

fn same_type(session: &VerificationSession, params: &CreateVerificationSession) -> bool {
    params.verification_type().is_none_or(|wanted| {
        *wanted == session.verification_type && *wanted != VerificationType::VerificationFlow
    })
}

fn has_options(has: Option<&DocumentOptions>, wanted: &DocumentOptionsParam) -> bool {
    let none = DocumentOptions::default();
    let has = has.unwrap_or(&none);
    let flag = |wanted: Option<bool>, has: Option<bool>| {
        wanted.is_none_or(|wanted| wanted == has.unwrap_or(false))
    };
    let types = wanted.allowed_types.as_deref().unwrap_or_default();
    let allowed = has.allowed_types.as_deref().unwrap_or_default();
    let same_types =
        types.len() == allowed.len() && types.iter().all(|kind| allowed.contains(kind));
    flag(wanted.require_id_number, has.require_id_number)
        && flag(wanted.require_live_capture, has.require_live_capture)
        && flag(wanted.require_matching_selfie, has.require_matching_selfie)
        && (types.is_empty() || same_types)
}
