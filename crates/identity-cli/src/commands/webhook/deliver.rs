//! One POST to an address of the user's own: `--forward-to`, and `event resend --to`.
//!
//! It goes over the API client's wire and nothing above it: no key, and none of its headers, goes there.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{StatusCode, Uri};
use identity_transport::layers::Wire;
use identity_transport::{Body, Error, ErrorKind, Request};
use tower::ServiceExt;

use super::super::note;
use crate::args::Global;
use crate::args::webhook::TrustArgs;
use crate::failure::{Failure, Usage};
use crate::io::{Env, Io};
use crate::settings::Authorities;

/// As long as the API itself waits for an endpoint, about.
const PATIENCE: Duration = Duration::from_secs(30);

/// An address that takes deliveries.
#[derive(Clone, Debug)]
pub(in crate::commands) struct Target {
    url: Uri,
    wire: Wire,
    is_insecure: bool,
}

impl Target {
    /// The address that `flag` names, and whom to trust there.
    pub(in crate::commands) fn resolve(
        flag: &'static str,
        url: &str,
        trust: &TrustArgs,
        global: &Global,
        env: &Env,
    ) -> Result<Self, Failure> {
        let url = address(flag, url)?;
        let mut wire = Wire::builder();
        if url.scheme_str() == Some("https") {
            if let Some(authorities) = Authorities::resolve(global, env)? {
                wire = wire.trust_also(authorities.pem);
            }
            if trust.insecure {
                wire = wire.trust_any_on_loopback();
            }
        } else if trust.insecure {
            let rule = format!("has no use here: {flag} is no https address");
            return Err(Usage::new("--insecure", rule).into());
        }
        Ok(Self {
            url,
            wire: wire.build()?,
            is_insecure: trust.insecure,
        })
    }

    /// Says what is not checked there.
    pub(in crate::commands) fn warn(&self, io: &mut Io) {
        if self.is_insecure {
            note(
                io,
                "warning: --insecure: certificates of servers on this machine are not checked",
            );
        }
    }

    /// Sends a delivery; the status of the answer, or a sentence why there was none.
    pub(in crate::commands) async fn send(
        &self,
        body: Bytes,
        signature: &str,
    ) -> Result<StatusCode, String> {
        let request = http::Request::post(self.url.clone())
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header("stripe-signature", signature)
            .body(Body::from(body))
            .map_err(|_| "the delivery cannot be sent to that address".to_owned())?;
        match tokio::time::timeout(PATIENCE, self.exchange(request)).await {
            Ok(done) => done,
            Err(_) => Err("the address did not answer in 30 seconds".to_owned()),
        }
    }

    async fn exchange(&self, request: Request) -> Result<StatusCode, String> {
        match self.wire.clone().oneshot(request).await {
            Ok(answer) => Ok(answer.status()),
            // What it said is not kept, so an answer too long to be read is one all the same.
            Err(error) => error.status().ok_or_else(|| reason(&error)),
        }
    }
}

fn reason(error: &Error) -> String {
    if error.kind() == ErrorKind::Tls {
        return format!("{error}; --ca-file names whom to trust, --insecure trusts this machine");
    }
    error.to_string()
}

/// Takes `http[s]://host[:port]/path`.
fn address(flag: &'static str, url: &str) -> Result<Uri, Usage> {
    let rule =
        "must be an address as http://127.0.0.1:3000/webhooks or https://localhost:3000/webhooks";
    let url: Uri = url.parse().map_err(|_| Usage::new(flag, rule))?;
    let is_web = matches!(url.scheme_str(), Some("http" | "https"));
    let authority = url.authority().filter(|_| is_web);
    let authority = authority.ok_or_else(|| Usage::new(flag, rule))?;
    if authority.as_str().contains('@') {
        return Err(Usage::new(flag, "must not hold a user or password"));
    }
    let has_port = authority.as_str() != authority.host();
    if authority.host().is_empty() || has_port && authority.port_u16().is_none_or(|port| port == 0)
    {
        return Err(Usage::new(flag, rule));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_the_web() {
        for (url, good) in [
            ("http://127.0.0.1:3000/webhooks", true),
            ("http://localhost", true),
            ("http://[::1]:3000/a?b=c", true),
            ("http://app:8080", true),
            ("https://localhost:3000/webhooks", true),
            ("HTTPS://example.com", true),
            ("ftp://example.com", false),
            ("127.0.0.1:3000", false),
            ("http://", false),
            ("http://u:MARK@h", false),
            ("http://h:", false),
            ("http://h:0", false),
            ("http://h:99999", false),
            ("MARK", false),
            ("", false),
        ] {
            assert_eq!(address("--to", url).is_ok(), good, "{url}");
        }
    }
}
