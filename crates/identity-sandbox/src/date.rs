//! The `Date` of an answer, by the sandbox's own clock: a caller that goes by it stays in step with a clock
//! that stands or was moved.

use std::time::{Duration, UNIX_EPOCH};

use http::Response;
use http::header::{DATE, HeaderValue};
use identity_types::Timestamp;

use crate::body::Body;

/// The last second of the year 9999: the format has four digits for the year.
const LAST: u64 = 253_402_300_799;

/// The answer with its date.
pub(crate) fn dated(mut answer: Response<Body>, now: Timestamp) -> Response<Body> {
    if let Ok(date) = HeaderValue::try_from(http_date(now)) {
        answer.headers_mut().insert(DATE, date);
    }
    answer
}

/// A time before 1970 or after 9999 is the nearest that the format has.
fn http_date(time: Timestamp) -> String {
    let seconds = u64::try_from(time.as_secs()).unwrap_or_default().min(LAST);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_has_a_date() {
        for (time, date) in [
            (1_790_000_000, "Mon, 21 Sep 2026 14:13:20 GMT"),
            (i64::MIN, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (i64::MAX, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(http_date(Timestamp::from_secs(time)), date);
        }
    }
}
