//! The API's sentences about parameters, word for word.
//!
//! Its SDKs show them, and people search for them, so they are part of what the sandbox imitates.
//! Unlike this project's own errors they quote what was sent.

use crate::error::{Failure, excerpt};

pub(super) fn unknown(param: &str) -> Failure {
    Failure::invalid(format!("Received unknown parameter: {}", excerpt(param)))
        .code("parameter_unknown")
        .param(excerpt(param))
}

pub(crate) fn missing(param: &str) -> Failure {
    Failure::invalid(format!("Missing required param: {param}."))
        .code("parameter_missing")
        .param(param)
}

pub(crate) fn empty(param: &str) -> Failure {
    Failure::invalid(format!(
        "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a \
         parameter; however '{param}' cannot be unset. You should remove '{param}' from your request or \
         supply a non-empty value."
    ))
    .code("parameter_invalid_empty")
    .param(param)
}

pub(super) fn not_boolean(param: &str, value: &str) -> Failure {
    Failure::invalid(format!("Invalid boolean: {}", excerpt(value))).param(param)
}

pub(super) fn not_integer(param: &str, value: &str) -> Failure {
    Failure::invalid(format!("Invalid integer: {}", excerpt(value)))
        .code("parameter_invalid_integer")
        .param(param)
}

pub(super) fn below_one(param: &str) -> Failure {
    Failure::invalid("This value must be greater than or equal to 1.")
        .code("parameter_invalid_integer")
        .param(param)
}

/// For those who switch clamping off; the API's words are not known.
pub(super) fn above(param: &str, most: i64) -> Failure {
    Failure::invalid(format!("This value must be less than or equal to {most}."))
        .code("parameter_invalid_integer")
        .param(param)
}

pub(super) fn both_cursors() -> Failure {
    Failure::invalid(
        "Received both starting_after and ending_before parameters. Please pass in only one.",
    )
}

pub(super) fn not_object(param: &str) -> Failure {
    Failure::invalid("Invalid object").param(param)
}

pub(super) fn not_array(param: &str) -> Failure {
    Failure::invalid("Invalid array").param(param)
}

pub(super) fn not_string(param: &str) -> Failure {
    Failure::invalid("Invalid string").param(param)
}

pub(super) fn not_enum(param: &str, words: &[&str]) -> Failure {
    Failure::invalid(format!("Invalid {param}: must be one of {}", one_of(words))).param(param)
}

/// `a, b, or c`; of two, `a or b`.
fn one_of(words: &[&str]) -> String {
    match words {
        [others @ .., last] if others.len() > 1 => format!("{}, or {last}", others.join(", ")),
        _ => words.join(" or "),
    }
}

pub(super) fn too_long(param: &str, value: &str, most: usize) -> Failure {
    let head: String = value.chars().take(4).collect();
    let tail = value.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    Failure::invalid(format!(
        "Invalid string: {head}...{}; must be at most {most} characters",
        &value[tail..]
    ))
    .param(param)
}

pub(super) fn too_many_items(param: &str, most: usize) -> Failure {
    Failure::invalid(format!(
        "Array {param} exceeded maximum {most} allowed elements."
    ))
    .param(param)
}

/// Explicit indexes that leave one out: `keys` as they were sent, and the first that is missing.
pub(super) fn index_gap(param: &str, keys: &[&str], expected: usize) -> Failure {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    Failure::invalid(format!(
        "If passing an array with explicit keys (e.g. foo[0]=a&foo[1]=b) instead of as an array (e.g. \
         foo[]=a&foo[]=b), the keys must be numeric and sequential starting from 0. You passed the keys \
         {}, we expected to have a key with the value `{expected}`.",
        excerpt(&keys.join(", "))
    ))
    .param(param)
}

pub(super) fn not_email(param: &str, value: &str) -> Failure {
    Failure::invalid(format!("Invalid email address: {}", excerpt(value)))
        .code("email_invalid")
        .param(param)
}

pub(super) fn not_phone(param: &str, value: &str) -> Failure {
    Failure::invalid(format!("{} is not a valid phone number", excerpt(value))).param(param)
}

pub(super) fn not_url(param: &str) -> Failure {
    Failure::invalid("Not a valid URL")
        .code("url_invalid")
        .param(param)
}

pub(super) fn url_too_long(param: &str) -> Failure {
    Failure::invalid("Invalid URL: URL must be 2048 characters or less.")
        .code("url_invalid")
        .param(param)
}

pub(super) fn too_many_metadata_keys(param: &str, keys: usize) -> Failure {
    Failure::invalid(format!(
        "Metadata can have up to 50 keys, but you've set {keys}."
    ))
    .param(param)
}

pub(super) fn metadata_key_too_long(param: &str, key: &str) -> Failure {
    Failure::invalid(format!(
        "Metadata keys can have up to 40 characters, but you passed in a key that is {} characters. \
         Invalid key: {}",
        key.chars().count(),
        excerpt(key)
    ))
    .param(param)
}

pub(super) fn metadata_value_too_long(param: &str, value: &str) -> Failure {
    Failure::invalid(format!(
        "Metadata values can have up to 500 characters, but you passed in a value that is {} characters. \
         Invalid value: {}",
        value.chars().count(),
        excerpt(value)
    ))
    .param(param)
}

/// A body that is no form; `rule` is this project's, as the API's words are not known.
pub(super) fn not_a_form(param: &str, rule: &str) -> Failure {
    let failure = Failure::invalid(format!("Invalid request parameters: {rule}"));
    if param.is_empty() {
        failure
    } else {
        failure.param(excerpt(param))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_joined_as_the_api_joins_them() {
        assert_eq!(one_of(&["a"]), "a");
        assert_eq!(one_of(&["a", "b"]), "a or b");
        assert_eq!(one_of(&["a", "b", "c"]), "a, b, or c");
    }
}
