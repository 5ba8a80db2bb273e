//! `session wait`, and `session create --wait`.

use std::time::Duration;

use identity_client::{Client, Outcome, Wait, Waited};
use identity_types::{VerificationSession, VerificationSessionStatus};

use super::super::call::Call;
use super::super::progress::watched;
use super::verdict::{ended, failed, reached, timed_out};
use crate::args::Global;
use crate::args::session::WaitArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

/// As long as a person with a document at hand may take.
const DEFAULT: Duration = Duration::from_secs(600);

/// How long to wait at most.
pub(super) fn total(call: &Call) -> Duration {
    call.settings.timeout().unwrap_or(DEFAULT)
}

pub(super) fn run(args: &WaitArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let states = states(args)?;
    let call = Call::prepare(global, io)?.for_long();
    let wait = Wait::at_most(total(&call));
    let waited = call.run(io, async |client, io| {
        let sessions = client.verification_sessions();
        let what = format!("waiting for {id}");
        let stderr = io.stderr.clone();
        let is_shown = io.stderr_is_terminal && !call.quiet;
        let waiting = Box::pin(async {
            if let Some(states) = &states {
                return Ok(sessions.wait_until(&id, states, &wait).await?);
            }
            let now = sessions.retrieve(&id).await?;
            if !args.next && has_outcome(&now) {
                return Ok(Waited::Reached(now));
            }
            Ok(sessions.wait_for_outcome(&now, &wait).await?)
        });
        watched(stderr, is_shown, &what, waiting).await
    })?;
    match waited {
        Some(waited) => conclude(&call, io, &waited, states.as_deref()),
        None => Ok(()),
    }
}

/// Waits for the outcome of a session that was just created.
pub(super) fn follow(
    call: &Call,
    io: &mut Io,
    session: &VerificationSession,
    total: Duration,
) -> Result<(), Failure> {
    if call.settings.is_embedded() {
        return Err(Usage::new(
            "--wait",
            "has no use with --sandbox: nobody can verify a session of a sandbox that ends with this command",
        )
        .into());
    }
    let wait = Wait::at_most(total);
    let waited = call.run(io, async |client: &Client, io: &mut Io| {
        let what = format!("waiting for {}", session.id);
        let is_shown = io.stderr_is_terminal && !call.quiet;
        let sessions = client.verification_sessions();
        let waiting = Box::pin(sessions.wait_for_outcome(session, &wait));
        Ok(watched(io.stderr.clone(), is_shown, &what, waiting).await?)
    })?;
    match waited {
        Some(waited) => conclude(call, io, &waited, None),
        None => Ok(()),
    }
}

/// Prints the session as it stands, and ends as the verdict says.
fn conclude(
    call: &Call,
    io: &mut Io,
    waited: &Waited,
    states: Option<&[VerificationSessionStatus]>,
) -> Result<(), Failure> {
    let session = waited.session();
    call.finish(io, session)?;
    match (waited, states) {
        (Waited::TimedOut(session), _) => Err(timed_out(session).into()),
        (Waited::Reached(session), Some(states)) => Ok(reached(session, states)?),
        (Waited::Reached(session), None) => Ok(failed(session)?),
        (Waited::Settled(session), _) => Err(ended(session).into()),
        (_, _) => Ok(()),
    }
}

fn has_outcome(session: &VerificationSession) -> bool {
    matches!(
        Outcome::of(session, None),
        Outcome::Verified | Outcome::Retryable(_) | Outcome::Final(_)
    )
}

fn states(args: &WaitArgs) -> Result<Option<Vec<VerificationSessionStatus>>, Usage> {
    let Some(list) = &args.states else {
        return Ok(None);
    };
    if args.next {
        return Err(Usage::new(
            "--next",
            "must not be given together with --for",
        ));
    }
    list.split(',')
        .map(|name| settings::status("--for", name))
        .collect::<Result<_, _>>()
        .map(Some)
}
