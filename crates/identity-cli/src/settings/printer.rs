//! The flags about output, made to a printer.

use crate::args::Global;
use crate::failure::Usage;
use crate::io::Io;
use crate::output::{Field, Filter, Format, Printer, Select, Sensitive};
use crate::paint::Paint;

/// Prints as the command line asks; `preferred` is the profile's format.
pub(crate) fn printer(
    global: &Global,
    preferred: Option<Format>,
    io: &Io,
) -> Result<Printer, Usage> {
    let asked = global.output.as_deref().map(Format::parse).transpose()?;
    let suits = if io.stdout_is_terminal {
        Format::Table
    } else {
        Format::Json
    };
    Ok(Printer::new(
        asked.or(preferred).unwrap_or(suits),
        select(global)?,
        if global.show_sensitive {
            Sensitive::Shown
        } else {
            Sensitive::Masked
        },
        Paint::resolve(io.stdout_is_terminal, global.no_color, &io.env),
    ))
}

fn select(global: &Global) -> Result<Select, Usage> {
    Ok(match (&global.field, &global.jq) {
        (Some(_), Some(_)) => {
            return Err(Usage::new(
                "--field",
                "must not be given together with --jq",
            ));
        }
        (Some(field), None) => Select::Field(Field::parse(field)?),
        (None, Some(filter)) => Select::Jq(Box::new(Filter::parse(filter)?)),
        (None, None) => Select::All,
    })
}
