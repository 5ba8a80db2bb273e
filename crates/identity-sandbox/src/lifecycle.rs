//! The transitions of a session, pure: a session and what happens to it → the next version, and what
//! comes with it.
//!
//! ```text
//! create → requires_input → processing → verified
//!                ↑    ↺          │
//!                └───────────────┘ a check failed
//!          requires_input → canceled (cancel, redact)
//!          verified, canceled → redaction processing → redacted
//! ```

use std::fmt;

use identity_types::{DocumentOptions, EventType, Metadata, ProvidedDetails, Timestamp};

use crate::file::File;
use crate::outcome::Outcome;
use crate::report::{Findings, Report};
use crate::session::{LastError, Pending, Redaction, Session, Status, Token, What};

/// What a transition makes.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) session: Session,
    pub(crate) report: Option<Report>,
    pub(crate) files: Vec<File>,
    /// What the event that tells of it is called; most changes are told, updates are not.
    pub(crate) event: Option<EventType>,
}

impl Step {
    fn silent(session: Session) -> Self {
        Self {
            session,
            report: None,
            files: Vec::new(),
            event: None,
        }
    }

    fn told(session: Session, event: EventType) -> Self {
        Self {
            event: Some(event),
            ..Self::silent(session)
        }
    }
}

/// Something cannot happen to a session in its state. `Display` is the API's sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Illegal(String);

impl fmt::Display for Illegal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Illegal {}

impl Illegal {
    fn only(verb: &str, done: &str, session: &Session, needed: Status) -> Self {
        Self(format!(
            "You cannot {verb} this VerificationSession because it has a status of \"{}\". Only a \
             VerificationSession in \"{}\" status may be {done}.",
            session.status.as_str(),
            needed.as_str()
        ))
    }

    fn redacted(verb: &str) -> Self {
        Self(format!(
            "You cannot {verb} this VerificationSession because it has been redacted."
        ))
    }
}

/// Something changes that nobody is told of.
pub(crate) fn silent(session: Session) -> Step {
    Step::silent(session)
}

/// A new session is there.
pub(crate) fn create(session: Session) -> Step {
    Step::told(session, EventType::Created)
}

/// Whether the person can do anything.
pub(crate) fn may_act(session: &Session) -> Result<(), Illegal> {
    if session.status != Status::RequiresInput {
        return Err(Illegal::only(
            "submit",
            "submitted",
            session,
            Status::RequiresInput,
        ));
    }
    Ok(())
}

/// The person submits; the checks run until `due`, or until somebody ends them.
pub(crate) fn submit(
    session: &Session,
    outcome: Outcome,
    due: Option<Timestamp>,
    keep_error: bool,
) -> Result<Step, Illegal> {
    may_act(session)?;
    let mut next = session.clone();
    next.status = Status::Processing;
    if !keep_error {
        next.last_error = None;
    }
    next.attempts += 1;
    let more = next.more_mut();
    more.acts_at = None;
    more.pending = Some(Pending { due, outcome });
    Ok(Step::told(next, EventType::Processing))
}

/// The checks end: all pass, or one fails.
pub(crate) fn finish(
    session: &Session,
    failure: Option<LastError>,
    findings: &Findings,
) -> Result<Step, Illegal> {
    if session.status != Status::Processing {
        return Err(Illegal::only(
            "finish",
            "finished",
            session,
            Status::Processing,
        ));
    }
    let (report, files) = Report::new(session, failure.clone(), findings);
    let mut next = session.clone();
    next.last_report = Some(report.place);
    next.status = match failure {
        None => Status::Verified,
        Some(_) => Status::RequiresInput,
    };
    next.last_error = failure.map(Box::new);
    if let Some(more) = next.more.as_deref_mut() {
        more.pending = None;
    }
    if next.status == Status::RequiresInput {
        refresh(&mut next, findings.now, findings.withhold);
    }
    let event = next.status.event();
    Ok(Step {
        session: next,
        report: Some(report),
        files,
        event: Some(event),
    })
}

/// The attempt ends before it is submitted: the person leaves, declines, cannot go on.
pub(crate) fn give_up(
    session: &Session,
    error: LastError,
    now: Timestamp,
    withhold: bool,
) -> Result<Step, Illegal> {
    may_act(session)?;
    let mut next = session.clone();
    next.last_error = Some(Box::new(error));
    refresh(&mut next, now, withhold);
    Ok(Step::told(next, EventType::RequiresInput))
}

/// The caller cancels. `None`: it is canceled already, and nothing changes.
pub(crate) fn cancel(session: &Session) -> Result<Option<Step>, Illegal> {
    match session.status {
        Status::Canceled => Ok(None),
        Status::RequiresInput => Ok(Some(Step::told(canceled(session), EventType::Canceled))),
        Status::Processing | Status::Verified => Err(Illegal::only(
            "cancel",
            "canceled",
            session,
            Status::RequiresInput,
        )),
    }
}

/// The caller has personal data removed; it will be gone at `due`. `None`: it was asked for before, which
/// is a mistake unless it may be asked for `again`.
pub(crate) fn redact(
    session: &Session,
    due: Timestamp,
    again: bool,
) -> Result<Option<Step>, Illegal> {
    match session.redaction {
        Some(_) if again => return Ok(None),
        Some(_) => return Err(Illegal::redacted("redact")),
        None => {}
    }
    let step = match session.status {
        Status::Processing => {
            return Err(Illegal(
                "You cannot redact this VerificationSession because it has a status of \"processing\"."
                    .to_owned(),
            ));
        }
        Status::RequiresInput => Step::told(canceled(session), EventType::Canceled),
        Status::Canceled | Status::Verified => Step::silent(session.clone()),
    };
    let mut step = step;
    step.session.metadata = Metadata::new();
    step.session.redaction = Some(Redaction::Processing(due));
    Ok(Some(step))
}

/// The removal is done.
pub(crate) fn redacted(session: &Session, keep_reference: bool) -> Step {
    let mut next = scrubbed(session, keep_reference);
    next.redaction = Some(Redaction::Redacted);
    Step::told(next, EventType::Redacted)
}

/// What a redaction leaves of a version.
pub(crate) fn scrubbed(session: &Session, keep_reference: bool) -> Session {
    let mut next = session.clone();
    next.metadata = Metadata::new();
    next.last_error = session
        .last_error
        .as_deref()
        .map(|error| Box::new(error.scrubbed()));
    if !keep_reference {
        next.client_reference_id = None;
    }
    if let Some(more) = next.more.as_deref_mut() {
        more.return_url = None;
        more.pending = None;
        more.script.clear();
        more.acts_at = None;
        if let Some(details) = &mut more.provided_details {
            let placeholder = |text: &mut identity_types::Personal<String>| {
                *text = crate::persona::REDACTED.into();
            };
            details.email.as_mut().map(placeholder);
            details.phone.as_mut().map(placeholder);
        }
    }
    next
}

/// What an update sets; `None` leaves alone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) what: Option<What>,
    /// `Some(None)` clears.
    pub(crate) document: Option<Option<Box<DocumentOptions>>>,
    pub(crate) provided_details: Option<ProvidedDetails>,
    /// The whole of the new metadata.
    pub(crate) metadata: Option<Metadata>,
}

/// The caller updates a session that [may be](may_update).
pub(crate) fn update(session: &Session, changes: Changes) -> Step {
    let mut next = session.clone();
    if let Some(what) = changes.what {
        next.what = what;
        if next.flow().is_some() {
            next.more_mut().flow = None;
        }
    }
    if let Some(document) = changes.document {
        next.document = document;
    }
    if let Some(details) = changes.provided_details {
        next.more_mut().provided_details = Some(details);
    }
    if let Some(metadata) = changes.metadata {
        next.metadata = metadata;
    }
    Step::silent(next)
}

/// Whether the caller may update: in `requires_input`, or in any state that holds personal data.
pub(crate) fn may_update(session: &Session, in_any_state: bool) -> Result<(), Illegal> {
    if session.redaction.is_some() {
        return Err(Illegal::redacted("update"));
    }
    if !in_any_state && session.status != Status::RequiresInput {
        return Err(Illegal::only(
            "update",
            "updated",
            session,
            Status::RequiresInput,
        ));
    }
    Ok(())
}

/// New secrets in place of those that have ended: what a retrieve gives. `None`: both still open.
pub(crate) fn renew(session: &Session, now: Timestamp) -> Option<Step> {
    use crate::session::{SECRET_LIFE, URL_LIFE};
    let (secret, url) = (
        session.secret.is_older(SECRET_LIFE, now),
        session.url.is_older(URL_LIFE, now),
    );
    if !session.takes_input() || !(secret || url) {
        return None;
    }
    let mut next = session.clone();
    if secret {
        next.secret = next.secret.next(now);
    }
    if url {
        next.url = next.url.next(now);
    }
    Some(Step::silent(next))
}

/// The person may try again: both secrets are used up, so there is a new pair, which may be withheld until
/// the session is retrieved; and who acts by itself goes on.
fn refresh(session: &mut Session, now: Timestamp, withhold: bool) {
    let made = if withhold { Token::WITHHELD } else { now };
    session.secret = session.secret.next(made);
    session.url = session.url.next(made);
    if let Some(more) = session.more.as_deref_mut() {
        let goes_on = more.self_acting && !more.script.is_empty();
        more.acts_at = goes_on.then_some(now);
    }
}

fn canceled(session: &Session) -> Session {
    let mut next = session.clone();
    next.status = Status::Canceled;
    next.last_error = None;
    if let Some(more) = next.more.as_deref_mut() {
        more.acts_at = None;
        more.script.clear();
    }
    next
}
