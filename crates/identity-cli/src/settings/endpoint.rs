//! The flags of `webhook endpoints` as the API's parameters.

use identity_types::{CreateWebhookEndpoint, Metadata, UpdateWebhookEndpoint, WebhookUrl};

use super::session::of;
use super::{event_types, metadata, switch};
use crate::args::webhook::{EndpointCreateArgs, EndpointUpdateArgs};
use crate::failure::Usage;

/// The parameters of `webhook endpoints create`.
pub(crate) fn create_endpoint(args: &EndpointCreateArgs) -> Result<CreateWebhookEndpoint, Usage> {
    let url = url(&args.url)?;
    let mut params = if args.events.is_empty() {
        CreateWebhookEndpoint::identity(url)
    } else {
        CreateWebhookEndpoint::new(url, event_types("--events", &args.events)?)
    };
    if let Some(description) = &args.description {
        params = params.description(description);
    }
    if !args.metadata.is_empty() {
        params = params.metadata(metadata(Metadata::new(), &args.metadata)?);
    }
    if let Some(version) = &args.event_version {
        params = params.api_version(version);
    }
    if let Some(connect) = switch("--connect", args.connect.as_deref())? {
        params = params.connect(connect);
    }
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

/// The parameters of `webhook endpoints update`.
pub(crate) fn update_endpoint(args: &EndpointUpdateArgs) -> Result<UpdateWebhookEndpoint, Usage> {
    let mut params = UpdateWebhookEndpoint::new();
    if let Some(text) = &args.url {
        params = params.url(url(text)?);
    }
    if !args.events.is_empty() {
        params = params.enabled_events(event_types("--events", &args.events)?);
    }
    if let Some(disabled) = switch("--disabled", args.disabled.as_deref())? {
        params = params.disabled(disabled);
    }
    params = match args.description.as_deref() {
        None => params,
        Some("") => params.clear_description(),
        Some(description) => params.description(description),
    };
    if !args.metadata.is_empty() {
        params = params.metadata(metadata(Metadata::new(), &args.metadata)?);
    }
    if params == UpdateWebhookEndpoint::new() {
        return Err(Usage::new(
            "arguments",
            "change nothing: give --url, --events, --disabled, --description or --metadata",
        ));
    }
    params.validate().map_err(|invalid| of(&invalid))?;
    Ok(params)
}

fn url(text: &str) -> Result<WebhookUrl, Usage> {
    WebhookUrl::new(text).map_err(|invalid| Usage::invalid("--url", &invalid))
}
