//! `-o yaml`.

use std::io::{self, Write};

use serde::Serialize;

pub(super) fn write<T: Serialize + ?Sized>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let text = serde_saphyr::to_string(&value).map_err(|_| io::Error::other("no YAML for it"))?;
    out.write_all(text.as_bytes())?;
    if text.ends_with('\n') {
        Ok(())
    } else {
        out.write_all(b"\n")
    }
}
