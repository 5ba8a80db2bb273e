//! Calls through the service, and their answers as JSON. Every answer is held to the sandbox's own
//! OpenAPI document.

use std::future::Future;
use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

use http::{HeaderMap, Method, Request, StatusCode};
use identity_sandbox::{Clock, Disconnected, Sandbox};
use identity_tests::contract::{self, Contract};
use identity_types::Timestamp;
use serde_json::Value;
use tower_service::Service;

pub(crate) const SESSIONS: &str = "/v1/identity/verification_sessions";
pub(crate) const START: Timestamp = Timestamp::from_secs(1_790_000_000);

/// What the sandbox says about itself.
pub(crate) static CONTRACT: LazyLock<Contract> =
    LazyLock::new(|| Contract::new(identity_sandbox::OPENAPI));

/// A sandbox in which nothing depends on the machine.
pub(crate) fn sandbox() -> Sandbox {
    Sandbox::builder()
        .seed(7)
        .clock(Clock::frozen(START))
        .build()
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status, and what the error says without the parts that name the request.
    pub(crate) fn error(&self) -> (u16, Value) {
        let mut error = self.json()["error"].take();
        let members = error.as_object_mut().unwrap();
        members.remove("request_log_url");
        members.remove("doc_url");
        (self.status.as_u16(), error)
    }

    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap().to_owned()
    }
}

/// Sends a request, and holds what comes back to the document.
pub(crate) fn send(sandbox: &Sandbox, request: Request<String>) -> Result<Answer, Disconnected> {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let answer = exchange(sandbox, request)?;
    let checked = contract::Answer {
        status: answer.status,
        headers: &answer.headers,
        body: answer.text.as_bytes(),
    };
    CONTRACT.check(&method, &path, &checked);
    Ok(answer)
}

/// Sends a request; the service never waits for anything but the body, which is here whole.
pub(crate) fn exchange(
    sandbox: &Sandbox,
    request: Request<String>,
) -> Result<Answer, Disconnected> {
    let mut future = pin!(sandbox.service().call(request));
    let Poll::Ready(response) = future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    else {
        panic!("the service waited");
    };
    let (parts, body) = response?.into_parts();
    Ok(Answer {
        status: parts.status,
        headers: parts.headers,
        // Of an image, which no test reads as text, this is what is left.
        text: String::from_utf8_lossy(body.bytes()).into_owned(),
    })
}

/// A request with a test key.
pub(crate) fn request(method: Method, path: &str) -> http::request::Builder {
    Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", "Bearer sk_test_123")
}

pub(crate) fn post(sandbox: &Sandbox, form: &str) -> Answer {
    let request = request(Method::POST, SESSIONS)
        .body(form.to_owned())
        .unwrap();
    send(sandbox, request).unwrap()
}

/// A POST to any path.
pub(crate) fn post_to(sandbox: &Sandbox, path: &str, form: &str) -> Answer {
    let request = request(Method::POST, path).body(form.to_owned()).unwrap();
    send(sandbox, request).unwrap()
}

pub(crate) fn get(sandbox: &Sandbox, path: &str) -> Answer {
    let request = request(Method::GET, path).body(String::new()).unwrap();
    send(sandbox, request).unwrap()
}
