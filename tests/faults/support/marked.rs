//! The API's objects with a mark in every place that holds a secret, a person's data, or text of the
//! caller's; and a wire that answers with them by path.

use std::convert::Infallible;
use std::future::{Ready, ready};

use identity_client::Client;
use identity_transport::{Request, Response};
use serde_json::{Value, json};
use tower::util::ServiceFn;

use super::MARK;
use super::wire::{answer, builder};

/// Members whose text is somebody's. Dates of birth are numbers, which no mark fits in.
const PERSONAL: [&str; 22] = [
    "city",
    "client_reference_id",
    "description",
    "email",
    "filename",
    "first_name",
    "id_number",
    "last_name",
    "line1",
    "line2",
    "note",
    "number",
    "phone",
    "postal_code",
    "secret",
    "state",
    "title",
    "unparsed_place_of_birth",
    "unparsed_sex",
    "url",
    "user_id",
    "0",
];

/// Puts the mark in; a link and a secret keep their shape.
fn mark(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(mark),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "client_secret" => text.push_str(MARK),
                    Value::String(text) if text.starts_with("https://") => text.push_str(MARK),
                    Value::String(text) if PERSONAL.contains(&&**name) => *text = MARK.to_owned(),
                    member => mark(member),
                }
            }
        }
        _ => {}
    }
}

fn session() -> Value {
    serde_json::from_str(include_str!("../../data/session.json")).expect("JSON")
}

fn report() -> Value {
    serde_json::from_str(include_str!("../../data/report.json")).expect("JSON")
}

fn object(path: &str) -> Value {
    let of = |part: &str| path.contains(part);
    if of("verification_reports") {
        report()
    } else if of("verification_sessions") {
        session()
    } else if of("file_links") {
        json!({"id": "link_1", "object": "file_link", "created": 1, "expired": false, "expires_at": 31,
            "file": "file_1", "livemode": false, "metadata": {"note": "x"}, "url": "https://files.example/"})
    } else if of("files") {
        json!({"id": "file_1", "object": "file", "created": 1, "expires_at": null, "filename": "x",
            "purpose": "selfie", "size": 3, "title": "x", "type": "jpg", "url": null})
    } else if of("events") {
        json!({"id": "evt_1", "object": "event", "api_version": null, "created": 1,
            "data": {"object": session()}, "livemode": false, "pending_webhooks": 0, "request": null,
            "type": "identity.verification_session.created"})
    } else if of("ephemeral_keys") {
        json!({"id": "ephkey_1", "object": "ephemeral_key", "created": 1, "expires": 2, "livemode": false,
            "secret": "x"})
    } else {
        json!({"id": "we_1", "object": "webhook_endpoint", "api_version": null, "application": null,
            "created": 1, "description": "x", "enabled_events": ["*"], "livemode": false,
            "metadata": {"note": "x"}, "status": "enabled", "url": "https://hooks.example/", "secret": "x"})
    }
}

/// An event as it is delivered.
pub(crate) fn event() -> String {
    let mut event = object("events");
    mark(&mut event);
    event.to_string()
}

/// The object that a path asks for, or a list of it.
fn body(request: &Request) -> String {
    let path = request.uri().path();
    if path.ends_with("/contents") {
        return MARK.to_owned();
    }
    let mut body = object(path);
    mark(&mut body);
    let is_list = request.method() == http::Method::GET
        && [
            "_sessions",
            "_reports",
            "_links",
            "_endpoints",
            "/files",
            "/events",
        ]
        .iter()
        .any(|end| path.ends_with(end));
    if is_list {
        body = json!({"object": "list", "data": [body], "has_more": false, "url": "/v1/x"});
    }
    body.to_string()
}

/// A client that gets marked objects, or (`status`) marked refusals of everything.
pub(crate) fn client(status: u16) -> Client {
    builder()
        .build_over(wire(status))
        .expect("settings that work")
}

fn wire(
    status: u16,
) -> ServiceFn<
    impl Fn(Request) -> Ready<Result<Response, Infallible>> + Clone + Send + Sync + 'static,
> {
    tower::service_fn(move |request: Request| {
        let body = if status == 200 {
            body(&request)
        } else {
            let message = format!("Invalid email address: {MARK}");
            json!({"error": {"type": "invalid_request_error", "message": message}}).to_string()
        };
        let headers = [
            ("x-own", MARK),
            ("stripe-notice", MARK),
            ("set-cookie", MARK),
        ];
        ready(Ok(answer(status, &headers, &body)))
    })
}
