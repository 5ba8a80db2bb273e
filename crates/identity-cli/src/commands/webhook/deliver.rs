//! One POST to an address of the user's own: `--forward-to`, and `event resend --to`.
//!
//! Nothing of the API's client is in it: no key, and none of its headers, goes there.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::failure::Usage;

/// As long as the API itself waits for an endpoint, about.
const PATIENCE: Duration = Duration::from_secs(30);
/// Answers are read to their end, and not kept.
const MOST_ANSWER: usize = 64 * 1024;

/// An address that takes deliveries.
#[derive(Clone, Debug)]
pub(in crate::commands) struct Target {
    host: String,
    port: u16,
    authority: String,
    path: String,
}

impl Target {
    /// Takes `http://host[:port]/path`.
    pub(in crate::commands) fn parse(flag: &'static str, url: &str) -> Result<Self, Usage> {
        let rule =
            "must be an address as http://127.0.0.1:3000/webhooks; for https, take a local proxy";
        let uri: Uri = url.parse().map_err(|_| Usage::new(flag, rule))?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
        let authority = authority.ok_or_else(|| Usage::new(flag, rule))?;
        if authority.as_str().contains('@') {
            return Err(Usage::new(flag, "must not hold a user or password"));
        }
        if authority.host().is_empty() || authority.as_str().ends_with(':') {
            return Err(Usage::new(flag, rule));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Ok(Self {
            host: authority
                .host()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
            port: authority.port_u16().unwrap_or(80),
            authority: authority.as_str().to_owned(),
            path: path.to_owned(),
        })
    }

    /// Sends a delivery; the status of the answer, or a sentence why there was none.
    pub(in crate::commands) async fn send(
        &self,
        body: Bytes,
        signature: &str,
    ) -> Result<StatusCode, String> {
        match tokio::time::timeout(PATIENCE, self.exchange(body, signature)).await {
            Ok(Ok(status)) => Ok(status),
            Ok(Err(reason)) => Err(reason.to_owned()),
            Err(_) => Err("the address did not answer in 30 seconds".to_owned()),
        }
    }

    async fn exchange(&self, body: Bytes, signature: &str) -> Result<StatusCode, &'static str> {
        let stream = TcpStream::connect((self.host.as_str(), self.port))
            .await
            .map_err(|_| "nothing listens at the address")?;
        let broken = "the address broke the connection off";
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|_| broken)?;
        let request = Request::post(&self.path)
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json; charset=utf-8")
            .header("stripe-signature", signature)
            .body(Full::new(body))
            .map_err(|_| "the delivery cannot be sent to that address")?;
        let talk = async {
            let answer = sender.send_request(request).await.map_err(|_| broken)?;
            let status = answer.status();
            // Who closes without reading may break off a handler that still writes.
            _ = Limited::new(answer.into_body(), MOST_ANSWER)
                .collect()
                .await;
            Ok(status)
        };
        tokio::pin!(talk);
        tokio::select! {
            biased;
            done = &mut talk => done,
            // The connection may end with the answer still to be handed over.
            _ = connection => talk.await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_local_http() {
        for (url, good) in [
            ("http://127.0.0.1:3000/webhooks", true),
            ("http://localhost", true),
            ("http://[::1]:3000/a?b=c", true),
            ("http://app:8080", true),
            ("https://example.com", false),
            ("127.0.0.1:3000", false),
            ("http://", false),
            ("http://u:MARK@h", false),
            ("http://h:", false),
            ("MARK", false),
            ("", false),
        ] {
            assert_eq!(Target::parse("--to", url).is_ok(), good, "{url}");
        }
        let target = Target::parse("--to", "http://[::1]:3000/a?b=c").unwrap();
        assert_eq!(
            (target.host.as_str(), target.port, target.path.as_str()),
            ("::1", 3000, "/a?b=c")
        );
    }
}
