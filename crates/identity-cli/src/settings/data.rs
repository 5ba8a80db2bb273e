//! `-d`: parameters from a file, from stdin, or as pairs.

use identity_types::{Extra, JsonPath, JsonStep, Value};
use serde::de::DeserializeOwned;

use crate::failure::{Failure, Usage};
use crate::io::Io;

/// More than any request may have.
pub(crate) const MOST: u64 = 1 << 20;
const TOO_LONG: &str = "must be at most 1 MiB";

/// Parameters as they were given.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parameters {
    /// An object out of JSON or YAML.
    Object(Extra),
    /// Pairs, names in the API's brackets.
    Pairs(Vec<(String, String)>),
}

/// Reads every `-d`; `None` without one.
pub(crate) fn parameters(typed: &[String], io: &mut Io) -> Result<Option<Parameters>, Failure> {
    match typed {
        [] => Ok(None),
        [one] if one == "-" => {
            let bytes = io
                .stdin
                .read_at_most(MOST)
                .map_err(|_| Usage::new("--data", "is -, and stdin cannot be read"))?;
            object(&bytes.ok_or_else(|| Usage::new("--data", TOO_LONG))?).map(Some)
        }
        [one] if one.starts_with('@') => object(&file(&one[1..])?).map(Some),
        pairs => {
            let pairs: Result<_, Usage> = pairs.iter().map(|text| pair(text)).collect();
            Ok(Some(Parameters::Pairs(pairs?)))
        }
    }
}

fn pair(text: &str) -> Result<(String, String), Usage> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !text.starts_with('@') => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err(Usage::new(
            "--data",
            "must be one @FILE, or one -, or pairs of PATH=VALUE",
        )),
    }
}

fn file(path: &str) -> Result<Vec<u8>, Usage> {
    let path = std::path::Path::new(path);
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > MOST => Err(Usage::new("--data", TOO_LONG)),
        Ok(metadata) if !metadata.is_dir() => std::fs::read(path)
            .map_err(|_| Usage::new("--data", "names a file that cannot be read")),
        _ => Err(Usage::new("--data", "names a file that cannot be read")),
    }
}

/// One object of JSON or YAML.
fn object(bytes: &[u8]) -> Result<Parameters, Failure> {
    let text = std::str::from_utf8(bytes).map_err(|_| Usage::new("--data", "must be UTF-8"))?;
    let value: Value = if text.trim_start().starts_with(['{', '[']) {
        serde_json::from_str(text).map_err(|error| {
            let place = format!("line {} column {}", error.line(), error.column());
            Usage::new("--data", format!("is not JSON, at {place}"))
        })?
    } else {
        serde_saphyr::from_str(text).map_err(|error| match error.location() {
            Some(at) => Usage::new("--data", format!("is not YAML, at line {}", at.line())),
            None => Usage::new("--data", "is not YAML"),
        })?
    };
    match value {
        Value::Object(object) => Ok(Parameters::Object(object)),
        _ => Err(Usage::new("--data", "must be one object of parameters").into()),
    }
}

/// A document as it is, from a file or from stdin (`-`).
fn document(subject: &'static str, path: &str, io: &mut Io) -> Result<Vec<u8>, Failure> {
    long_document(subject, path, MOST, io)
}

/// A document that stands on the command line, or in a file (`@FILE`), or comes by stdin (`-`).
pub(crate) fn given(subject: &'static str, text: &str, io: &mut Io) -> Result<Vec<u8>, Failure> {
    match text.strip_prefix('@') {
        Some(path) => document(subject, path, io),
        None if text == "-" => document(subject, text, io),
        None => Ok(text.as_bytes().to_vec()),
    }
}

/// As [`document`], of at most so many bytes.
pub(crate) fn long_document(
    subject: &'static str,
    path: &str,
    most: u64,
    io: &mut Io,
) -> Result<Vec<u8>, Failure> {
    if path == "-" {
        let bytes = io
            .stdin
            .read_at_most(most)
            .map_err(|_| Usage::new(subject, "is -, and stdin cannot be read"))?;
        return bytes.ok_or_else(|| Usage::new(subject, "is too long").into());
    }
    let cannot = || Usage::new(subject, "names a file that cannot be read");
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.len() > most => Err(Usage::new(subject, "is too long").into()),
        Ok(metadata) if metadata.is_file() => Ok(std::fs::read(path).map_err(|_| cannot())?),
        _ => Err(cannot().into()),
    }
}

impl Parameters {
    /// The parameters of a typed call. What is wrong is named by its path, and not quoted.
    pub(crate) fn typed<T: DeserializeOwned>(&self) -> Result<T, Usage> {
        match self {
            Self::Object(object) => {
                let json = serde_json::to_string(&texts(object)).map_err(|_| odd(""))?;
                serde_json::from_str(&json).map_err(|error| {
                    let path = JsonPath::at(json.as_bytes(), error.line(), error.column());
                    odd(&bracketed(&path))
                })
            }
            Self::Pairs(pairs) => {
                let form = encoded(pairs);
                identity_form::from_str(&form).map_err(|error| odd(&error.to_string()))
            }
        }
    }
}

/// Numbers as texts below `metadata`, where the API has nothing else, and YAML makes numbers of digits.
fn texts(object: &Extra) -> Extra {
    let plain = |value: &Value| match value {
        Value::Integer(_) | Value::Unsigned(_) | Value::Float(_) | Value::Bool(_) => {
            Value::String(serde_json::to_string(value).unwrap_or_default())
        }
        Value::Null => Value::String(String::new()),
        other => other.clone(),
    };
    let members = object.iter().map(|(name, value)| {
        let value = match value {
            Value::Object(pairs) if name == "metadata" => Value::Object(
                pairs
                    .iter()
                    .map(|(key, value)| (key.to_owned(), plain(value)))
                    .collect(),
            ),
            other => other.clone(),
        };
        (name.to_owned(), value)
    });
    members.collect()
}

/// Pairs as a form, names and values escaped.
pub(crate) fn encoded(pairs: &[(String, String)]) -> String {
    let mut form = String::new();
    for (name, value) in pairs {
        if !form.is_empty() {
            form.push('&');
        }
        escape(&mut form, name);
        form.push('=');
        escape(&mut form, value);
    }
    form
}

fn escape(form: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~[]".contains(&byte) {
            form.push(char::from(byte));
        } else {
            form.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn odd(path: &str) -> Usage {
    let rule = "is not a parameter of this call, or not of its shape; --template shows all of them";
    if path.is_empty() {
        Usage::new("--data", rule)
    } else {
        Usage::new(format!("--data ({path})"), rule)
    }
}

/// The path in the API's own form, as far as it is made of names.
fn bracketed(path: &JsonPath) -> String {
    let mut text = String::new();
    for step in path.steps() {
        let word = match step {
            JsonStep::Item(index) => index.to_string(),
            JsonStep::Member(name) if is_name(name) => name.clone(),
            JsonStep::Member(_) => break,
        };
        text = if text.is_empty() {
            word
        } else {
            format!("{text}[{word}]")
        };
    }
    text
}

fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit())
}
