//! `webhook endpoints …`.

use identity_client::Response;
use identity_types::{ListParams, ListWebhookEndpoints, WebhookEndpointId};

use super::call::Call;
use super::confirm::{Answer, confirm};
use super::pages;
use crate::args::Global;
use crate::args::webhook::{
    EndpointArgs, EndpointCommand, EndpointCreateArgs, EndpointListArgs, EndpointUpdateArgs,
};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

pub(super) fn run(command: &EndpointCommand, global: &Global, io: &mut Io) -> Result<(), Failure> {
    match command {
        EndpointCommand::Create(args) => create(args, global, io),
        EndpointCommand::Get(args) => get(args, global, io),
        EndpointCommand::List(args) => list(args, global, io),
        EndpointCommand::Update(args) => update(args, global, io),
        EndpointCommand::Delete(args) => delete(args, global, io),
    }
}

fn create(args: &EndpointCreateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let params = settings::create_endpoint(args)?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        let endpoints = client.webhook_endpoints().with_options(call.options());
        Ok(endpoints.create(&params).await?)
    })?;
    if response.is_some() && !global.show_sensitive {
        call.note(
            io,
            "note: the secret is masked, and no later call shows it: --show-sensitive on this call does; now delete \
             the endpoint and create it again, or roll its secret",
        );
    }
    finish(&call, io, response)
}

fn get(args: &EndpointArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, WebhookEndpointId::new)?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        Ok(client.webhook_endpoints().retrieve(&id).await?)
    })?;
    finish(&call, io, response)
}

fn list(args: &EndpointListArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let page = &args.page;
    let given = [
        ("--since", page.since.is_some()),
        ("--until", page.until.is_some()),
        ("--expand", !page.expand.is_empty()),
    ];
    if let Some((flag, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Usage::new(
            flag,
            "has no use here: the API cannot filter endpoints by it",
        )
        .into());
    }
    let extent = settings::extent(page)?;
    let mut params = ListWebhookEndpoints::new();
    params.limit = Some(settings::page_size(extent));
    params.set_cursor(settings::cursor(page, WebhookEndpointId::new)?);
    let call = Call::prepare(global, io)?;
    call.run(io, async |client, io| {
        let endpoints = client.webhook_endpoints();
        pages::print(&call, io, endpoints.pages(params), extent, |_| true).await
    })?;
    Ok(())
}

fn update(args: &EndpointUpdateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, WebhookEndpointId::new)?;
    let params = settings::update_endpoint(args)?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        let endpoints = client.webhook_endpoints().with_options(call.options());
        Ok(endpoints.update(&id, &params).await?)
    })?;
    finish(&call, io, response)
}

fn delete(args: &EndpointArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, WebhookEndpointId::new)?;
    let call = Call::prepare(global, io)?;
    if !call.is_plan() {
        let live = call.settings.is_live();
        confirm(global, io, &format!("delete {id}"), live, Answer::Yes)?;
    }
    let response = call.run(io, async |client, _| {
        Ok(client.webhook_endpoints().delete(&id).await?)
    })?;
    finish(&call, io, response)
}

fn finish<T>(call: &Call, io: &mut Io, response: Option<Response<T>>) -> Result<(), Failure> {
    match response {
        Some(response) => call.finish(io, &response),
        None => Ok(()),
    }
}
