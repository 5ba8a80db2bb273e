//! `webhook endpoints …`.

use identity_types::{ListParams, ListWebhookEndpoints, WebhookEndpointId};

use super::call::Call;
use super::confirm::{Answer, confirm};
use super::pages;
use crate::args::Global;
use crate::args::webhook::{
    EndpointArgs, EndpointCommand, EndpointCreateArgs, EndpointListArgs, EndpointUpdateArgs,
};
use crate::failure::Failure;
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
    call.conclude(io, response)
}

fn get(args: &EndpointArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::id(&args.id, WebhookEndpointId::new)?;
    let call = Call::prepare(global, io)?;
    let response = call.run(io, async |client, _| {
        Ok(client.webhook_endpoints().retrieve(&id).await?)
    })?;
    call.conclude(io, response)
}

fn list(args: &EndpointListArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let extent = settings::extent(&args.extent)?;
    let mut params = ListWebhookEndpoints::new();
    params.limit = Some(settings::page_size(extent));
    params.set_cursor(settings::cursor(&args.extent, WebhookEndpointId::new)?);
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
    call.conclude(io, response)
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
    call.conclude(io, response)
}
