//! The sandbox under hostile requests: it answers, and never with a fault of its own.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use identity_sandbox::{Body, Clock, Sandbox};
use identity_types::Timestamp;
use tower_service::Service as _;

/// What a line may leave out.
const SESSIONS: &str = "/v1/identity/verification_sessions";
/// The most requests of one input.
const MOST: usize = 32;

/// Reads a script, a line each, and holds every answer to what all answers have in common:
///
/// - `!name: value` sets a header for the lines below; without a value it takes the header away.
/// - `METHOD path body` sends a request; `~` at the start of a path stands for the path of sessions, and
///   `$0` to `$9` in path and body for the ids of the objects that came back so far.
///
/// Every request is sent twice. A POST with a key is answered the same way both times by the API; the
/// control API knows no keys.
pub fn sandbox_http(bytes: &[u8]) {
    let sandbox = Sandbox::builder()
        .clock(Clock::frozen(Timestamp::from_secs(1_790_000_000)))
        .build();
    let mut script = Script::default();
    let text = String::from_utf8_lossy(bytes);
    for line in text.split('\n').take(MOST) {
        match line.strip_prefix('!') {
            Some(header) => script.set(header),
            None => script.send(&sandbox, line),
        }
    }
}

/// What lines have said so far.
struct Script {
    headers: Vec<(HeaderName, HeaderValue)>,
    ids: Vec<String>,
}

impl Default for Script {
    fn default() -> Self {
        let key = HeaderValue::from_static("Bearer sk_test_123");
        Self {
            headers: vec![(http::header::AUTHORIZATION, key)],
            ids: Vec::new(),
        }
    }
}

impl Script {
    fn set(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let Ok(name) = HeaderName::from_bytes(name.trim().as_bytes()) else {
            return;
        };
        self.headers.retain(|(known, _)| *known != name);
        match HeaderValue::from_bytes(value.trim().as_bytes()) {
            Ok(value) if !value.is_empty() => self.headers.push((name, value)),
            _ => {}
        }
    }

    fn send(&mut self, sandbox: &Sandbox, line: &str) {
        let Some(request) = self.request(line) else {
            return;
        };
        let keyed = request.method() == Method::POST
            && request.uri().path().starts_with("/v1/")
            && request
                .headers()
                .get("idempotency-key")
                .is_some_and(|key| !key.is_empty());
        let Some(first) = call(sandbox, request.clone()) else {
            return;
        };
        self.remember(&first);
        if let Some(again) = call(sandbox, request)
            && keyed
            && first.status() == StatusCode::OK
        {
            assert_eq!(again.status(), StatusCode::OK);
            assert_eq!(again.body().bytes(), first.body().bytes());
        }
    }

    fn request(&self, line: &str) -> Option<Request<String>> {
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().unwrap_or_default();
        let method = Method::from_bytes(part().as_bytes()).ok()?;
        let path = self.filled(part());
        let path = match path.strip_prefix('~') {
            Some(rest) => format!("{SESSIONS}{rest}"),
            None => path,
        };
        let uri: Uri = path.parse().ok()?;
        let mut request = Request::new(self.filled(part()));
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        request.headers_mut().extend(self.headers.iter().cloned());
        Some(request)
    }

    fn filled(&self, text: &str) -> String {
        let ids = self.ids.iter().take(10).enumerate();
        ids.fold(text.to_owned(), |text, (number, id)| {
            text.replace(&format!("${number}"), id)
        })
    }

    fn remember(&mut self, response: &Response<Body>) {
        let json = serde_json::from_slice::<serde_json::Value>(response.body().bytes());
        if let Ok(json) = json
            && let Some(id) = json["id"].as_str()
        {
            self.ids.push(id.to_owned());
        }
    }
}

/// Sends a request and checks the answer; nothing where the script itself asked for a fault.
fn call(sandbox: &Sandbox, request: Request<String>) -> Option<Response<Body>> {
    let bodiless = request.method() == Method::HEAD;
    let about = format!("{} {}", request.method(), request.uri());
    let asked_for = sandbox.faults().pending() > 0;
    let mut answer = pin!(sandbox.service().call(request));
    let mut context = Context::from_waker(Waker::noop());
    let response = match answer.as_mut().poll(&mut context) {
        Poll::Ready(Ok(response)) if !asked_for => response,
        _ => {
            assert!(asked_for, "{about}: no answer");
            return None;
        }
    };
    assert!(
        !response.status().is_server_error(),
        "{about}: {response:?}"
    );
    let media = response.headers().get(http::header::CONTENT_TYPE);
    if !bodiless && media.is_some_and(|media| media == "application/json") {
        let json = serde_json::from_slice::<serde_json::Value>(response.body().bytes());
        assert!(json.is_ok(), "{about}: {json:?}");
        let json = json.unwrap_or_default();
        let refused = response.status().is_client_error();
        assert_eq!(
            json["error"]["message"].is_string(),
            refused,
            "{about}: {json}"
        );
    }
    Some(response)
}
