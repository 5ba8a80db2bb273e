//! `sandbox deliveries|rules|roll-secret`.

use http::Method;
use identity_types::{EventId, Value, WebhookEndpointId};

use super::control::{members, open, print, query, text};
use crate::args::Global;
use crate::args::deliveries::{DeliveriesArgs, RollSecretArgs, RulesArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;
use crate::suggest::one_of;

const MOST_OVERLAP: i64 = 24 * 60 * 60;

pub(super) fn deliveries(
    args: &DeliveriesArgs,
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    const ACTIONS: [&str; 5] = ["list", "settle", "redeliver", "release", "shuffle"];
    let needs = |rule: &'static str| Usage::new("VALUE", rule);
    let action = args.action.as_deref().unwrap_or("list");
    let (method, path, body) = match (action, args.value.as_deref()) {
        ("list", None) => (Method::GET, format!("/deliveries?{}", which(args)?), None),
        ("settle", None) => (
            Method::POST,
            format!("/deliveries/settle?{}", which(args)?),
            None,
        ),
        ("release", None) => (Method::POST, "/deliveries/release".to_owned(), None),
        ("shuffle", Some(word)) => {
            let on = match word {
                "on" => true,
                "off" => false,
                other => return Err(Usage::new("VALUE", one_of(other, &["on", "off"])).into()),
            };
            let body = members([("on", Value::Bool(on))]);
            (Method::POST, "/deliveries/shuffle".to_owned(), Some(body))
        }
        ("redeliver", Some(event)) => {
            let event = EventId::new(event).map_err(|invalid| Usage::invalid("VALUE", &invalid))?;
            let endpoint = args.endpoint.as_deref().map(endpoint).transpose()?;
            let body = members(endpoint.map(|id| ("endpoint", text(id.as_str()))));
            (Method::POST, format!("/events/{event}/resend"), Some(body))
        }
        ("redeliver", None) => return Err(needs("is required: the event (evt_...)").into()),
        ("shuffle", None) => return Err(needs("is required: on or off").into()),
        (known, Some(_)) if ACTIONS.contains(&known) => {
            return Err(needs("has no use with that action").into());
        }
        (other, _) => return Err(Usage::new("ACTION", one_of(other, &ACTIONS)).into()),
    };
    let (printer, control) = open(global, io)?;
    let shown = control.call(method, &path, body.as_ref())?;
    print(&printer, io, &shown)
}

fn endpoint(text: &str) -> Result<WebhookEndpointId, Usage> {
    WebhookEndpointId::new(text).map_err(|invalid| Usage::invalid("--endpoint", &invalid))
}

fn which(args: &DeliveriesArgs) -> Result<String, Usage> {
    query(
        &[("limit", "--limit", &args.limit)],
        &[("event", &args.event), ("endpoint", &args.endpoint)],
    )
}

pub(super) fn rules(args: &RulesArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 3] = ["list", "add", "clear"];
    let action = args.action.as_deref().unwrap_or("list");
    let (method, body) = match (action, args.value.as_deref()) {
        ("list", None) => (Method::GET, Vec::new()),
        ("clear", None) => (Method::DELETE, Vec::new()),
        ("add", Some(rule)) => (Method::POST, settings::given("VALUE", rule, io)?),
        ("add", None) => {
            return Err(Usage::new("VALUE", "is required: the rule as JSON, @FILE or -").into());
        }
        (known, Some(_)) if ACTIONS.contains(&known) => {
            return Err(Usage::new("VALUE", "has no use with that action").into());
        }
        (other, _) => return Err(Usage::new("ACTION", one_of(other, &ACTIONS)).into()),
    };
    let (printer, control) = open(global, io)?;
    let shown = control.send(method, "/delivery_rules", body)?;
    print(&printer, io, &shown)
}

pub(super) fn roll_secret(
    args: &RollSecretArgs,
    global: &Global,
    io: &mut Io,
) -> Result<(), Failure> {
    let id = settings::id(&args.id, WebhookEndpointId::new)?;
    let overlap = match &args.overlap {
        None => None,
        Some(text) => Some(
            settings::span(text)
                .filter(|seconds| *seconds <= MOST_OVERLAP)
                .ok_or_else(|| {
                    Usage::new(
                        "--overlap",
                        "must be a whole number with a unit, as in 30s or 1h, and at most 24h",
                    )
                })?,
        ),
    };
    let body = members(overlap.map(|seconds| ("overlap", Value::Integer(seconds))));
    let (printer, control) = open(global, io)?;
    let path = format!("/webhook_endpoints/{id}/roll_secret");
    let shown = control.call(Method::POST, &path, Some(&body))?;
    if !global.show_sensitive && !global.quiet {
        super::super::note(
            io,
            "note: the secret is masked, and no later call shows it: --show-sensitive on this call does",
        );
    }
    print(&printer, io, &shown)
}
