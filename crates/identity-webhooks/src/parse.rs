//! [`ParseError`]: where a body is not what it should be; and the reading of one.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_path_to_error::Segment;

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
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let object = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| ParseError::new(&path(error.path()), &rule(error.inner())))?;
    deserializer
        .end()
        .map_err(|error| ParseError::new("", &rule(&error)))?;
    Ok(object)
}

/// Where in the JSON, in words of the API's only: other keys of an object (metadata) are somebody's own.
fn path(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(if is_name(name) { name } else { "*" });
            }
            Segment::Unknown => text.push('?'),
        }
    }
    text
}

/// How the API names its members.
fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
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
