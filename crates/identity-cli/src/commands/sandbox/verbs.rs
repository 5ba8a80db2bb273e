//! `sandbox reset|clock|faults|journal|snapshot`.

use http::Method;
use identity_types::{Extra, Value};

use super::control::{members, open, print, query};
use crate::args::Global;
use crate::args::control::{ClockArgs, FaultsArgs, JournalArgs, SnapshotArgs};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;
use crate::suggest::one_of;

/// A snapshot of many sessions is long.
const MOST: u64 = 1 << 30;

pub(super) fn reset(global: &Global, io: &mut Io) -> Result<(), Failure> {
    let (printer, control) = open(global, io)?;
    let done = control.call(Method::POST, "/reset", None)?;
    print(&printer, io, &done)
}

pub(super) fn clock(args: &ClockArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 5] = ["show", "freeze", "unfreeze", "advance", "set"];
    let (printer, control) = open(global, io)?;
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
                Some(members([("seconds", Value::Integer(seconds))])),
            )
        }
        ("set", Some(text)) => {
            let time = settings::time("VALUE", text, io.clock.now())?;
            (
                Method::POST,
                "/clock/set",
                Some(members([("time", Value::Integer(time.as_secs()))])),
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
    print(&printer, io, &shown)
}

pub(super) fn faults(args: &FaultsArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    const ACTIONS: [&str; 4] = ["list", "arm", "disarm", "clear"];
    let (printer, control) = open(global, io)?;
    let action = args.action.as_deref().unwrap_or("list");
    let needs = |what: &'static str| Usage::new("VALUE", what);
    let shown = match (action, args.value.as_deref()) {
        ("list", None) => control.call(Method::GET, "/faults", None)?,
        ("clear", None) => control.call(Method::DELETE, "/faults", None)?,
        ("arm", Some(text)) => {
            let fault = settings::given("VALUE", text, io)?;
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
    print(&printer, io, &shown)
}

pub(super) fn journal(args: &JournalArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let query = journal_query(args, io)?;
    let (printer, control) = open(global, io)?;
    let mut found = if args.clear {
        control.call(Method::DELETE, "/journal", None)?
    } else {
        control.call(Method::GET, &format!("/journal?{query}"), None)?
    };
    if !global.show_sensitive {
        found = without_raw(&found);
    }
    print(&printer, io, &found)
}

fn journal_query(args: &JournalArgs, io: &Io) -> Result<String, Usage> {
    let since = args.since.as_deref();
    let since = since.map(|text| settings::time("--since", text, io.clock.now()));
    let since = since.transpose()?.map(|time| time.as_secs().to_string());
    query(
        &[
            ("status", "--status", &args.status),
            ("limit", "--limit", &args.limit),
            ("after", "--after", &args.after),
            ("since", "--since", &since),
        ],
        &[
            ("request_id", &args.request_id),
            ("on", &args.on),
            ("account", &args.of_account),
        ],
    )
}

/// Entries without requests and answers as they were, which hold what people typed.
fn without_raw(found: &Extra) -> Extra {
    let entry = |entry: &Value| match entry {
        Value::Object(entry) => {
            let kept = entry.iter().filter(|(name, _)| *name != "raw");
            let kept = kept.map(|(name, value)| (name.to_owned(), value.clone()));
            Value::Object(kept.collect())
        }
        other => other.clone(),
    };
    let members = found.iter().map(|(name, value)| match value {
        Value::Array(entries) => {
            let entries = entries.iter().map(entry).collect();
            (name.to_owned(), Value::Array(entries))
        }
        other => (name.to_owned(), other.clone()),
    });
    members.collect()
}

pub(super) fn snapshot(args: &SnapshotArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let (printer, control) = open(global, io)?;
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
    print(&printer, io, &shown)
}
