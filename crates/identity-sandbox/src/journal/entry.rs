//! [`JournalEntry`]: a request and how it ended.

use http::request::Parts;
use http::{Method, Response};
use identity_types::{Personal, Timestamp};
use serde::Serialize;

use crate::body::Body;
use crate::exchange::Payload;
use crate::route;

/// What stands for a path or a parameter that the API does not have.
const UNKNOWN: &str = "(unknown)";
/// The most bytes of a body that an unmasked entry keeps.
const MOST: usize = 64 * 1024;

/// A request and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JournalEntry {
    /// Its number, from 1 on.
    pub number: u64,
    /// When it was answered, on the sandbox's clock.
    pub time: Timestamp,
    /// The method.
    pub method: String,
    /// The path, or `(unknown)`.
    pub path: String,
    /// The parameters that were sent, by the names that the API knows; all others are `(unknown)`.
    pub parameters: Vec<String>,
    /// Whether an idempotency key came with it.
    pub idempotency_key: bool,
    /// The account, if the key was good.
    pub account: Option<String>,
    /// The request id of the answer.
    pub request_id: Option<String>,
    /// The status; `None` if the connection was closed without an answer.
    pub status: Option<u16>,
    /// The code of the error, if it has one.
    pub code: Option<String>,
    /// Whether a stored result was given again.
    pub replayed: bool,
    /// The request and the answer as they were, if the sandbox was started to keep them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<RawExchange>>,
}

/// A request and its answer as they were. The key of the caller is not in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RawExchange {
    /// Path and query.
    pub target: Personal<String>,
    /// The idempotency key.
    pub idempotency_key: Option<Personal<String>>,
    /// The first 64 KiB of the body that was sent.
    pub body: Personal<String>,
    /// The first 64 KiB of the body that was answered.
    pub answer: Personal<String>,
}

/// A request as the journal sees it, before it is answered.
#[derive(Debug)]
pub(crate) struct Seen {
    entry: JournalEntry,
}

/// Looks at a request. `raw` keeps it as it is.
pub(crate) fn seen(parts: &Parts, payload: &Payload, account: Option<String>, raw: bool) -> Seen {
    let path = route::collapse(parts.uri.path());
    let found = route::find(&parts.method, &path).ok();
    let sent = match payload {
        Payload::Whole(bytes) if parts.method == Method::POST => bytes.as_ref(),
        _ => &[],
    };
    let names = names(parts.uri.query().unwrap_or_default().as_bytes(), sent);
    let known: &[_] = found
        .as_ref()
        .map_or(&[], |(endpoint, _)| endpoint.parameters);
    let parameters = masked(&names, |name| {
        known.iter().any(|known| known.name() == name)
    });
    let key = parts.headers.get("idempotency-key");
    let entry = JournalEntry {
        number: 0,
        time: Timestamp::from_secs(0),
        method: method(&parts.method),
        path: match &found {
            Some((endpoint, _)) => shown(endpoint.path(), &path),
            None => UNKNOWN.to_owned(),
        },
        parameters,
        idempotency_key: key.is_some(),
        account,
        request_id: None,
        status: None,
        code: None,
        replayed: false,
        raw: raw.then(|| {
            Box::new(RawExchange {
                target: Personal::new(
                    parts
                        .uri
                        .path_and_query()
                        .map(ToString::to_string)
                        .unwrap_or_default(),
                ),
                idempotency_key: key.map(|key| Personal::new(text(key.as_bytes()))),
                body: Personal::new(text(sent)),
                answer: Personal::new(String::new()),
            })
        }),
    };
    Seen { entry }
}

impl Seen {
    /// The entry, once there is an answer, or none will come.
    pub(crate) fn answered(
        self,
        response: Option<&Response<Body>>,
        time: Timestamp,
    ) -> JournalEntry {
        let mut entry = JournalEntry { time, ..self.entry };
        let Some(response) = response else {
            return entry;
        };
        entry.status = Some(response.status().as_u16());
        let header = |name| response.headers().get(name)?.to_str().ok();
        entry.request_id = header("request-id").map(str::to_owned);
        entry.replayed = header("idempotent-replayed").is_some();
        if !response.status().is_success() {
            entry.code = code(response.body().bytes());
        }
        if let Some(raw) = &mut entry.raw {
            raw.answer = Personal::new(text(response.body().bytes()));
        }
        entry
    }
}

/// The code is the API's own word, never the caller's.
fn code(body: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    body["error"]["code"].as_str().map(str::to_owned)
}

/// A method is a word of HTTP's, or it is not shown.
fn method(method: &Method) -> String {
    let known = [
        Method::GET,
        Method::POST,
        Method::DELETE,
        Method::HEAD,
        Method::PUT,
        Method::PATCH,
        Method::OPTIONS,
    ];
    if known.contains(method) {
        method.to_string()
    } else {
        UNKNOWN.to_owned()
    }
}

/// The path of an endpoint, with the ids that could be the sandbox's own.
fn shown(pattern: &str, path: &str) -> String {
    let pairs = pattern.split('/').zip(path.split('/'));
    let segments = pairs.map(|(own, sent)| {
        if own.starts_with('{') && is_id(sent) {
            sent
        } else {
            own
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether it has the shape of an id that the sandbox gives out.
fn is_id(segment: &str) -> bool {
    let Some((prefix, rest)) = segment.split_once('_') else {
        return false;
    };
    const PREFIXES: &[&str] = &["vs", "vr", "evt", "file", "link", "we", "ephkey"];
    PREFIXES.contains(&prefix)
        && rest.len() == 24
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The names of a query and a form, up to the first bracket.
fn names(query: &[u8], body: &[u8]) -> Vec<String> {
    let pairs = query
        .split(|byte| *byte == b'&')
        .chain(body.split(|byte| *byte == b'&'));
    let names = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let end = pair
            .iter()
            .position(|byte| matches!(byte, b'=' | b'[' | b'%'));
        String::from_utf8_lossy(&pair[..end.unwrap_or(pair.len())]).into_owned()
    });
    names.collect()
}

fn masked(names: &[String], is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    for name in names {
        let name = if is_known(name) { name } else { UNKNOWN };
        if !shown.iter().any(|known| known == name) {
            shown.push(name.to_owned());
        }
    }
    shown
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(MOST)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_the_sandboxs_shape_are_shown() {
        let pattern = "/v1/identity/verification_sessions/{session}/cancel";
        for (id, expected) in [
            ("vs_14FOC6VamsiCha5YkPgvHDo8", "vs_14FOC6VamsiCha5YkPgvHDo8"),
            ("vs_jane", "{session}"),
            ("jane", "{session}"),
            ("sk_test_4FOC6VamsiCha5YkPgvHDo", "{session}"),
        ] {
            let path = format!("/v1/identity/verification_sessions/{id}/cancel");
            let shown = shown(pattern, &path);
            assert_eq!(shown, pattern.replace("{session}", expected), "{id}");
        }
    }
}
