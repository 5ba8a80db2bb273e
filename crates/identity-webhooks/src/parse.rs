//! [`ParseError`]: where a body is not what it should be; and the reading of one.

use std::fmt;

use identity_types::JsonPath;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

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

/// Reads a `T` out of a body that should be one JSON object.
pub(crate) fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, ParseError> {
    serde_json::from_slice(body).map_err(|error| flaw(body, &error))
}

fn flaw(body: &[u8], error: &serde_json::Error) -> ParseError {
    let path = JsonPath::at(body, error.line(), error.column());
    // Other keys of an object than the API's (metadata) are somebody's own.
    ParseError::new(&path.masked(), &rule(error))
}

/// serde's sentence without the part that quotes the value: only what follows the last `expected` is the
/// rule; what precedes it came from the body.
fn rule(error: &serde_json::Error) -> String {
    let at = format!("at line {} column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("ends too early, {at}"),
        Category::Io | Category::Syntax => format!("is not JSON, {at}"),
        Category::Data => format!("{}, {at}", broken_rule(&error.to_string())),
    }
}

fn broken_rule(sentence: &str) -> String {
    let sentence = sentence
        .rsplit_once(" at line ")
        .map_or(sentence, |(sentence, _)| sentence);
    if let Some((_, expected)) = sentence.rsplit_once(", expected ") {
        format!("must be {expected}")
    } else if let Some(field) = sentence.strip_prefix("missing field ") {
        format!("lacks the member {field}")
    } else {
        // Sentences of the models themselves; they quote nothing.
        sentence.to_owned()
    }
}
