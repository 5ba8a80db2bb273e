//! `X-Stripe-Client-Telemetry`: how long the request before took. Off unless asked for, and then no more
//! than that: the id and the milliseconds of one earlier request, nothing of the machine or its programs.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use crate::Response;
use crate::error::request_id;

pub(super) const TELEMETRY: HeaderName = HeaderName::from_static("x-stripe-client-telemetry");

/// What is known of the request before, for all services of one layer; nothing when it is off.
#[derive(Clone, Default)]
pub(super) struct Telemetry(Option<Arc<Mutex<Option<HeaderValue>>>>);

impl Telemetry {
    pub(super) fn on() -> Self {
        Self(Some(Arc::default()))
    }

    pub(super) const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The header of the next request; each measurement is sent once.
    pub(super) fn take(&self) -> Option<HeaderValue> {
        let last = self.0.as_ref()?;
        last.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A request was answered after `elapsed`.
    pub(super) fn note(&self, response: &Response, elapsed: Duration) {
        let Some(last) = &self.0 else { return };
        let measured = request_id(response.headers()).and_then(|id| measured(id, elapsed));
        *last.lock().unwrap_or_else(PoisonError::into_inner) = measured;
    }
}

/// None for an id that would have to be escaped.
fn measured(id: &str, elapsed: Duration) -> Option<HeaderValue> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !id.bytes().all(is_word) {
        return None;
    }
    let millis = elapsed.as_millis();
    let text = format!(
        r#"{{"last_request_metrics":{{"request_id":"{id}","request_duration_ms":{millis}}}}}"#
    );
    HeaderValue::try_from(text).ok()
}

impl fmt::Debug for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Telemetry({})", if self.is_on() { "on" } else { "off" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_would_have_to_be_escaped_is_not_sent() {
        let millis = Duration::from_millis(7);
        assert_eq!(
            measured("req_1", millis).unwrap(),
            r#"{"last_request_metrics":{"request_id":"req_1","request_duration_ms":7}}"#
        );
        for id in ["a\"b", "a b", "a\\"] {
            assert!(measured(id, millis).is_none(), "{id}");
        }
    }
}
