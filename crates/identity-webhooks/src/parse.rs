//! [`ParseError`]: where a body is not what it should be.

use std::fmt;

use identity_types::Flaw;

/// Where a delivery's body is no event: a path and a rule, and no value of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    path: String,
    rule: String,
}

impl ParseError {
    pub(crate) fn new(path: &str, rule: &str) -> Self {
        Self {
            path: path.to_owned(),
            rule: rule.to_owned(),
        }
    }

    /// The JSON path, e.g. `data.object.status`; empty for the body as a whole.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The rule that is broken, e.g. `must be a boolean`.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "the delivery is no event: it {}", self.rule),
            path => write!(f, "the delivery is no event: {path} {}", self.rule),
        }
    }
}

impl std::error::Error for ParseError {}

impl From<Flaw> for ParseError {
    fn from(flaw: Flaw) -> Self {
        Self::new(flaw.path(), flaw.rule())
    }
}
