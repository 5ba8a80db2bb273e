//! `-o id`: the id on a line of its own, for `$(…)` in a shell.

use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, id: &str) -> io::Result<()> {
    writeln!(out, "{id}")
}
