//! `explain CODE`: what it means, whether to try again, what to show. No network.

use identity_types::{Extra, Value};

use crate::Exit;
use crate::args::Global;
use crate::args::other::ExplainArgs;
use crate::explain::{self, Entry, Kind};
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings;
use crate::suggest::nearest;

pub(super) fn run(args: &ExplainArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let printer = settings::printer(global, None, io)?;
    let Some(word) = &args.code else {
        let items: Vec<Extra> = explain::all()
            .map(|(kind, entry)| object(kind, entry))
            .collect();
        let mut list = printer.list()?;
        list.page(&mut io.stdout, &items)?;
        list.end(&mut io.stdout)?;
        return Ok(());
    };
    let found: Vec<Extra> = explain::all()
        .filter(|(kind, entry)| entry.code == word || is_number_of(*kind, entry, word))
        .map(|(kind, entry)| object(kind, entry))
        .collect();
    match &found[..] {
        [one] => printer.object(&mut io.stdout, one),
        [] => Err(unknown(word).into()),
        several => {
            let mut list = printer.list()?;
            list.page(&mut io.stdout, several)?;
            list.end(&mut io.stdout)?;
            Ok(())
        }
    }
}

fn is_number_of(kind: Kind, entry: &Entry, word: &str) -> bool {
    kind == Kind::ExitCode
        && Exit::ALL
            .iter()
            .any(|exit| exit.name() == entry.code && exit.code().to_string() == word)
}

fn unknown(word: &str) -> Usage {
    let known: Vec<&str> = explain::all().map(|(_, entry)| entry.code).collect();
    let rule = "is not known; identity explain lists all";
    match nearest(word, &known) {
        Some(meant) => Usage::new("CODE", format!("{rule} (did you mean {meant}?)")),
        None => Usage::new("CODE", rule),
    }
}

fn object(kind: Kind, entry: Entry) -> Extra {
    let mut object = Extra::new();
    let mut push = |name: &str, text: &str| object.push(name, Value::String(text.to_owned()));
    push("object", "explained");
    push("code", entry.code);
    push("kind", kind.name());
    push("meaning", entry.meaning);
    push("retry", entry.retry);
    push("show", entry.show);
    if kind == Kind::LastError {
        object.push("can_retry", Value::Bool(entry.retry.starts_with("Yes")));
    }
    if let Some(exit) = Exit::ALL
        .iter()
        .find(|exit| kind == Kind::ExitCode && exit.name() == entry.code)
    {
        object.push("exit_code", Value::Integer(exit.code().into()));
    }
    object
}
