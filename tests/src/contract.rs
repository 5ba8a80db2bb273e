//! A server's own OpenAPI document, taken at its word: every response is held to it.
//!
//! It knows as much of OpenAPI as the sandbox's document uses: paths with ids in braces, a status or
//! `default`, media types, required headers, and references within the document.

use std::collections::BTreeSet;

use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

mod route;
mod schemas;

use self::schemas::Schemas;

/// An OpenAPI document, and which of its operations were answered so far.
#[derive(Debug)]
pub struct Contract {
    document: Value,
    schemas: Schemas,
    seen: std::sync::Mutex<BTreeSet<String>>,
}

/// A response, as a test got it.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl Contract {
    /// Reads a document.
    ///
    /// # Panics
    ///
    /// When it is no JSON.
    #[must_use]
    pub fn new(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).expect("an OpenAPI document");
        Self {
            schemas: Schemas::new(&document),
            document,
            seen: std::sync::Mutex::default(),
        }
    }

    /// Holds an answer to the document. A path that is not in it may be refused, and no more.
    ///
    /// # Panics
    ///
    /// When the answer is not what the document says, with the reasons.
    pub fn check(&self, method: &Method, path: &str, answer: &Answer<'_>) {
        let operation = route::find(&self.document, method, path);
        let faults = match &operation {
            Some(operation) => self.faults_at(operation, method, answer),
            None if answer.status.is_success() => {
                vec!["no operation of the document answers here".to_owned()]
            }
            None => self.faults(
                &self.document["components"]["responses"]["Error"],
                "/components/responses/Error",
                method,
                answer,
            ),
        };
        assert!(
            faults.is_empty(),
            "{method} {path}: {} is not as documented:\n  {}\n{}",
            answer.status,
            faults.join("\n  "),
            String::from_utf8_lossy(answer.body)
        );
    }

    /// The operations of the document, `GET /v1/events`, with each of their answers so far.
    ///
    /// # Panics
    ///
    /// When another test panicked in here.
    #[must_use]
    pub fn seen(&self) -> BTreeSet<String> {
        self.seen.lock().expect("not poisoned").clone()
    }

    /// Every operation that the document has.
    #[must_use]
    pub fn operations(&self) -> BTreeSet<String> {
        route::all(&self.document)
    }

    fn faults_at(
        &self,
        operation: &route::Operation<'_>,
        method: &Method,
        answer: &Answer<'_>,
    ) -> Vec<String> {
        let status = answer.status.as_str();
        let responses = &operation.value["responses"];
        let key = if responses[status].is_object() {
            status
        } else {
            "default"
        };
        let name = format!(
            "{} {}",
            operation.name,
            if answer.status.is_success() {
                "ok"
            } else {
                "error"
            }
        );
        self.seen.lock().expect("not poisoned").insert(name);
        let mut response = &responses[key];
        let mut pointer = format!("{}/responses/{key}", operation.pointer);
        if let Some(reference) = response["$ref"].as_str() {
            pointer = reference.trim_start_matches('#').to_owned();
            response = self
                .document
                .pointer(&pointer)
                .expect("references lead somewhere");
        }
        self.faults(response, &pointer, method, answer)
    }

    fn faults(
        &self,
        response: &Value,
        pointer: &str,
        method: &Method,
        answer: &Answer<'_>,
    ) -> Vec<String> {
        let mut faults = self.header_faults(response, answer.headers);
        let content_type = answer.headers.get(http::header::CONTENT_TYPE);
        let content_type = content_type
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let content = &response["content"][content_type];
        if !content.is_object() {
            faults.push(format!("the media type `{content_type}` is not documented"));
        } else if *method == Method::HEAD {
            if !answer.body.is_empty() {
                faults.push("HEAD is answered with a body".to_owned());
            }
        } else if content["schema"].is_object() {
            let pointer = format!(
                "{pointer}/content/{}/schema",
                content_type.replace('/', "~1")
            );
            faults.extend(self.body_faults(&pointer, answer.body));
        }
        faults
    }

    fn body_faults(&self, pointer: &str, body: &[u8]) -> Vec<String> {
        match serde_json::from_slice(body) {
            Ok(value) => self.schemas.faults(pointer, &value),
            Err(cause) => vec![format!("the body is no JSON: {cause}")],
        }
    }

    fn header_faults(&self, response: &Value, headers: &HeaderMap) -> Vec<String> {
        let documented = response["headers"].as_object().into_iter().flatten();
        let mut faults = Vec::new();
        for (name, header) in documented {
            let pointer = header["$ref"]
                .as_str()
                .unwrap_or_default()
                .trim_start_matches('#');
            let header = self.document.pointer(pointer).unwrap_or(header);
            match headers.get(name) {
                None if header["required"] == true => {
                    faults.push(format!("the header {name} is missing"))
                }
                None => {}
                Some(value) => {
                    let value = Value::from(String::from_utf8_lossy(value.as_bytes()));
                    let found = self.schemas.faults(&format!("{pointer}/schema"), &value);
                    faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
                }
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r##"{
        "paths": {"/v1/a/{id}": {"get": {"responses": {
            "200": {
                "headers": {"Request-Id": {"$ref": "#/components/headers/Id"}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}
            },
            "default": {"$ref": "#/components/responses/Error"}
        }}}},
        "components": {
            "headers": {"Id": {"required": true, "schema": {"type": "string", "pattern": "^req_"}}},
            "responses": {"Error": {"content": {"application/json": {"schema": {"type": "object", "required": ["error"]}}}}},
            "schemas": {"A": {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"], "additionalProperties": false}}
        }
    }"##;

    fn faults(
        method: &Method,
        path: &str,
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: &str,
    ) -> Option<String> {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    name.parse().expect("a name"),
                    value.parse().expect("a value"),
                )
            })
            .collect();
        let answer = Answer {
            status: StatusCode::from_u16(status).expect("a status"),
            headers: &headers,
            body: body.as_bytes(),
        };
        let contract = Contract::new(DOCUMENT);
        let check = std::panic::AssertUnwindSafe(|| contract.check(method, path, &answer));
        let panic = std::panic::catch_unwind(check).err()?;
        Some(panic.downcast_ref::<String>().cloned().unwrap_or_default())
    }

    #[test]
    fn an_answer_is_held_to_every_part_of_the_document() {
        let json = ("content-type", "application/json");
        let id = ("request-id", "req_1");
        for (path, status, headers, body, fault) in [
            ("/v1/a/b", 200, &[json, id][..], r#"{"a":null}"#, ""),
            ("/v1/a/b", 404, &[json], r#"{"error":{}}"#, ""),
            ("/v1/b", 404, &[json], r#"{"error":{}}"#, ""),
            ("/v1/b", 200, &[json], r#"{"error":{}}"#, "no operation"),
            (
                "/v1/a/b",
                200,
                &[json],
                r#"{"a":"x"}"#,
                "Request-Id is missing",
            ),
            (
                "/v1/a/b",
                200,
                &[json, ("request-id", "x")],
                r#"{"a":"x"}"#,
                "Request-Id: at",
            ),
            ("/v1/a/b", 200, &[id], r#"{"a":"x"}"#, "media type"),
            ("/v1/a/b", 200, &[json, id], r#"{"a":1}"#, "`/a`"),
            ("/v1/a/b", 200, &[json, id], r#"{"a":"x","b":1}"#, "'b'"),
            ("/v1/a/b", 200, &[json, id], "{", "no JSON"),
            ("/v1/a/b", 500, &[json], r#"{"a":"x"}"#, "\"error\""),
        ] {
            let found = faults(&Method::GET, path, status, headers, body);
            match found {
                None => assert_eq!(fault, "", "{path} {status} {body}"),
                Some(text) => assert!(
                    !fault.is_empty() && text.contains(fault),
                    "{path} {status} {body}: {text}"
                ),
            }
        }
        assert_eq!(faults(&Method::HEAD, "/v1/a/b", 200, &[json, id], ""), None);
        assert!(faults(&Method::HEAD, "/v1/a/b", 200, &[json, id], "{}").is_some());
    }
}
