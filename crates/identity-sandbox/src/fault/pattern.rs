//! [`RoutePattern`]: which calls a rule is about.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::checked;

/// A method and a path, each of which may be left open: `POST /v1/identity/verification_sessions`,
/// `GET /v1/identity/verification_sessions/{session}`, `/v1/identity/**`, `POST`, `*`.
///
/// A segment in braces, and `*`, stand for one segment; `**` at the end stands for any number of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "String")]
pub struct RoutePattern {
    method: Option<String>,
    path: Option<String>,
}

impl RoutePattern {
    /// Every call.
    pub const ANY: Self = Self {
        method: None,
        path: None,
    };

    /// The call that creates a session.
    #[must_use]
    pub fn create_session() -> Self {
        Self {
            method: Some("POST".to_owned()),
            path: Some("/v1/identity/verification_sessions".to_owned()),
        }
    }

    /// Whether a call is one of these. `path` is without a query.
    pub(crate) fn matches(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self
                .path
                .as_deref()
                .is_none_or(|pattern| path_matches(pattern, path))
    }

    /// Whether it stands for every call.
    pub(super) fn is_any(&self) -> bool {
        *self == Self::ANY
    }
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    let mut expected = pattern.split('/').peekable();
    while let Some(wanted) = expected.next() {
        if wanted == "**" && expected.peek().is_none() {
            return true;
        }
        let Some(segment) = segments.next() else {
            return false;
        };
        let open = wanted == "*" || wanted.starts_with('{');
        let fits = if open {
            !segment.is_empty()
        } else {
            wanted == segment
        };
        if !fits {
            return false;
        }
    }
    segments.next().is_none()
}

impl FromStr for RoutePattern {
    type Err = InvalidRoutePattern;

    fn from_str(text: &str) -> Result<Self, InvalidRoutePattern> {
        let text = text.trim();
        let (method, path) = match text.split_once(' ') {
            Some((method, path)) => (Some(method), Some(path.trim())),
            None if text.starts_with('/') => (None, Some(text)),
            None => (Some(text), None),
        };
        let method = method.filter(|method| *method != "*");
        let path = path.filter(|path| *path != "*");
        let good_method = method.is_none_or(|method| {
            !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase())
        });
        if !good_method || !path.is_none_or(is_path) {
            return Err(InvalidRoutePattern);
        }
        Ok(Self {
            method: method.map(str::to_owned),
            path: path.map(str::to_owned),
        })
    }
}

fn is_path(path: &str) -> bool {
    let middle = path.strip_suffix("/**").unwrap_or(path);
    path.starts_with('/') && !path.contains([' ', '?', '#']) && !middle.contains("**")
}

impl<'de> Deserialize<'de> for RoutePattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        checked::text(deserializer, "a method and a path")
    }
}

impl From<RoutePattern> for String {
    fn from(pattern: RoutePattern) -> Self {
        pattern.to_string()
    }
}

impl fmt::Display for RoutePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.method, &self.path) {
            (Some(method), Some(path)) => write!(f, "{method} {path}"),
            (Some(one), None) | (None, Some(one)) => f.write_str(one),
            (None, None) => f.write_str("*"),
        }
    }
}

/// What a [`RoutePattern`] cannot be read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRoutePattern;

impl fmt::Display for InvalidRoutePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a route is a method in capitals, a path that begins with a slash, or both with a blank between: \
             POST /v1/identity/verification_sessions; ** stands at the end only",
        )
    }
}

impl std::error::Error for InvalidRoutePattern {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_the_calls_they_are_about() {
        let sessions = "/v1/identity/verification_sessions";
        let one = "/v1/identity/verification_sessions/vs_1";
        for (pattern, method, path, expected) in [
            ("*", "GET", "/", true),
            ("* *", "GET", "/x", true),
            ("POST", "POST", sessions, true),
            ("POST", "GET", sessions, false),
            (
                "POST /v1/identity/verification_sessions",
                "POST",
                sessions,
                true,
            ),
            (
                "POST /v1/identity/verification_sessions",
                "POST",
                one,
                false,
            ),
            (
                "/v1/identity/verification_sessions/{session}",
                "GET",
                one,
                true,
            ),
            (
                "/v1/identity/verification_sessions/*",
                "GET",
                sessions,
                false,
            ),
            ("/v1/identity/**", "GET", one, true),
            ("/v1/identity/**", "GET", "/v1/files", false),
            ("GET /v1/identity/*/vs_1", "GET", one, true),
        ] {
            let read: RoutePattern = pattern.parse().unwrap();
            assert_eq!(
                read.matches(method, path),
                expected,
                "{pattern}: {method} {path}"
            );
            assert_eq!(read.to_string().parse(), Ok(read), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in [
            "",
            "post",
            "POST v1",
            "/v1/** /x",
            "/v1/**/x",
            "/v1?x=1",
            "POST /a b",
        ] {
            assert_eq!(
                text.parse::<RoutePattern>(),
                Err(InvalidRoutePattern),
                "{text}"
            );
        }
    }
}
