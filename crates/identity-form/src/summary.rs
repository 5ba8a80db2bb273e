//! What may be logged of a form: its names, and how long its values are.

use std::fmt;

use crate::percent;

/// Shows a form in `Debug` without its values, which may be secret or personal.
///
/// Names are shown as they are read, lengths in bytes after decoding. A pair that cannot be read
/// is shown as `[unreadable]`.
///
/// ```
/// let form = "type=document&provided_details[email]=ada%40example.com";
/// assert_eq!(
///     format!("{:?}", identity_form::summary(form)),
///     "{type: 8 bytes, provided_details[email]: 15 bytes}",
/// );
/// ```
#[must_use]
pub fn summary(form: &str) -> Summary<'_> {
    Summary(form)
}

/// The names and lengths of a form: see [`summary`].
#[derive(Clone, Copy)]
pub struct Summary<'a>(&'a str);

impl fmt::Debug for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for pair in self.0.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (percent::decode(name), percent::decode(value)) {
                (Ok(name), Ok(value)) => {
                    map.entry(
                        &format_args!("{}", name.escape_debug()),
                        &format_args!("{} bytes", value.len()),
                    );
                }
                _ => {
                    map.entry(
                        &format_args!("[unreadable]"),
                        &format_args!("{} bytes", value.len()),
                    );
                }
            }
        }
        map.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_shown() {
        let shown = format!(
            "{:?}",
            summary("a=mark&&b[x]&c=%zzmark&d%0A=mark=mark&e=%FFmark")
        );
        assert_eq!(
            shown,
            "{a: 4 bytes, b[x]: 0 bytes, [unreadable]: 7 bytes, d\\n: 9 bytes, [unreadable]: 7 bytes}"
        );
    }
}
