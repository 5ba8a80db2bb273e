//! `--field`: one value by its path, without quotes, for `$(…)` in a shell.

use std::io::Write;

use identity_types::{Extra, Value};

use super::output;
use crate::Exit;
use crate::failure::{Failure, Said, Usage, one_line};

/// A path into an object: `status`, `last_error.code`, `data.0.id`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Field(Vec<String>);

impl Field {
    pub(crate) fn parse(path: &str) -> Result<Self, Usage> {
        let names: Vec<String> = path.split('.').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(Usage::new(
                "--field",
                "must be names with dots between, as in last_error.code",
            ));
        }
        Ok(Self(names))
    }

    /// Prints the value on a line: text as it is, an object as JSON, and an empty line for `null`.
    pub(super) fn print(&self, out: &mut dyn Write, object: &Extra) -> Result<(), Failure> {
        match self.find(object)? {
            None | Some(Value::Null) => writeln!(out),
            Some(Value::String(text)) => writeln!(out, "{}", one_line(text)),
            Some(value) => serde_json::to_writer(&mut *out, value)
                .map_err(Into::into)
                .and_then(|()| writeln!(out)),
        }
        .map_err(output)
    }

    /// `None` inside of a `null`: there is nothing yet.
    fn find<'a>(&self, object: &'a Extra) -> Result<Option<&'a Value>, Failure> {
        let mut names = self.0.iter();
        let first = names.next().map(String::as_str).unwrap_or_default();
        let mut value = object.get(first).ok_or_else(|| missing(object))?;
        for name in names {
            value = match value {
                Value::Null => return Ok(None),
                Value::Object(inner) => inner.get(name).ok_or_else(|| missing(inner))?,
                Value::Array(items) => {
                    let at = name.parse().ok();
                    match at.and_then(|at: usize| items.get(at)) {
                        Some(item) => item,
                        None => return Ok(None),
                    }
                }
                _ => return Err(missing(&Extra::new())),
            };
        }
        Ok(Some(value))
    }
}

fn missing(object: &Extra) -> Failure {
    let names: Vec<String> = object.iter().map(|(name, _)| one_line(name)).collect();
    let hint = if names.is_empty() {
        "there is nothing inside of that value".to_owned()
    } else {
        format!("there are: {}", names.join(", "))
    };
    Said::new(
        Exit::Api,
        "the call was done, and its result has no such --field",
    )
    .code("no_field")
    .hint(hint)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(path: &str) -> Result<String, Failure> {
        let object: Extra = serde_json::from_str(
            r#"{"id":"vs_1","last_error":null,"dob":{"year":1990},"a":[{"b":"c\u001bd"}],"ok":true}"#,
        )
        .unwrap();
        let mut out = Vec::new();
        Field::parse(path).unwrap().print(&mut out, &object)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn values_are_found_by_their_path() {
        for (path, printed) in [
            ("id", "vs_1\n"),
            ("last_error", "\n"),
            ("last_error.code", "\n"),
            ("dob.year", "1990\n"),
            ("dob", "{\"year\":1990}\n"),
            ("a.0.b", "c\\u{1b}d\n"),
            ("a.1.b", "\n"),
            ("ok", "true\n"),
        ] {
            assert_eq!(print(path).unwrap(), printed, "{path}");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_is_said() {
        for path in ["status", "id.x", "dob.day"] {
            assert_eq!(print(path).unwrap_err().exit(), Exit::Api, "{path}");
        }
        for path in ["", ".", "a..b", "a."] {
            assert!(Field::parse(path).is_err(), "{path}");
        }
    }
}
