//! [`SeedError`]: where a seed file is wrong.

use std::fmt;

/// A seed file cannot be read or cannot be had: where, and which rule is broken. No value is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedError {
    /// Empty where the whole file is meant.
    path: String,
    rule: String,
}

impl SeedError {
    pub(super) fn at(path: impl Into<String>, rule: &str) -> Self {
        Self {
            path: path.into(),
            rule: rule.to_owned(),
        }
    }

    /// A parser's own words may quote the text: its first line is kept, up to a quotation.
    pub(super) fn syntax(error: &dyn fmt::Display) -> Self {
        let text = error.to_string();
        let line = text.lines().next().unwrap_or_default();
        let end = line.find(['`', '"', '\'']).unwrap_or(line.len());
        Self::at(
            "",
            &format!("it is neither YAML nor JSON: {}", line[..end].trim_end()),
        )
    }

    /// The place, as `accounts[0].sessions[2].params`; empty where the whole file is meant.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "the seed file: {}", self.rule)
        } else {
            write!(f, "{} in the seed file: {}", self.path, self.rule)
        }
    }
}

impl std::error::Error for SeedError {}
