//! Times as people type them: a date, RFC 3339, unix seconds, or so long ago.

use identity_types::Timestamp;

use crate::failure::Usage;

const RULE: &str = "must be a time as in 2026-11-01, 2026-11-01T12:00:00Z, 1793534400, or so long ago: 90m, 12h, 7d";

/// Reads a time; `now` is what "ago" counts from.
pub(crate) fn parse(flag: &'static str, text: &str, now: Timestamp) -> Result<Timestamp, Usage> {
    ago(text, now)
        .or_else(|| text.parse().ok())
        .or_else(|| format!("{text}T00:00:00Z").parse().ok())
        .ok_or_else(|| Usage::new(flag, RULE))
}

fn ago(text: &str, now: Timestamp) -> Option<Timestamp> {
    Some(now.saturating_add(-span(text)?))
}

/// Seconds of a span of time: 30s, 90m, 48h, 4d, 2w.
pub(crate) fn span(text: &str) -> Option<i64> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    let number: i64 = number.parse().ok()?;
    number.checked_mul(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_ages() {
        let now = Timestamp::from_secs(1_000_000);
        for (text, seconds) in [
            ("1970-01-02", Some(86_400)),
            ("1970-01-01T00:01:00Z", Some(60)),
            ("42", Some(42)),
            ("30s", Some(999_970)),
            ("90m", Some(994_600)),
            ("12h", Some(956_800)),
            ("1d", Some(913_600)),
            ("1w", Some(395_200)),
            ("", None),
            ("d", None),
            ("1y", None),
            ("-1d", None),
            ("99999999999999999999d", None),
            ("9223372036854775807d", None),
            ("yesterday", None),
        ] {
            let read = parse("--since", text, now).ok().map(Timestamp::as_secs);
            assert_eq!(read, seconds, "{text}");
        }
    }
}
