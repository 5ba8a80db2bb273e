//! `-o`: the formats.

use crate::failure::Usage;
use crate::suggest::one_of;

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// What the API sent, laid out for reading; a list is one array.
    Json,
    /// An object a line.
    Ndjson,
    /// As JSON, in YAML.
    Yaml,
    /// What a person wants to see.
    Table,
    /// The columns of the table, for a spreadsheet.
    Csv,
    /// The id alone.
    Id,
    /// Assignments for a shell.
    Env,
}

impl Format {
    pub(crate) const NAMES: [&'static str; 7] =
        ["json", "ndjson", "yaml", "table", "csv", "id", "env"];

    pub(crate) fn parse(name: &str) -> Result<Self, Usage> {
        Ok(match name {
            "json" => Self::Json,
            "ndjson" => Self::Ndjson,
            "yaml" => Self::Yaml,
            "table" => Self::Table,
            "csv" => Self::Csv,
            "id" => Self::Id,
            "env" => Self::Env,
            other => return Err(Usage::new("--output", one_of(other, &Self::NAMES))),
        })
    }
}
