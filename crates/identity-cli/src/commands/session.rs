//! `identity session …`.

mod ensure;
mod open;
mod simulate;
mod timeline;
mod verdict;
mod wait;

use identity_types::{
    CancelVerificationSession, CreateVerificationSession, RedactVerificationSession,
    RetrieveVerificationSession,
};

use super::call::Call;
use super::confirm::{Answer, confirm};
use super::{note, pages};
use crate::args::Global;
use crate::args::session::{ActArgs, CreateArgs, GetArgs, ListArgs, SessionCommand, UpdateArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

const TEMPLATE: &str = include_str!("session/template.yaml");

pub(super) fn run(command: &SessionCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        SessionCommand::Create(args) => create(args, global, io),
        SessionCommand::Get(args) => get(args, global, io),
        SessionCommand::Update(args) => update(args, global, io),
        SessionCommand::List(args) => list(args, global, io),
        SessionCommand::Cancel(args) => cancel(args, global, io),
        SessionCommand::Redact(args) => redact(args, global, io),
        SessionCommand::Wait(args) => wait::run(args, global, io),
        SessionCommand::Open(args) => open::run(args, global, io),
        SessionCommand::Simulate(args) => simulate::run(args, global, io),
        SessionCommand::Timeline(args) => timeline::run(args, global, io),
        SessionCommand::Ensure(args) => ensure::run(args, global, io),
    }
}

fn create(args: &CreateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    if args.template {
        return super::completions::print(io, TEMPLATE);
    }
    let params = params(&args.checks, &args.subject, global, io)?;
    let call = Call::prepare(global, io)?;
    let call = if args.wait { call.for_long() } else { call };
    let total = wait::total(&call);
    let Some(session) = call.run(io, async |client, _| {
        let sessions = client.verification_sessions().with_options(call.options());
        Ok(sessions.create(&params).await?)
    })?
    else {
        return Ok(());
    };
    if args.qr || args.open {
        open::show(&session, args.qr, args.open, &call, io)?;
    }
    if !args.wait {
        return call.finish(io, &session);
    }
    call.tell(io, &session);
    call.note(io, &format!("note: created {}", session.id));
    wait::follow(&call, io, &session, total)
}

/// The parameters of a create: those of `-d`, and the flags on top; warns of what looks wrong.
fn params(
    checks: &crate::args::checks::ChecksArgs,
    subject: &crate::args::checks::SubjectArgs,
    global: &Global,
    io: &mut Io,
) -> Result<CreateVerificationSession, Failure> {
    if global.api_key_stdin && checks.data.iter().any(|data| data == "-") {
        return Err(Usage::new("--data", "must not be - together with --api-key-stdin").into());
    }
    let base = settings::parameters(&checks.data, io)?
        .map(|data| data.typed())
        .transpose()?;
    let params = settings::create_params(checks, subject, base)?;
    if !global.quiet {
        for warning in settings::warnings(params.warnings()) {
            note(io, &format!("warning: {warning}"));
        }
    }
    Ok(params)
}

fn get(args: &GetArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let mut params = RetrieveVerificationSession::new();
    for path in settings::expand_paths(&args.expand) {
        params = params.expand(path);
    }
    params.validate().map_err(|invalid| expand(&invalid))?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        let sessions = client.verification_sessions();
        Ok(sessions.retrieve_with(&id, &params).await?)
    })?;
    call.conclude(io, response)
}

fn update(args: &UpdateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let base = settings::parameters(&args.checks.data, io)?
        .map(|data| data.typed())
        .transpose()?;
    let params = settings::update_params(args, base)?;
    if !global.quiet {
        for warning in settings::warnings(params.warnings()) {
            note(io, &format!("warning: {warning}"));
        }
    }
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        let sessions = client.verification_sessions().with_options(call.options());
        Ok(sessions.update(&id, &params).await?)
    })?;
    call.conclude(io, response)
}

fn list(args: &ListArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = settings::session_list(args, io.clock.now())?;
    let extent = settings::extent(&args.page.extent)?;
    let call = Call::prepare(global, io)?;
    call.run(io, async |client, io| {
        let sessions = client.verification_sessions();
        pages::print(&call, io, sessions.pages(params), extent, |_| true).await
    })?;
    Ok(())
}

fn cancel(args: &ActArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let mut params = CancelVerificationSession::new();
    for path in settings::expand_paths(&args.expand) {
        params = params.expand(path);
    }
    params.validate().map_err(|invalid| expand(&invalid))?;
    let call = Call::prepare(global, io)?;
    if !call.is_plan() {
        let live = call.settings.is_live();
        confirm(global, io, &format!("cancel {id}"), live, Answer::Yes)?;
    }
    let response = call.run(io, async |client, _| {
        let sessions = client.verification_sessions().with_options(call.options());
        Ok(sessions.cancel_with(&id, &params).await?)
    })?;
    call.conclude(io, response)
}

fn redact(args: &ActArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let mut params = RedactVerificationSession::new();
    for path in settings::expand_paths(&args.expand) {
        params = params.expand(path);
    }
    params.validate().map_err(|invalid| expand(&invalid))?;
    let call = Call::prepare(global, io)?;
    if !call.is_plan() {
        let what = format!("remove all personal data of {id}, for good");
        let live = call.settings.is_live();
        confirm(global, io, &what, live, Answer::EndOf(id.as_str()))?;
    }
    let response = call.run(io, async |client, _| {
        let sessions = client.verification_sessions().with_options(call.options());
        Ok(sessions.redact_with(&id, &params).await?)
    })?;
    call.conclude(io, response)
}

fn expand(invalid: &identity_types::Invalid) -> Usage {
    Usage::invalid("--expand", invalid)
}
