//! `session ensure`: one open session per reference.

use identity_client::Ensured;

use super::super::call::Call;
use crate::Exit;
use crate::args::Global;
use crate::args::session::EnsureArgs;
use crate::failure::{Failure, Said, Usage};
use crate::io::Io;

pub(super) fn run(args: &EnsureArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = super::params(&args.checks, &args.subject, global, io)?;
    if params.client_reference_id.is_none() {
        return Err(Usage::new(
            "--client-reference-id",
            "is required: it says whose session it is",
        )
        .into());
    }
    let call = Call::prepare(global, io)?;
    let Some(ensured) = call.run(io, async |client, _| {
        let sessions = client.verification_sessions();
        Ok(Box::pin(sessions.ensure(&params)).await?)
    })?
    else {
        return Ok(());
    };
    let said = match &ensured {
        Ensured::Created(_) => "note: created",
        Ensured::Reused(_) => "note: there was one that requires input",
        Ensured::Processing(_) => "note: there is one in processing: wait for its outcome",
        Ensured::Verified(_) => "note: the person is verified already",
        _ => "",
    };
    if !said.is_empty() {
        call.note(io, said);
    }
    call.finish(io, ensured.session())?;
    match ensured {
        Ensured::Different(session) => Err(Said::new(
            Exit::Api,
            format!(
                "{} requires input, but was created for other checks",
                session.id
            ),
        )
        .code("different")
        .hint("update or cancel it, and ask again")
        .into()),
        _ => Ok(()),
    }
}
