//! Results on stdout: objects and lists, in the format that was asked for.
//!
//! Everything is printed from the JSON that came, masked first, so that members that this version does not know
//! are there in every format.

mod csv;
mod env;
mod field;
mod format;
mod jq;
mod kind;
mod list;
mod mask;
mod table;
mod yaml;

use std::io::{self, Write};

use identity_types::{Extra, Value};

use crate::failure::{Failure, Usage};

pub(crate) use self::env::quoted;
pub(crate) use self::field::Field;
pub(crate) use self::format::Format;
pub(crate) use self::jq::Filter;
pub(crate) use self::kind::Kind;
pub(crate) use self::list::ListPrinter;
use crate::paint::Paint;

/// Whether secrets and personal data are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sensitive {
    /// Not: the default.
    Masked,
    /// As they are: `--show-sensitive`.
    Shown,
}

/// Prints results as one command line asked for.
#[derive(Debug)]
pub(crate) struct Printer {
    format: Format,
    select: Select,
    sensitive: Sensitive,
    paint: Paint,
}

/// Which part of a result is printed.
#[derive(Debug)]
pub(crate) enum Select {
    All,
    Field(Field),
    Jq(Box<Filter>),
}

impl Printer {
    pub(crate) const fn new(
        format: Format,
        select: Select,
        sensitive: Sensitive,
        paint: Paint,
    ) -> Self {
        Self {
            format,
            select,
            sensitive,
            paint,
        }
    }

    pub(crate) const fn sensitive(&self) -> Sensitive {
        self.sensitive
    }

    /// Prints the JSON object in `raw`.
    pub(crate) fn raw(&self, out: &mut dyn Write, raw: &[u8]) -> Result<(), Failure> {
        let object: Extra = serde_json::from_slice(raw).map_err(|error| output(error.into()))?;
        self.object(out, &object)
    }

    /// Prints an object, masked unless it shall be shown.
    pub(crate) fn object(&self, out: &mut dyn Write, object: &Extra) -> Result<(), Failure> {
        let object = self.sensitive.apply(object);
        match &self.select {
            Select::All => self.whole(out, &object).map_err(output)?,
            Select::Field(field) => field.print(out, &object)?,
            Select::Jq(filter) => filter.print(out, &object)?,
        }
        out.flush().map_err(output)
    }

    fn whole(&self, out: &mut dyn Write, object: &Extra) -> io::Result<()> {
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *out, object)?;
                out.write_all(b"\n")
            }
            Format::Ndjson => {
                serde_json::to_writer(&mut *out, object)?;
                out.write_all(b"\n")
            }
            Format::Yaml => yaml::write(out, object),
            Format::Table => table::object(out, self.paint, object),
            Format::Csv => {
                csv::header(out, Kind::of(object))?;
                csv::row(out, Kind::of(object), object)
            }
            Format::Id => writeln!(out, "{}", id(object)),
            Format::Env => env::write(out, object),
        }
    }

    /// Begins a list without an end: an object a line, where a list with an end is one array.
    pub(crate) fn stream(&self) -> ListPrinter<'_> {
        let format = match self.format {
            Format::Json | Format::Env => Format::Ndjson,
            other => other,
        };
        ListPrinter::new(self, format)
    }

    /// Begins a list of objects that come page by page.
    pub(crate) fn list(&self) -> Result<ListPrinter<'_>, Usage> {
        if self.format == Format::Env && matches!(self.select, Select::All) {
            return Err(Usage::new(
                "--output",
                "env prints one object, and this command prints a list",
            ));
        }
        Ok(ListPrinter::new(self, self.format))
    }
}

impl Sensitive {
    /// The object as it may be shown.
    pub(crate) fn apply(self, object: &Extra) -> Extra {
        match self {
            Self::Masked => mask::object(object),
            Self::Shown => object.clone(),
        }
    }
}

/// The id of an object; empty for one without.
fn id(object: &Extra) -> &str {
    object.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// The result is there and cannot be printed.
pub(crate) fn output(error: io::Error) -> Failure {
    Failure::Output(error)
}
