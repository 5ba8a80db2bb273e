//! `identity event …`.

use identity_types::{EventId, Extra, RetrieveEvent, WebhookEndpointId};

use super::call::Call;
use super::pages;
use super::webhook::{deliver, secret};
use crate::Exit;
use crate::args::Global;
use crate::args::report::{EventCommand, EventGetArgs, EventListArgs, ResendArgs};
use crate::failure::{Failure, Said, Usage};
use crate::io::Io;
use crate::settings;

pub(super) fn run(command: &EventCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        EventCommand::Get(args) => get(args, global, io),
        EventCommand::List(args) => list(args, global, io),
        EventCommand::Resend(args) => resend(args, global, io),
    }
}

fn get(args: &EventGetArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, EventId::new)?;
    let mut params = RetrieveEvent::new();
    for path in settings::expand_paths(&args.expand) {
        params = params.expand(path);
    }
    params
        .validate()
        .map_err(|invalid| Usage::invalid("--expand", &invalid))?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        Ok(client.events().retrieve_with(&id, &params).await?)
    })?;
    call.conclude(io, response)
}

fn list(args: &EventListArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = settings::event_list(args, io.clock.now())?;
    let extent = settings::extent(&args.page.extent)?;
    let about = args
        .session
        .as_deref()
        .map(|id| settings::session_id(id).map_err(|usage| usage.about("--session")))
        .transpose()?;
    let call = Call::prepare(global, io)?;
    call.run(io, async |client, io| {
        let keep = |event: &Extra| {
            let Some(about) = &about else { return true };
            event_object_id(event).is_some_and(|id| id == about.as_str())
        };
        pages::print(&call, io, client.events().pages(params), extent, keep).await
    })?;
    Ok(())
}

fn event_object_id(event: &Extra) -> Option<&str> {
    let identity_types::Value::Object(data) = event.get("data")? else {
        return None;
    };
    let identity_types::Value::Object(object) = data.get("object")? else {
        return None;
    };
    object.get("id")?.as_str()
}

fn resend(args: &ResendArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, EventId::new)?;
    match (&args.to, &args.endpoint) {
        (Some(_), Some(_)) => {
            Err(Usage::new("--to", "must not be given together with --endpoint").into())
        }
        (None, None) => Err(Usage::new(
            "--endpoint",
            "is required: the endpoint (we_...) to send to, or --to an address",
        )
        .into()),
        (None, Some(_)) if args.trust.insecure => {
            Err(Usage::new("--insecure", "has no use here: there is no --to").into())
        }
        (None, Some(endpoint)) => by_api(&id, endpoint, global, io),
        (Some(url), None) => from_here(&id, url, args, global, io),
    }
}

/// The call that the API's own tools make.
fn by_api(id: &EventId, endpoint: &str, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let endpoint = WebhookEndpointId::new(endpoint)
        .map_err(|invalid| Usage::invalid("--endpoint", &invalid))?;
    let call = Call::prepare(global, io)?;
    let path = format!("/v1/events/{id}/retry");
    let params = [("webhook_endpoint", endpoint.as_str())];
    let params: std::collections::BTreeMap<_, _> = params.into_iter().collect();
    let response = call.run(io, async |client, _| {
        Ok(client
            .raw_with(&call.options(), http::Method::POST, &path, &params)
            .await?)
    })?;
    call.conclude(io, response)
}

/// The event as it is now, signed with the secret of whoever receives it.
fn from_here(
    id: &EventId,
    url: &str,
    args: &ResendArgs,
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    if global.dry_run || global.curl {
        return Err(Usage::new(
            "--to",
            "must not be given together with --dry-run or --curl",
        )
        .into());
    }
    let target = deliver::Target::resolve("--to", url, &args.trust, global, &io.env)?;
    let secret = secret::required(args.secret_file.as_deref(), io)?;
    let call = Call::prepare(global, io)?;
    target.warn(io);
    let now = io.clock.now();
    let status = call.run(io, async |client, _| {
        let event = client.events().retrieve(id).await?;
        let header = identity_webhooks::sign(event.raw(), now, [&secret]);
        let body = bytes::Bytes::copy_from_slice(event.raw());
        Ok(target.send(body, &header).await)
    })?;
    match status {
        None => Ok(()),
        Some(Ok(status)) if status.is_success() => {
            call.note(io, &format!("note: {id} was taken with status {status}"));
            Ok(())
        }
        Some(Ok(status)) => Err(Said::new(
            Exit::Api,
            format!("the address answered with status {}", status.as_u16()),
        )
        .code("handler")
        .into()),
        Some(Err(reason)) => Err(Said::new(Exit::Network, reason).into()),
    }
}
