//! `sandbox status|overview|act|key|seed`.

use http::Method;
use identity_types::{Extra, Value};

use super::control::{members, open, print, query, text};
use super::outcome::outcome;
use crate::args::Global;
use crate::args::acts::{KeyArgs, OverviewArgs, PersonArgs, SeedArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;
use crate::suggest::one_of;

/// More than any seed file has.
const MOST_SEED: u64 = 64 << 20;

/// At a glance, with what would have been charged.
pub(super) fn status(global: &Global, io: &mut Io) -> Result<(), Failure> {
    let (printer, control) = open(global, io)?;
    let mut shown = control.call(Method::GET, "", None)?;
    let meter = control.call(Method::GET, "/meter", None)?;
    for (name, value) in meter.iter() {
        shown.push(name, value.clone());
    }
    print(&printer, io, &shown)
}

pub(super) fn overview(args: &OverviewArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let query = query(&[("limit", "--limit", &args.limit)], &[])?;
    let (printer, control) = open(global, io)?;
    let found = control.call(Method::GET, &format!("/sessions?{query}"), None)?;
    print(&printer, io, &found)
}

/// What a person does, and what comes of it.
pub(super) fn act(args: &PersonArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 4] = ["submit", "finish", "finish-redaction", "script"];
    let action = args.action.as_str();
    if !ACTIONS.contains(&action) {
        return Err(Usage::new("ACTION", one_of(action, &ACTIONS)).into());
    }
    if args.outcome.is_some() && action != "finish" {
        return Err(Usage::new("OUTCOME", "has no use with that action").into());
    }
    let (path, body) = if action == "script" {
        let outcomes = args.id.split(',').map(|word| outcome("ID", word, None));
        let outcomes = outcomes.collect::<Result<Vec<_>, _>>()?;
        let body = members([("outcomes", Value::Array(outcomes))]);
        ("/script".to_owned(), Some(body))
    } else {
        let id = settings::session_id(&args.id)?;
        let said = args.outcome.as_deref();
        let said = said
            .map(|word| outcome("OUTCOME", word, None))
            .transpose()?;
        (format!("/sessions/{id}/{}", action.replace('-', "_")), said)
    };
    let (printer, control) = open(global, io)?;
    let shown = control.call(Method::POST, &path, body.as_ref())?;
    print(&printer, io, &shown)
}

/// The key comes from where keys come from, and is never part of a command line.
pub(super) fn key(args: &KeyArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    if args.expire != args.allow.is_empty() {
        let rule = "is required, or --expire, and not both: what the key may do";
        return Err(Usage::new("--allow", rule).into());
    }
    let key = io
        .env
        .filled("STRIPE_API_KEY")
        .map(|key| key.to_string_lossy());
    let key = key.ok_or_else(|| Usage::new("STRIPE_API_KEY", "must hold the key that is meant"))?;
    let key = ("key", text(&key));
    let body = if args.expire {
        members([key, ("expired", Value::Bool(true))])
    } else {
        members([key, ("permissions", permissions(&args.allow)?)])
    };
    let (printer, control) = open(global, io)?;
    let shown = control.call(Method::POST, "/keys", Some(&body))?;
    print(&printer, io, &shown)
}

fn permissions(typed: &[String]) -> Result<Value, Usage> {
    const PARTS: [&str; 6] = [
        "verification_sessions",
        "sensitive",
        "files",
        "events",
        "webhook_endpoints",
        "ephemeral_keys",
    ];
    let mut permissions = Extra::new();
    for pair in typed.iter().flat_map(|list| list.split(',')) {
        let (part, level) = pair.split_once('=').unwrap_or((pair, ""));
        if !PARTS.contains(&part) {
            return Err(Usage::new(
                "--allow",
                one_of(part, &PARTS) + ", with = and a level",
            ));
        }
        let levels = if part == "sensitive" {
            ["none", "recent", "always"]
        } else {
            ["none", "read", "write"]
        };
        if !levels.contains(&level) {
            return Err(Usage::new(
                format!("--allow ({part})"),
                one_of(level, &levels),
            ));
        }
        permissions.push(part, text(level));
    }
    Ok(Value::Object(permissions))
}

pub(super) fn seed(args: &SeedArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let seed = settings::long_document("FILE", &args.file, MOST_SEED, io)?;
    let (printer, control) = open(global, io)?;
    let shown = control.send(Method::POST, "/seed", seed)?;
    print(&printer, io, &shown)
}
