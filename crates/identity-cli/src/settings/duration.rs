//! Durations as people type them: `500ms`, `30s`, `2m`.

use std::time::Duration;

const RULE: &str = "must be a whole number with a unit, as in 500ms, 30s or 2m";
/// Longer than any call; keeps sums of times in range.
const MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads a duration of more than nothing and at most a day.
pub(crate) fn parse(text: &str) -> Result<Duration, &'static str> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).ok_or(RULE)?;
    let (number, unit) = text.split_at(unit_at);
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return Err(RULE),
    };
    if number.is_empty() {
        return Err(RULE);
    }
    // Only digits are left: what does not fit is too long.
    let duration = number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(milliseconds))
        .map_or(Duration::MAX, Duration::from_millis);
    if duration.is_zero() {
        Err("must be more than 0")
    } else if duration > MAX {
        Err("must be at most 1440m")
    } else {
        Ok(duration)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_and_unit_make_a_duration() {
        for (text, milliseconds) in [
            ("1ms", 1),
            ("500ms", 500),
            ("30s", 30_000),
            ("2m", 120_000),
            ("007s", 7_000),
            ("1440m", 86_400_000),
        ] {
            assert_eq!(
                parse(text),
                Ok(Duration::from_millis(milliseconds)),
                "{text}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused_by_its_rule() {
        for text in [
            "", "30", "s", "ms", "1.5s", "-1s", "+1s", " 1s", "1 s", "1s ", "1S", "1h", "1sec",
            "1s2m", "٣s",
        ] {
            assert_eq!(parse(text), Err(RULE), "{text:?}");
        }
        assert_eq!(parse("0s"), Err("must be more than 0"));
        for text in ["1441m", "99999999999999999999s", "18446744073709551615m"] {
            assert_eq!(parse(text), Err("must be at most 1440m"), "{text}");
        }
    }
}
