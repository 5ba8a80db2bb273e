//! `-o json`: the object as the API sent it, in its order and with members that this version does not know,
//! laid out for reading.

use std::io::{self, Write};

use identity_types::Extra;

pub(super) fn write(out: &mut dyn Write, object: &Extra) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, object)?;
    out.write_all(b"\n")
}
