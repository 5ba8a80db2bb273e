//! What an answer's head says about sending the request again.

use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, StatusCode};

use crate::{Response, clock};

const STRIPE_SHOULD_RETRY: HeaderName = HeaderName::from_static("stripe-should-retry");
const STRIPE_RATE_LIMITED_REASON: HeaderName =
    HeaderName::from_static("stripe-rate-limited-reason");

/// Statuses after which the same request may succeed: a conflict with another call, a failed
/// dependency, too many calls, and every fault of the server's own.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 409 | 424 | 429 | 500..=599)
}

/// `Stripe-Should-Retry`: the first value that is `true` or `false`, whatever its case and blanks.
/// Anything else is no advice.
pub(crate) fn should_retry(headers: &HeaderMap) -> Option<bool> {
    headers
        .get_all(STRIPE_SHOULD_RETRY)
        .iter()
        .find_map(|value| {
            let value = value.to_str().ok()?.trim();
            if value.eq_ignore_ascii_case("true") {
                Some(true)
            } else if value.eq_ignore_ascii_case("false") {
                Some(false)
            } else {
                None
            }
        })
}

/// `Retry-After`, in seconds or as a date.
///
/// A date is measured against the answer's own `Date`, so that the two clocks are one; without it
/// against this machine's.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let sent_at = || {
        let date = headers.get(DATE)?.to_str().ok()?;
        httpdate::parse_http_date(date).ok()
    };
    parse(value, || sent_at().unwrap_or_else(clock::wall))
}

fn parse(value: &str, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than u64 holds is a wait that nobody will wait either.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    // A date in the past asks for no wait.
    Some(date.duration_since(now()).unwrap_or_default())
}

/// True when the answer says that the API's rate limit was hit, and not a lock on one object.
pub(crate) fn is_rate_limited(response: &Response) -> bool {
    response.status() == StatusCode::TOO_MANY_REQUESTS
        && (response.headers().contains_key(STRIPE_RATE_LIMITED_REASON)
            || !is_lock_timeout(response))
}

/// True for a 429 whose code is `lock_timeout`.
///
/// A look for the word in the first bytes is enough: this crate reads no JSON, an error object has
/// under a kilobyte, and a false find only spares the rate limit a slow-down.
fn is_lock_timeout(response: &Response) -> bool {
    const WORD: &[u8] = b"\"lock_timeout\"";
    const LOOK: usize = 4096;
    let body = response.body().as_bytes();
    let start = body.get(..LOOK).unwrap_or(body);
    start.windows(WORD.len()).any(|window| window == WORD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    #[test]
    fn retry_after_is_seconds_or_a_date_and_never_overflows() {
        let now = httpdate::parse_http_date("Wed, 28 Oct 2026 07:00:00 GMT").unwrap();
        for (value, seconds) in [
            ("0", Some(0)),
            (" 7 ", Some(7)),
            ("9223372036854775808", Some(9_223_372_036_854_775_808)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("-1", None),
            ("1.5", None),
            ("", None),
            ("soon", None),
            ("Wed, 28 Oct 2026 07:00:30 GMT", Some(30)),
            ("Wednesday, 28-Oct-26 07:00:30 GMT", Some(30)),
            ("Wed, 28 Oct 2026 06:59:00 GMT", Some(0)),
        ] {
            assert_eq!(
                parse(value, || now).map(|wait| wait.as_secs()),
                seconds,
                "{value:?}"
            );
        }
    }

    #[test]
    fn a_date_is_measured_against_the_answers_own_date() {
        let mut headers = HeaderMap::new();
        headers.insert(
            RETRY_AFTER,
            "Tue, 01 Jan 2030 00:00:09 GMT".parse().unwrap(),
        );
        headers.insert(DATE, "Tue, 01 Jan 2030 00:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&headers), Some(Duration::from_secs(9)));
    }

    #[test]
    fn should_retry_is_case_blind_and_anything_else_is_no_advice() {
        for (values, advice) in [
            (vec!["true"], Some(true)),
            (vec![" TRUE "], Some(true)),
            (vec!["False"], Some(false)),
            (vec!["1"], None),
            (vec!["1", "false"], Some(false)),
            (vec![], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in &values {
                headers.append("stripe-should-retry", value.parse().unwrap());
            }
            assert_eq!(should_retry(&headers), advice, "{values:?}");
        }
    }

    #[test]
    fn a_lock_is_no_rate_limit() {
        let answer = |status: u16, reason: Option<&str>, body: &'static str| {
            let mut response = http::Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            if let Some(reason) = reason {
                response
                    .headers_mut()
                    .insert("stripe-rate-limited-reason", reason.parse().unwrap());
            }
            is_rate_limited(&response)
        };
        assert!(answer(429, Some("global-rate"), "{}"));
        assert!(answer(429, None, r#"{"error":{"code":"rate_limit"}}"#));
        assert!(!answer(429, None, r#"{"error":{"code": "lock_timeout"}}"#));
        assert!(!answer(503, None, "{}"));
    }
}
