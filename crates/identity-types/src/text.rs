//! The rules on plain text that several parameters share.

use alloc::borrow::Cow;
use alloc::format;

use crate::Invalid;

/// The length, in characters, that the API's schema sets for most strings.
pub(crate) const MAX_TEXT: usize = 5000;

/// Refuses an empty string, and one of more than `max` characters.
///
/// The API reads an empty string as an attempt to unset the parameter, and refuses it.
pub(crate) fn filled(
    path: impl Into<Cow<'static, str>>,
    value: &str,
    max: usize,
) -> Result<(), Invalid> {
    if value.is_empty() {
        return not_empty(path, value);
    }
    at_most(path, value, max)
}

/// Refuses an empty string: for strings that the API's schema sets no length for.
pub(crate) fn not_empty(path: impl Into<Cow<'static, str>>, value: &str) -> Result<(), Invalid> {
    if value.is_empty() {
        return Err(Invalid::new(path, "must not be empty"));
    }
    Ok(())
}

/// Refuses a string of more than `max` characters (Unicode scalar values, not bytes).
pub(crate) fn at_most(
    path: impl Into<Cow<'static, str>>,
    value: &str,
    max: usize,
) -> Result<(), Invalid> {
    // A string has at most as many characters as bytes: the common case counts nothing.
    if value.len() > max && value.chars().count() > max {
        return Err(Invalid::new(
            path,
            format!("must be at most {max} characters"),
        ));
    }
    Ok(())
}

/// Refuses what no server could take for an absolute `http` or `https` URL.
pub(crate) fn http_url(path: &'static str, url: &str) -> Result<(), Invalid> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let rule = match rest {
        None => "must begin with https:// or http://",
        Some(rest) if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) => {
            "must name a host"
        }
        Some(_) if url.chars().any(|c| c.is_whitespace() || c.is_control()) => {
            "must not hold blanks or control characters"
        }
        Some(_) => return Ok(()),
    };
    Err(Invalid::new(path, rule))
}

/// True for text that can stand in an HTTP header as it is: visible ASCII, no blank.
pub(crate) fn is_visible_ascii(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic())
}
