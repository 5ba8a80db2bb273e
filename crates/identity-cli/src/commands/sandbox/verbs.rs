//! `sandbox reset|clock|faults|journal|snapshot`.

use http::Method;
use identity_types::{Extra, Value};

use super::control::Control;
use crate::args::Global;
use crate::args::control::{ClockArgs, FaultsArgs, JournalArgs, SnapshotArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output::Printer;
use crate::settings::{self, one_of};

/// A snapshot of many sessions is long.
const MOST: u64 = 1 << 30;

pub(super) fn reset(global: &Global, io: &mut Io) -> Result<(), Failure> {
    let control = Control::resolve(global, io)?;
    let printer = Printer::resolve(global, None, io)?;
    let done = control.call(Method::POST, "/reset", None)?;
    printer.object(&mut io.stdout, &done)
}

pub(super) fn clock(args: &ClockArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 5] = ["show", "freeze", "unfreeze", "advance", "set"];
    let printer = Printer::resolve(global, None, io)?;
    let control = Control::resolve(global, io)?;
    let action = args.action.as_deref().unwrap_or("show");
    let value = args.value.as_deref();
    let needs = |what: &'static str| Usage::new("VALUE", what);
    let (method, path, body) = match (action, value) {
        ("show", None) => (Method::GET, "/clock", None),
        ("freeze", None) => (Method::POST, "/clock/freeze", None),
        ("unfreeze", None) => (Method::POST, "/clock/unfreeze", None),
        ("advance", Some(text)) => {
            let seconds = settings::span(text).ok_or_else(|| {
                needs("must be a whole number with a unit, as in 30s, 90m, 48h or 4d")
            })?;
            (
                Method::POST,
                "/clock/advance",
                Some(member("seconds", seconds)),
            )
        }
        ("set", Some(text)) => {
            let time = settings::time("VALUE", text, io.clock.now())?;
            (
                Method::POST,
                "/clock/set",
                Some(member("time", time.as_secs())),
            )
        }
        ("advance", None) => return Err(needs("is required: how far, as in 48h").into()),
        ("set", None) => return Err(needs("is required: the time to set").into()),
        (known, Some(_)) if ACTIONS.contains(&known) => {
            return Err(needs("has no use with that action").into());
        }
        (other, _) => return Err(Usage::new("ACTION", one_of(other, &ACTIONS)).into()),
    };
    let shown = control.call(method, path, body.as_ref())?;
    printer.object(&mut io.stdout, &shown)
}

fn member(name: &str, number: i64) -> Value {
    Value::Object(
        [(name.to_owned(), Value::Integer(number))]
            .into_iter()
            .collect(),
    )
}

pub(super) fn faults(args: &FaultsArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 4] = ["list", "arm", "disarm", "clear"];
    let printer = Printer::resolve(global, None, io)?;
    let control = Control::resolve(global, io)?;
    let action = args.action.as_deref().unwrap_or("list");
    let needs = |what: &'static str| Usage::new("VALUE", what);
    let shown = match (action, args.value.as_deref()) {
        ("list", None) => control.call(Method::GET, "/faults", None)?,
        ("clear", None) => control.call(Method::DELETE, "/faults", None)?,
        ("arm", Some(text)) => {
            let fault = if text == "-" || text.starts_with('@') {
                settings::document("VALUE", text.trim_start_matches('@'), io)?
            } else {
                text.as_bytes().to_vec()
            };
            control.send(Method::POST, "/faults", fault)?
        }
        ("disarm", Some(id)) => {
            let id: u64 = id
                .parse()
                .map_err(|_| needs("must be the number of a fault"))?;
            control.call(Method::DELETE, &format!("/faults/{id}"), None)?
        }
        ("arm", None) => return Err(needs("is required: the fault as JSON, @FILE or -").into()),
        ("disarm", None) => return Err(needs("is required: the number of a fault").into()),
        (known, Some(_)) if ACTIONS.contains(&known) => {
            return Err(needs("has no use with that action").into());
        }
        (other, _) => return Err(Usage::new("ACTION", one_of(other, &ACTIONS)).into()),
    };
    printer.object(&mut io.stdout, &shown)
}

pub(super) fn journal(args: &JournalArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = Printer::resolve(global, None, io)?;
    let control = Control::resolve(global, io)?;
    let found = if args.clear {
        control.call(Method::DELETE, "/journal", None)?
    } else {
        let path = format!("/journal?{}", settings::form(&journal_query(args)?));
        control.call(Method::GET, &path, None)?
    };
    let items: Vec<Extra> = match found.get("data") {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::Object(object) => Some(object.clone()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    let mut list = printer.list()?;
    list.page(&mut io.stdout, &items)?;
    list.end(&mut io.stdout)?;
    Ok(())
}

fn journal_query(args: &JournalArgs) -> Result<Vec<(String, String)>, Usage> {
    let mut query = Vec::new();
    for (name, flag, value) in [
        ("status", "--status", &args.status),
        ("limit", "--limit", &args.limit),
    ] {
        if let Some(text) = value {
            let number: u32 = text
                .parse()
                .map_err(|_| Usage::new(flag, "must be a whole number"))?;
            query.push((name.to_owned(), number.to_string()));
        }
    }
    if let Some(id) = &args.request_id {
        query.push(("request_id".to_owned(), id.clone()));
    }
    Ok(query)
}

pub(super) fn snapshot(args: &SnapshotArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = Printer::resolve(global, None, io)?;
    let control = Control::resolve(global, io)?;
    let shown = match &args.restore {
        None => {
            // It is made to be put back: byte by byte, and unmasked, since its people are made up.
            let state = control.bytes(Method::GET, "/snapshot", Vec::new())?;
            return super::super::completions::print(io, &String::from_utf8_lossy(&state));
        }
        Some(path) => {
            let state = settings::long_document("--restore", path, MOST, io)?;
            control.send(Method::POST, "/restore", state)?
        }
    };
    printer.object(&mut io.stdout, &shown)
}
