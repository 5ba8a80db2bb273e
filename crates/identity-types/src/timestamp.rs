//! [`Timestamp`]: unix seconds, as the API counts time.

use alloc::format;
use core::fmt;
use core::str::FromStr;

use crate::Invalid;

/// Seconds since 1970-01-01T00:00:00Z.
///
/// Reads whole seconds and RFC 3339, writes RFC 3339 in UTC.
///
/// ```
/// use identity_types::Timestamp;
///
/// let time: Timestamp = "2026-11-23T12:00:00+01:00".parse()?;
/// assert_eq!(time.as_secs(), 1_795_431_600);
/// assert_eq!(time.to_string(), "2026-11-23T11:00:00Z");
/// assert_eq!("1795431600".parse::<Timestamp>()?, time);
/// # Ok::<(), identity_types::Invalid>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Timestamp(i64);

const DAY: i64 = 86_400;

impl Timestamp {
    /// From unix seconds.
    #[must_use]
    pub const fn from_secs(seconds: i64) -> Self {
        Self(seconds)
    }

    /// As unix seconds.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0
    }

    /// This time, `seconds` later; stops at the end of the range.
    #[must_use]
    pub const fn saturating_add(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        if let Ok(seconds) = text.parse() {
            return Ok(Self(seconds));
        }
        rfc3339(text).map(Self).ok_or_else(|| {
            Invalid::new(
                "time",
                "must be unix seconds or RFC 3339, as in 2026-11-23T12:00:00Z",
            )
        })
    }
}

/// `YYYY-MM-DDTHH:MM:SS[.f…](Z|±HH:MM)` as unix seconds, fractions cut off.
fn rfc3339(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = bytes.get(from..to)?;
        digits.iter().try_fold(0, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + i64::from(digit - b'0'))
        })
    };
    let is = |at: usize, set: &[u8]| bytes.get(at).is_some_and(|byte| set.contains(byte));
    let separated = is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":");
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let in_range = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !(separated && in_range) {
        return None;
    }
    let mut at = 19;
    if is(at, b".") {
        let digits = bytes[at + 1..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        at += 1 + digits;
    }
    let offset = match bytes.get(at)? {
        b'Z' | b'z' if bytes.len() == at + 1 => 0,
        sign @ (b'+' | b'-') if bytes.len() == at + 6 && is(at + 3, b":") => {
            let (hours, minutes) = (number(at + 1, at + 3)?, number(at + 4, at + 6)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let size = hours * 3600 + minutes * 60;
            if *sign == b'+' { size } else { -size }
        }
        _ => return None,
    };
    Some(days_from_civil(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset)
}

const fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

const fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Years begin in March here, so that the
/// leap day is the last of its year.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    (year, month, day)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let clock = format!(
            "{:02}:{:02}:{:02}",
            second / 3600,
            second / 60 % 60,
            second % 60
        );
        write!(f, "{year:04}-{month:02}-{day:02}T{clock}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn known_times_both_ways() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400),
            ("2024-02-29T12:34:56Z", 1_709_210_096),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
        ] {
            assert_eq!(
                text.parse::<Timestamp>().unwrap().as_secs(),
                seconds,
                "{text}"
            );
            assert_eq!(Timestamp::from_secs(seconds).to_string(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_goes_there_and_back() {
        for day in -80_000..80_000 {
            let (year, month, date) = civil_from_days(day);
            assert_eq!(days_from_civil(year, month, date), day);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "x",
            "2026",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+0100",
            "2026-01-01T00:00:00.Z",
            "2026-01-01",
            "2026-01-01T00:00:00Zx",
            "99999999999999999999",
            "2026-01-01T00:00:00+24:00",
            "é026-01-01T00:00:00Z",
        ] {
            // A bare year is a number of seconds.
            assert_eq!(
                text.parse::<Timestamp>().is_err(),
                text != "2026",
                "{text:?}"
            );
        }
        assert_eq!(
            "2026-01-01T00:00:00.999Z".parse(),
            "2026-01-01T00:00:00Z".parse::<Timestamp>()
        );
    }

    #[test]
    fn the_ends_of_the_range_print_without_panic() {
        assert!(!Timestamp::from_secs(i64::MAX).to_string().is_empty());
        assert!(!Timestamp::from_secs(i64::MIN).to_string().is_empty());
    }
}
