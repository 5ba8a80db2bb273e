//! Somebody with a link: the session that it opens, and what they choose for it.

use identity_types::Timestamp;

use super::choice::Choice;
use crate::checks::Checks;
use crate::event::Cause;
use crate::ids;
use crate::outcome::OutcomeError;
use crate::sandbox::Shared;
use crate::session::{Session, URL_LIFE};
use crate::state::{AccountState, State};

/// What an open link shows.
#[derive(Debug)]
pub(super) struct Visit {
    /// The id of the session.
    pub(super) id: String,
    pub(super) checks: Checks,
    /// Whether outcomes were armed for the person's next attempts.
    pub(super) armed: bool,
    pub(super) return_url: Option<String>,
    /// Shows that a form came from this page. It follows from the link, which nobody has who only gets
    /// a browser to send a form.
    pub(super) form_token: String,
}

impl Visit {
    /// The session that a link opens; nothing if it was used, has run out, or never was.
    pub(super) fn by(shared: &Shared, token: &str) -> Option<Self> {
        let now = shared.clock.now();
        let mut state = shared.state();
        state.run_due(&shared.settings, now);
        let (_, account, session) = opened(&state, token, now)?;
        let more = session.more.as_deref();
        Some(Self {
            id: account.names.session(session.place).to_string(),
            checks: session.checks(),
            armed: !account.script.is_empty() || more.is_some_and(|more| !more.script.is_empty()),
            return_url: more.and_then(|more| Some(more.return_url.as_ref()?.expose().to_string())),
            form_token: format!("{:032x}", ids::hash(format!("form of {token}").as_bytes())),
        })
    }
}

/// Does what was chosen, if the link is still open: `None` says that somebody else was first.
pub(super) fn carry_out(
    shared: &Shared,
    token: &str,
    choice: Choice,
) -> Option<Result<(), OutcomeError>> {
    let now = shared.clock.now();
    let mut state = shared.state();
    state.run_due(&shared.settings, now);
    let (number, _, session) = opened(&state, token, now)?;
    let session = session.clone();
    let mut ledger = state.open(number, &shared.settings, now, Cause::default());
    Some(match choice {
        Choice::Outcome(outcome) => ledger.attempt(&session, outcome),
        Choice::Armed => ledger.act(&session),
    })
}

/// The number of an account, the account, and its session that a link opens.
fn opened<'a>(
    state: &'a State,
    token: &str,
    now: Timestamp,
) -> Option<(usize, &'a AccountState, &'a Session)> {
    let mut accounts = state.accounts().iter().enumerate();
    accounts.find_map(|(number, account)| {
        let (session, generation) = account.session_of_token(token)?;
        let open = session.takes_input()
            && session.url.generation == generation
            && !session.url.is_older(URL_LIFE, now);
        open.then_some((number, account, session))
    })
}
