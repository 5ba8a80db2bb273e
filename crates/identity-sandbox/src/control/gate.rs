//! [`Gate`]: who may use the control API.

use http::request::Parts;
use http::{HeaderValue, StatusCode, header};

use super::Refusal;

/// Who may use the control API. Pages of other sites in a browser never may.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum ControlAccess {
    /// Whoever reaches the sandbox.
    #[default]
    Open,
    /// Who sends this token, as `Authorization: Bearer TOKEN` or as `X-Sandbox-Token: TOKEN`.
    Token(String),
    /// Nobody.
    Off,
}

impl std::fmt::Debug for ControlAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Open => "Open",
            Self::Token(_) => "Token(***)",
            Self::Off => "Off",
        })
    }
}

/// The same, asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gate(ControlAccess);

impl Gate {
    pub(crate) fn new(access: ControlAccess) -> Self {
        Self(access)
    }

    pub(super) fn admit(&self, parts: &Parts) -> Result<(), Refusal> {
        if !same_site(parts) {
            return Err(Refusal::new(
                StatusCode::FORBIDDEN,
                "The control API takes no requests from pages of other sites.",
            ));
        }
        match &self.0 {
            ControlAccess::Open => Ok(()),
            ControlAccess::Token(token) if sent(parts).is_some_and(|sent| same(sent, token)) => {
                Ok(())
            }
            ControlAccess::Token(_) => Err(Refusal::new(
                StatusCode::UNAUTHORIZED,
                "The control API wants its token: Authorization: Bearer TOKEN, or X-Sandbox-Token: TOKEN.",
            )),
            ControlAccess::Off => Err(Refusal::new(
                StatusCode::NOT_FOUND,
                "The control API of this sandbox is switched off.",
            )),
        }
    }
}

/// Browsers say where a request comes from; what says nothing is no page of another site.
fn same_site(parts: &Parts) -> bool {
    let site = text(parts, "sec-fetch-site");
    let by_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(parts, header::HOST.as_str())
        .or_else(|| parts.uri.authority().map(|host| host.as_str()));
    let by_origin = match parts.headers.get(header::ORIGIN).map(HeaderValue::to_str) {
        None => true,
        Some(Ok(origin)) => {
            let origin = origin.split_once("://").map(|(_, host)| host);
            origin.is_some() && origin == host
        }
        Some(Err(_)) => false,
    };
    by_site && by_origin
}

fn sent(parts: &Parts) -> Option<&str> {
    if let Some(token) = text(parts, "x-sandbox-token") {
        return Some(token);
    }
    let (scheme, token) = text(parts, header::AUTHORIZATION.as_str())?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn text<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}

/// Takes as long for a token that is nearly right as for any other of its length.
fn same(sent: &str, token: &str) -> bool {
    let differences = sent.bytes().zip(token.bytes());
    sent.len() == token.len()
        && differences.fold(0, |found, (sent, token)| found | (sent ^ token)) == 0
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn admitted(access: ControlAccess, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::post("/_sandbox/reset").header("host", "localhost:1");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let refused = Gate::new(access).admit(&parts).err();
        refused.map(|refusal| refusal.status.as_u16())
    }

    #[test]
    fn a_token_opens_and_nothing_else_does() {
        let token = || ControlAccess::Token("t0ken".to_owned());
        for (headers, expected) in [
            (&[][..], Some(401)),
            (&[("x-sandbox-token", "t0ken")], None),
            (&[("authorization", "bearer t0ken")], None),
            (&[("authorization", "Bearer sk_test_1")], Some(401)),
            (&[("x-sandbox-token", "t0kem")], Some(401)),
            (&[("x-sandbox-token", "")], Some(401)),
        ] {
            assert_eq!(admitted(token(), headers), expected, "{headers:?}");
        }
        assert_eq!(admitted(ControlAccess::Off, &[]), Some(404));
        assert!(!format!("{:?}", token()).contains("t0ken"));
    }

    #[test]
    fn pages_of_other_sites_are_kept_out() {
        for (headers, expected) in [
            (&[("origin", "http://evil.test")][..], Some(403)),
            (&[("origin", "null")], Some(403)),
            (&[("origin", "http://localhost:2")], Some(403)),
            (&[("origin", "http://localhost:1")], None),
            (&[("sec-fetch-site", "cross-site")], Some(403)),
            (&[("sec-fetch-site", "same-site")], Some(403)),
            (
                &[
                    ("sec-fetch-site", "same-origin"),
                    ("origin", "http://localhost:1"),
                ],
                None,
            ),
            (&[("sec-fetch-site", "none")], None),
        ] {
            assert_eq!(
                admitted(ControlAccess::Open, headers),
                expected,
                "{headers:?}"
            );
        }
    }
}
