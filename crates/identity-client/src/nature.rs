//! What an answer is that should have been JSON: in the words of its head, none of which a person typed.

use http::HeaderValue;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use identity_transport::Response;

/// Longer than any type of content that is one.
const LONGEST_TYPE: usize = 64;

/// Why the body is no JSON, as far as its head tells.
pub(crate) fn not_json(answer: &Response) -> Option<String> {
    if let Some(encoding) = answer.headers().get(CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Some(encoded(encoding));
    }
    if answer.body().is_empty() {
        return Some("is empty".to_owned());
    }
    content_type(answer).map(|kind| format!("is not JSON but {kind}"))
}

fn encoded(encoding: &HeaderValue) -> String {
    let known = ["gzip", "deflate", "br", "zstd", "compress", "x-gzip"];
    let known = known
        .into_iter()
        .find(|name| encoding.as_bytes().eq_ignore_ascii_case(name.as_bytes()));
    match known {
        Some(name) => format!("is packed with {name}, which was not asked for"),
        None => "is encoded in a way that was not asked for".to_owned(),
    }
}

/// The type of what came instead of JSON, without its parameters.
pub(crate) fn content_type(answer: &Response) -> Option<&str> {
    let text = answer.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = text.split(';').next().unwrap_or_default().trim();
    let is_type = kind.len() <= LONGEST_TYPE
        && kind.contains('/')
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"/+-.".contains(&byte));
    let is_json = kind.eq_ignore_ascii_case("application/json");
    (is_type && !is_json).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use identity_transport::Body;

    #[test]
    fn the_head_says_what_it_is_and_the_body_nothing() {
        for (name, value, body, expected) in [
            (
                "content-encoding",
                "GZIP",
                "x",
                Some("is packed with gzip, which was not asked for"),
            ),
            (
                "content-encoding",
                "MARK",
                "x",
                Some("is encoded in a way that was not asked for"),
            ),
            ("content-encoding", "identity", "x", None),
            (
                "content-type",
                "text/html; charset=MARK",
                "x",
                Some("is not JSON but text/html"),
            ),
            ("content-type", "application/json", "x", None),
            ("content-type", "MARK", "x", None),
            ("content-type", "text/html", "", Some("is empty")),
        ] {
            let answer = http::Response::builder().header(name, value);
            let answer = answer.body(Body::from(body)).unwrap();
            assert_eq!(not_json(&answer).as_deref(), expected, "{name}: {value}");
        }
    }
}
