//! `-o csv`: the columns of the table.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and some of what stands here was
//! typed by strangers: such a cell gets an apostrophe in front, which spreadsheets show as text.

use std::io::{self, Write};

use identity_types::Extra;

use super::Kind;

pub(super) fn header(out: &mut dyn Write, kind: Kind) -> io::Result<()> {
    record(out, kind.columns().into_iter().map(str::to_owned))
}

pub(super) fn row(out: &mut dyn Write, kind: Kind, object: &Extra) -> io::Result<()> {
    record(out, kind.cells(object))
}

fn record(out: &mut dyn Write, cells: impl IntoIterator<Item = String>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.into_iter().map(harmless))?;
    let line = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&line)
}

fn harmless(cell: String) -> String {
    let is_formula = cell
        .trim_start_matches([' ', '\n', '\r', '\t'])
        .starts_with([
            '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        ])
        || cell.starts_with(['\t', '\r', '\n']);
    if is_formula { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (cell, written) in [
            ("vs_1", "vs_1"),
            ("", ""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            (" =1", "' =1"),
            ("\r\n=1", "'\r\n=1"),
            ("＝1", "'＝1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(harmless(cell.to_owned()), written, "{cell:?}");
        }
    }

    #[test]
    fn quotes_and_breaks_stay_in_their_cell() {
        let mut out = Vec::new();
        record(&mut out, ["a\"b".to_owned(), "c,d\ne".to_owned()]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\"\"b\",\"c,d\ne\"\n");
    }
}
