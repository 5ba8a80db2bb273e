//! What a test does to a sandbox: outcomes, scripts, redactions, keys, time.

use identity_types::{Event, LastErrorCode, Timestamp, VerificationSession, VerificationSessionId};
use serde::Serialize;

use super::Sandbox;
use crate::event::Cause;
use crate::outcome::{Outcome, OutcomeError};
use crate::permissions::{KeyState, Permissions};
use crate::session::{Lens, Redaction, Session, Shown};
use crate::state::Ledger;

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SessionOverview {
    /// Its id.
    pub id: String,
    /// The account that it belongs to.
    pub account: String,
    /// When it was created.
    pub created: Timestamp,
    /// Its status.
    pub status: &'static str,
    /// How many attempts were submitted.
    pub attempts: u32,
    /// The code of the last failure.
    pub last_error: Option<String>,
    /// How far its redaction is, if there is one.
    pub redaction: Option<&'static str>,
}

impl Sandbox {
    /// The person acts, and it comes to this: a submission goes through `processing`, at once or for as
    /// long as the outcome says; what ends an attempt before it is submitted does not.
    ///
    /// ```
    /// # fn f(sandbox: &identity_sandbox::Sandbox, id: &identity_types::VerificationSessionId)
    /// #     -> Result<(), identity_sandbox::OutcomeError> {
    /// use identity_sandbox::Outcome;
    /// use identity_types::LastErrorCode;
    ///
    /// sandbox.outcome(id, Outcome::fail(LastErrorCode::DocumentExpired))?;
    /// sandbox.outcome(id, Outcome::verify().hold())?;
    /// sandbox.finish(id, None)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no such session, when it takes no input, or when its checks cannot come to that.
    pub fn outcome(
        &self,
        id: &VerificationSessionId,
        outcome: Outcome,
    ) -> Result<VerificationSession, OutcomeError> {
        self.change(id, |ledger, session| ledger.attempt(session, outcome))
    }

    /// The person acts, and every check passes.
    ///
    /// # Errors
    ///
    /// As [`outcome`](Self::outcome).
    pub fn verify(&self, id: &VerificationSessionId) -> Result<VerificationSession, OutcomeError> {
        self.outcome(id, Outcome::verify())
    }

    /// The person acts, and it ends with this code.
    ///
    /// # Errors
    ///
    /// As [`outcome`](Self::outcome).
    pub fn fail(
        &self,
        id: &VerificationSessionId,
        code: LastErrorCode,
    ) -> Result<VerificationSession, OutcomeError> {
        self.outcome(id, Outcome::fail(code))
    }

    /// The person acts, and the next outcome of a script counts: the session's own, else the account's;
    /// without either every check passes.
    ///
    /// # Errors
    ///
    /// As [`outcome`](Self::outcome).
    pub fn submit(&self, id: &VerificationSessionId) -> Result<VerificationSession, OutcomeError> {
        self.change(id, |ledger, session| ledger.act(session))
    }

    /// Ends the checks of a session in `processing`: as was said when they began, or as is said now.
    ///
    /// # Errors
    ///
    /// When there is no such session, when it is not in `processing`, or when its checks cannot come to
    /// that.
    pub fn finish(
        &self,
        id: &VerificationSessionId,
        outcome: impl Into<Option<Outcome>>,
    ) -> Result<VerificationSession, OutcomeError> {
        let outcome = outcome.into();
        self.change(id, |ledger, session| ledger.finish(session, outcome))
    }

    /// Says what the next attempts at a session come to, one after the other, in place of what was said
    /// before.
    ///
    /// # Errors
    ///
    /// When there is no such session, or when its checks cannot come to one of them.
    pub fn script(
        &self,
        id: &VerificationSessionId,
        outcomes: impl IntoIterator<Item = Outcome>,
    ) -> Result<VerificationSession, OutcomeError> {
        let outcomes = outcomes.into_iter().collect();
        self.change(id, |ledger, session| ledger.script(session, outcomes))
    }

    /// Says what the next attempts at sessions without a script of their own come to, over all accounts
    /// that there are.
    pub fn script_all(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        let outcomes: Vec<Outcome> = outcomes.into_iter().collect();
        let mut state = self.shared.state();
        for number in 0..state.accounts().len() {
            let now = self.shared.clock.now();
            let mut ledger = state.open(number, &self.shared.settings, now, Cause::default());
            ledger.account.script = outcomes.iter().cloned().collect();
            ledger.put_account();
        }
    }

    /// Ends a redaction that is under way.
    ///
    /// # Errors
    ///
    /// When there is no such session. A session without a redaction stays as it is.
    pub fn finish_redaction(
        &self,
        id: &VerificationSessionId,
    ) -> Result<VerificationSession, OutcomeError> {
        self.change(id, |ledger, session| {
            if let Some(Redaction::Processing(_)) = session.redaction {
                ledger.finish_redaction(session);
            }
            Ok(())
        })
    }

    /// Does what has become due on the sandbox's clock. Every request does so first, and so does a
    /// server as time goes by; after [`Clock::advance`](crate::Clock::advance) without either it is
    /// this call that makes things happen.
    pub fn run_due(&self) {
        let now = self.shared.clock.now();
        self.shared.state().run_due(&self.shared.settings, now);
    }

    /// How many attempts were charged, over all accounts: each submitted one, whatever its checks found.
    #[must_use]
    pub fn billable_attempts(&self) -> u64 {
        let state = self.shared.state();
        state
            .accounts()
            .iter()
            .map(crate::state::AccountState::billable_attempts)
            .sum()
    }

    /// The events of the last 30 days, over all accounts, oldest first within each.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let state = self.shared.state();
        let accounts = state.accounts().iter();
        accounts
            .flat_map(|account| account.events.iter().map(move |event| (account, event)))
            .filter_map(|(account, event)| event.show(account, &state.base_url))
            .collect()
    }

    /// The newest sessions over all accounts, newest first: where they stand, and nothing of whom they are
    /// about.
    #[must_use]
    pub fn overview(&self, limit: usize) -> Vec<SessionOverview> {
        let state = self.shared.state();
        let newest = state.sessions().into_iter().rev().take(limit);
        let overview = newest.map(|(account, session)| SessionOverview {
            id: account.names.session(session.place).to_string(),
            account: account.id(),
            created: session.created,
            status: session.status.as_str(),
            attempts: session.attempts,
            last_error: session
                .last_error
                .as_ref()
                .map(|error| error.code.as_str().to_owned()),
            redaction: session.redaction.map(|redaction| match redaction {
                Redaction::Processing(_) => "processing",
                Redaction::Redacted => "redacted",
            }),
        });
        overview.collect()
    }

    /// Says what a restricted key may do.
    pub fn restrict_key(&self, key: &str, permissions: Permissions) {
        self.shared
            .keyring()
            .set(key, KeyState::Restricted(permissions));
    }

    /// Lets a key expire: from now on it is 401 `api_key_expired`.
    pub fn expire_key(&self, key: &str) {
        self.shared.keyring().set(key, KeyState::Expired);
    }

    fn change(
        &self,
        id: &VerificationSessionId,
        change: impl FnOnce(&mut Ledger<'_>, &Session) -> Result<(), OutcomeError>,
    ) -> Result<VerificationSession, OutcomeError> {
        let now = self.shared.clock.now();
        let settings = &self.shared.settings;
        let mut state = self.shared.state();
        state.run_due(settings, now);
        let (number, place) = state.find_session(id).ok_or(OutcomeError::NoSuchSession)?;
        let base_url = state.base_url.clone();
        let mut ledger = state.open(number, settings, now, Cause::default());
        let missing = OutcomeError::NoSuchSession;
        let session = ledger.account.sessions.get(place).cloned().ok_or(missing)?;
        change(&mut ledger, &session)?;
        ledger.settle();
        let lens = Lens {
            account: ledger.account,
            base_url: &base_url,
            shown: Shown::ALL,
        };
        let current = ledger.account.sessions.get(place);
        Ok(current.unwrap_or(&session).show(lens))
    }
}
