//! Results on stdout: one object, in the format that was asked for.

mod id;
mod json;
mod mask;
mod table;

use std::io::{self, Write};

use identity_types::{Extra, VerificationSession};

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The object as the API sent it, unknown members included.
    Json,
    /// What a person wants to see, a line each.
    Table,
    /// The id alone.
    Id,
}

/// Whether secrets and personal data are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sensitive {
    /// Not: the default.
    Masked,
    /// As they are: `--show-sensitive`.
    Shown,
}

/// Prints a session. `raw` is the JSON that it was read from.
pub(crate) fn session(
    out: &mut dyn Write,
    format: Format,
    sensitive: Sensitive,
    session: &VerificationSession,
    raw: &[u8],
) -> io::Result<()> {
    match format {
        Format::Json => json::write(out, &object(sensitive, raw)?)?,
        Format::Table => table::session(out, sensitive, session, &object(sensitive, raw)?)?,
        Format::Id => id::write(out, session.id.as_str())?,
    }
    out.flush()
}

/// The JSON as it came, in its order and with what this version does not know.
fn object(sensitive: Sensitive, raw: &[u8]) -> io::Result<Extra> {
    let object: Extra = serde_json::from_slice(raw)?;
    Ok(match sensitive {
        Sensitive::Masked => mask::object(&object),
        Sensitive::Shown => object,
    })
}
