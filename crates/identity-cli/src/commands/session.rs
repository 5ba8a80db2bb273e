//! `identity session create|get`.

use identity_client::Response;
use identity_types::VerificationSession;

use super::{block_on, note};
use crate::args::Global;
use crate::args::session::{CreateArgs, GetArgs, SessionCommand};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output::{self, Sensitive};
use crate::settings::{self, Settings};

pub(super) fn run(command: &SessionCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        SessionCommand::Create(args) => create(args, global, io),
        SessionCommand::Get(args) => get(args, global, io),
    }
}

fn create(args: &CreateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = settings::create_params(args)?;
    let settings = Settings::resolve(global, &io.env)?;
    let format = settings::format(global, io.stdout_is_terminal)?;
    for warning in settings::warnings(&params) {
        note(io, &format!("warning: {warning}"));
    }
    let response = block_on(async {
        let client = settings.client()?;
        let sessions = client
            .verification_sessions()
            .with_options(settings.call_options());
        Ok(sessions.create(&params).await?)
    })?;
    if response.idempotent_replayed() {
        note(
            io,
            "note: replayed: this session was created by an earlier call with the same key",
        );
    }
    print(&response, format, global, io)
}

fn get(args: &GetArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let params = settings::retrieve_params(args)?;
    if global.idempotency_key.is_some() {
        return Err(Usage::new(
            "--idempotency-key",
            "has no use here: reading changes nothing",
        )
        .into());
    }
    let settings = Settings::resolve(global, &io.env)?;
    let format = settings::format(global, io.stdout_is_terminal)?;
    let response = block_on(async {
        let client = settings.client()?;
        Ok(client
            .verification_sessions()
            .retrieve_with(&id, &params)
            .await?)
    })?;
    print(&response, format, global, io)
}

fn print(
    response: &Response<VerificationSession>,
    format: output::Format,
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    if global.verbose > 0 {
        note(io, &facts(response));
    }
    let sensitive = if global.show_sensitive {
        Sensitive::Shown
    } else {
        Sensitive::Masked
    };
    output::session(&mut io.stdout, format, sensitive, response, response.raw())
        .map_err(Failure::Output)
}

/// What `-v` tells of a call that went well.
fn facts(response: &Response<VerificationSession>) -> String {
    let mut facts = format!("request id: {}", response.request_id().unwrap_or("none"));
    facts += &format!(", attempts: {}", response.attempts());
    if let Some(key) = response.idempotency_key() {
        facts += &format!(", idempotency key: {key}");
    }
    facts
}
