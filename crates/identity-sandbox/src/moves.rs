//! What happens to a session apart from the API's calls: the person acts, checks end, data is removed.

use std::collections::VecDeque;
use std::sync::Arc;

use identity_types::{FilePurpose, LastErrorCode};

use crate::agenda::Task;
use crate::checks::Check;
use crate::lifecycle;
use crate::outcome::{Delay, Outcome, OutcomeError};
use crate::persona::{Persona, Who};
use crate::report::Findings;
use crate::session::{LastError, Redaction, Session, Status};
use crate::settings::seconds;
use crate::state::{Ledger, Record};
use crate::switches::{
    ChecksAfterFailure, DocumentImagePurpose, EventOfUnsubmitted, LastErrorWhileProcessing,
    ReferenceOfRedacted, SecretsAfterFailure,
};

impl Ledger<'_> {
    /// Does what has become due, if it still is.
    pub(crate) fn do_task(&mut self, task: Task) {
        match task {
            Task::Session(place) => self.session_is_due(place),
        }
    }

    fn session_is_due(&mut self, place: u64) {
        let Some(session) = self.account.sessions.get(place).cloned() else {
            return;
        };
        if session.due().is_none_or(|due| due > self.now) {
            return;
        }
        if let Some(Redaction::Processing(_)) = session.redaction {
            self.finish_redaction(&session);
        } else if session.status == Status::Processing {
            // What a script cannot bring about stays undone: there is nobody to tell.
            let _ = self.finish(&session, None);
        } else {
            let _ = self.act(&session);
        }
    }

    /// The person acts, and the next outcome of a script counts: the session's own, else the account's;
    /// without either all checks pass.
    pub(crate) fn act(&mut self, session: &Session) -> Result<(), OutcomeError> {
        lifecycle::may_act(session)?;
        let mut session = session.clone();
        let own = session
            .more
            .as_deref_mut()
            .and_then(|more| more.script.pop_front());
        let outcome = own.or_else(|| {
            let outcome = self.account.script.pop_front()?;
            self.put_account();
            Some(outcome)
        });
        self.attempt(&session, outcome.unwrap_or_else(Outcome::verify))
    }

    /// The person acts, and it comes to this.
    pub(crate) fn attempt(
        &mut self,
        session: &Session,
        outcome: Outcome,
    ) -> Result<(), OutcomeError> {
        lifecycle::may_act(session)?;
        self.check(session, &outcome)?;
        if !outcome.submits() {
            let code = outcome.code.unwrap_or(LastErrorCode::Abandoned);
            let reason = outcome
                .reason
                .as_ref()
                .map(|reason| reason.expose().as_str());
            let error = LastError::new(code, reason);
            let mut step = lifecycle::give_up(session, error, self.now, self.withholds())?;
            if self.settings.switches.event_of_unsubmitted == EventOfUnsubmitted::None {
                step.event = None;
            }
            self.apply(step);
            return Ok(());
        }
        let delay = match outcome.delay {
            Some(Delay::Hold) => None,
            Some(Delay::Seconds(seconds)) => Some(i64::from(seconds)),
            None => Some(seconds(self.settings.processing_delay)),
        };
        let due = delay
            .filter(|delay| *delay > 0)
            .map(|delay| self.now.saturating_add(delay));
        let keep_error =
            self.settings.switches.last_error_while_processing == LastErrorWhileProcessing::Keep;
        let step = lifecycle::submit(session, outcome, due, keep_error)?;
        self.apply(step);
        if delay == Some(0) {
            let session = self.current(session)?;
            self.finish(&session, None)?;
        }
        Ok(())
    }

    /// The checks of a session in `processing` end: as it was said when they began, or as is said now.
    pub(crate) fn finish(
        &mut self,
        session: &Session,
        outcome: Option<Outcome>,
    ) -> Result<(), OutcomeError> {
        let said = session
            .more
            .as_deref()
            .and_then(|more| more.pending.as_ref())
            .map(|pending| pending.outcome.clone());
        let outcome = outcome.or(said).unwrap_or_else(Outcome::verify);
        if !outcome.submits() {
            return Err(OutcomeError::AlreadySubmitted);
        }
        self.check(session, &outcome)?;
        let persona = self.persona(outcome.who.as_ref())?;
        let failure = outcome.code.map(|code| {
            let reason = outcome
                .reason
                .as_ref()
                .map(|reason| reason.expose().as_str());
            LastError::new(code, reason)
        });
        let findings = Findings {
            now: self.now,
            report: self.account.reports.next(),
            file: self.account.files.next(),
            persona,
            run_all: self.settings.switches.checks_after_failure == ChecksAfterFailure::Run,
            document_purpose: match self.settings.switches.document_image_purpose {
                DocumentImagePurpose::Downloadable => FilePurpose::IdentityDocumentDownloadable,
                DocumentImagePurpose::IdentityDocument => FilePurpose::IdentityDocument,
            },
            withhold: self.withholds(),
        };
        let step = lifecycle::finish(session, failure, &findings)?;
        self.apply(step);
        Ok(())
    }

    /// What the next attempts come to.
    pub(crate) fn script(
        &mut self,
        session: &Session,
        outcomes: VecDeque<Outcome>,
    ) -> Result<(), OutcomeError> {
        for outcome in &outcomes {
            self.check(session, outcome)?;
        }
        let mut next = session.clone();
        next.more_mut().script = outcomes;
        self.apply(lifecycle::silent(next));
        Ok(())
    }

    /// Refuses an outcome that this session cannot come to, before anything changes.
    pub(crate) fn check(&self, session: &Session, outcome: &Outcome) -> Result<(), OutcomeError> {
        self.persona(outcome.who.as_ref())?;
        match outcome.code.as_ref().and_then(Check::of) {
            Some(check) if !session.checks().has(check) => {
                Err(OutcomeError::NoSuchCheck(check.as_str()))
            }
            _ => Ok(()),
        }
    }

    fn withholds(&self) -> bool {
        self.settings.switches.secrets_after_failure == SecretsAfterFailure::WhenRetrieved
    }

    fn persona(&self, who: Option<&Who>) -> Result<Arc<Persona>, OutcomeError> {
        let name = match who {
            Some(Who::Persona(persona)) => return Ok(Arc::new(Persona::clone(persona))),
            Some(Who::Name(name)) => name,
            None => &self.settings.default_persona,
        };
        let persona = self.settings.personas.get(name);
        persona
            .map(|persona| Arc::new(persona.clone()))
            .ok_or(OutcomeError::NoSuchPersona)
    }

    /// Removes a session's personal data: from all its versions, which events and stored results name,
    /// from its reports, and from their files.
    pub(crate) fn finish_redaction(&mut self, session: &Session) {
        let keep = self.settings.switches.reference_of_redacted == ReferenceOfRedacted::Keep;
        let former = self.account.sessions.versions(session.place);
        let former: Vec<_> = former.cloned().collect();
        for version in former {
            let scrubbed = lifecycle::scrubbed(&version, keep);
            self.put(Record::Session(Arc::new(scrubbed)));
        }
        let mut report = session.last_report;
        while let Some(found) = report.and_then(|place| self.account.reports.get(place).cloned()) {
            let pictures = found.document_files.iter().chain(&found.selfie_file);
            for place in pictures {
                if let Some(file) = self.account.files.get(*place).cloned() {
                    self.put(Record::File(Arc::new(file.removed())));
                }
            }
            self.put(Record::Report(Arc::new(found.scrubbed(keep))));
            report = found.former;
        }
        let step = lifecycle::redacted(session, keep);
        self.apply(step);
    }

    /// The session as it is now.
    fn current(&self, session: &Session) -> Result<Arc<Session>, OutcomeError> {
        let current = self.account.sessions.get(session.place);
        current.cloned().ok_or(OutcomeError::NoSuchSession)
    }
}
