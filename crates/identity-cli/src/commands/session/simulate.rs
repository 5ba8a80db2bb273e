//! `session simulate`: an outcome in a sandbox.

use http::Method;
use identity_types::Value;

use super::super::sandbox::{Control, outcome};
use crate::args::Global;
use crate::args::control::SimulateArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;

pub(super) fn run(args: &SimulateArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let id = settings::session_id(&args.id)?;
    let mut outcomes = outcomes(args)?;
    let printer = settings::printer(global, None, io)?;
    let control = Control::resolve(global, io)?;
    let first = outcomes.remove(0);
    let mut shown = control.call(
        Method::POST,
        &format!("/sessions/{id}/outcome"),
        Some(&first),
    )?;
    if !outcomes.is_empty() {
        let script = [("outcomes".to_owned(), Value::Array(outcomes))];
        let script = Value::Object(script.into_iter().collect());
        shown = control.call(
            Method::POST,
            &format!("/sessions/{id}/script"),
            Some(&script),
        )?;
    }
    printer.object(&mut io.stdout, &shown)
}

/// The outcomes in order, the first of which is due at once; there is at least one.
fn outcomes(args: &SimulateArgs) -> Result<Vec<Value>, Usage> {
    let delay = match &args.delay {
        Some(text) => Some(settings::span(text).ok_or_else(|| {
            Usage::new(
                "--delay",
                "must be a whole number with a unit, as in 30s, 90m or 2h",
            )
        })?),
        None => None,
    };
    let (subject, words) = match (&args.outcome, &args.sequence) {
        (Some(word), None) => ("OUTCOME", vec![word.as_str()]),
        (None, Some(list)) => ("--sequence", list.split(',').collect()),
        (Some(_), Some(_)) => {
            return Err(Usage::new(
                "--sequence",
                "must not be given together with an outcome",
            ));
        }
        (None, None) => {
            return Err(Usage::new(
                "OUTCOME",
                "is required: verified, or an error code",
            ));
        }
    };
    words
        .into_iter()
        .map(|word| outcome(subject, word, delay))
        .collect()
}
