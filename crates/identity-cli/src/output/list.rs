//! [`ListPrinter`]: objects as they come, a page at a time, so that a long list needs no memory.

use std::io::{self, Write};

use identity_types::{Extra, Value};

use super::{Format, Kind, Printer, Select, csv, id, output, table, yaml};
use crate::failure::Failure;

/// Prints the items of one list.
#[derive(Debug)]
pub(crate) struct ListPrinter<'a> {
    printer: &'a Printer,
    format: Format,
    printed: usize,
    widths: Vec<usize>,
    /// For a filter over the whole list, which is what `-o json` prints.
    held: Vec<Value>,
}

impl<'a> ListPrinter<'a> {
    pub(super) const fn new(printer: &'a Printer, format: Format) -> Self {
        Self {
            printer,
            format,
            printed: 0,
            widths: Vec::new(),
            held: Vec::new(),
        }
    }

    /// Prints the items of a page.
    pub(crate) fn page(&mut self, out: &mut dyn Write, items: &[Extra]) -> Result<(), Failure> {
        let items: Vec<Extra> = items
            .iter()
            .map(|item| self.printer.sensitive.apply(item))
            .collect();
        match &self.printer.select {
            Select::All => self.whole(out, &items).map_err(output)?,
            Select::Field(field) => {
                for item in &items {
                    field.print(out, item)?;
                }
            }
            Select::Jq(filter) if self.format == Format::Ndjson => {
                for item in &items {
                    filter.print(out, item)?;
                }
            }
            Select::Jq(_) => self.held.extend(items.iter().cloned().map(Value::Object)),
        }
        self.printed += items.len();
        out.flush().map_err(output)
    }

    fn whole(&mut self, out: &mut dyn Write, items: &[Extra]) -> io::Result<()> {
        if self.format == Format::Table {
            return self.table(out, items);
        }
        for (item, at) in items.iter().zip(self.printed..) {
            match self.format {
                Format::Json => json_item(out, item, at == 0)?,
                Format::Yaml => yaml::write(out, &[item])?,
                Format::Csv => {
                    if at == 0 {
                        csv::header(out, Kind::of(item))?;
                    }
                    csv::row(out, Kind::of(item), item)?;
                }
                Format::Id => writeln!(out, "{}", id(item))?,
                Format::Ndjson | Format::Env | Format::Table => {
                    serde_json::to_writer(&mut *out, item)?;
                    out.write_all(b"\n")?;
                }
            }
        }
        Ok(())
    }

    /// The first page decides how wide the columns are.
    fn table(&mut self, out: &mut dyn Write, items: &[Extra]) -> io::Result<()> {
        let Some(kind) = items.first().map(Kind::of) else {
            return Ok(());
        };
        let rows: Vec<_> = items.iter().map(|item| kind.cells(item)).collect();
        if self.widths.is_empty() {
            self.widths = table::widths(&kind.columns(), &rows);
            table::header(out, self.printer.paint, &kind.columns(), &self.widths)?;
        }
        for row in &rows {
            table::line(out, self.printer.paint, row, &self.widths)?;
        }
        Ok(())
    }

    /// Ends the list; says how many items it had.
    pub(crate) fn end(self, out: &mut dyn Write) -> Result<usize, Failure> {
        match (&self.printer.select, self.format) {
            (Select::All, Format::Json) if self.printed == 0 => out.write_all(b"[]\n"),
            (Select::All, Format::Json) => out.write_all(b"\n]\n"),
            (Select::All, Format::Yaml) if self.printed == 0 => out.write_all(b"[]\n"),
            (Select::Jq(filter), format) if format != Format::Ndjson => {
                filter.print(out, &self.held)?;
                Ok(())
            }
            _ => Ok(()),
        }
        .map_err(output)?;
        out.flush().map_err(output)?;
        Ok(self.printed)
    }
}

/// One item of an array that is laid out for reading.
fn json_item(out: &mut dyn Write, item: &Extra, is_first: bool) -> io::Result<()> {
    out.write_all(if is_first { b"[\n  " } else { b",\n  " })?;
    let text = serde_json::to_string_pretty(item)?;
    // A line break inside a string is escaped, so every one here is the layout's.
    out.write_all(text.replace('\n', "\n  ").as_bytes())
}
