//! [`Control`]: the control API of a sandbox on this machine, without the API's client and its key.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use identity_types::{Extra, Value};
use tokio::net::TcpStream;

use super::super::block_on::interruptible;
use crate::Exit;
use crate::args::Global;
use crate::failure::{Failure, Said, Usage};
use crate::io::Env;
use crate::settings::{self, Source};

/// Where `sandbox serve` listens unless told.
const DEFAULT: &str = "http://127.0.0.1:12111";
const PATIENCE: Duration = Duration::from_secs(30);
/// A snapshot of many sessions is long.
const MOST: usize = 1 << 30;

/// A sandbox that is served on this machine.
#[derive(Debug)]
pub(in crate::commands) struct Control {
    authority: String,
    token: Option<String>,
    patience: Duration,
}

impl Control {
    /// Finds the sandbox that is meant. A live key means that live calls are meant, and there is nothing to
    /// control there.
    pub(in crate::commands) fn resolve(global: &Global, env: &Env) -> Result<Self, Usage> {
        let is_live = env.get("STRIPE_API_KEY").is_some_and(|key| {
            let key = key.to_string_lossy();
            ["sk_live_", "rk_live_"]
                .iter()
                .any(|prefix| key.trim_start().starts_with(prefix))
        });
        if is_live {
            return Err(Usage::new(
                "STRIPE_API_KEY",
                "must not be a live key: this is for sandboxes",
            ));
        }
        let (url, source) = match &global.base_url {
            Some(url) => (url.clone(), Source::Flag("--base-url")),
            None => match env.filled("STRIPE_API_BASE") {
                Some(url) => (
                    url.to_string_lossy().into_owned(),
                    Source::Env("STRIPE_API_BASE"),
                ),
                None => (DEFAULT.to_owned(), Source::Flag("--base-url")),
            },
        };
        settings::base_url(&url, &source)?;
        // Plain http is taken for loopback hosts only.
        let authority = url.strip_prefix("http://").ok_or_else(|| {
            Usage::new(
                source.subject(),
                "must be a sandbox on this machine, over http",
            )
        })?;
        let patience = global
            .timeout
            .as_deref()
            .map(settings::duration)
            .transpose();
        Ok(Self {
            authority: authority.trim_end_matches('/').to_owned(),
            token: env
                .filled("IDENTITY_SANDBOX_TOKEN")
                .map(|token| token.to_string_lossy().into_owned()),
            patience: patience
                .map_err(|rule| Usage::new("--timeout", rule))?
                .unwrap_or(PATIENCE),
        })
    }

    /// One call, to its end.
    pub(in crate::commands) fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Extra, Failure> {
        let body = body.map(serde_json::to_vec).transpose();
        let body = body.map_err(|error| Failure::Output(error.into()))?;
        self.send(method, path, body.unwrap_or_default())
    }

    /// As [`call`](Self::call), with a body as it is.
    pub(in crate::commands) fn send(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Extra, Failure> {
        let answer = self.bytes(method, path, body)?;
        Ok(serde_json::from_slice(&answer).unwrap_or_default())
    }

    /// As [`send`](Self::send), with the answer as it is.
    pub(in crate::commands) fn bytes(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Bytes, Failure> {
        let exchange = Box::pin(async {
            tokio::time::timeout(self.patience, self.exchange(method, path, body))
                .await
                .unwrap_or_else(|_| Err(no_connection("the sandbox did not answer in time")))
        });
        let (status, answer) = interruptible(exchange, || None)?;
        refused(status, &answer)?;
        Ok(answer)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<(StatusCode, Bytes), Failure> {
        let address = if self
            .authority
            .rsplit(']')
            .next()
            .unwrap_or_default()
            .contains(':')
        {
            self.authority.clone()
        } else {
            format!("{}:80", self.authority)
        };
        let stream = TcpStream::connect(&address).await.map_err(|_| {
            no_connection("no sandbox listens there; identity sandbox serve starts one")
        })?;
        let broken = || no_connection("the sandbox broke the connection off");
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|_| broken())?;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/_sandbox{path}"))
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header("x-sandbox-token", token);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Usage::new("IDENTITY_SANDBOX_TOKEN", "must be visible ASCII"))?;
        let talk = async {
            let answer = sender.send_request(request).await.map_err(|_| broken())?;
            let status = answer.status();
            let body = Limited::new(answer.into_body(), MOST).collect().await;
            Ok((status, body.map_err(|_| broken())?.to_bytes()))
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

fn no_connection(message: &'static str) -> Failure {
    Said::new(Exit::Network, message).into()
}

/// What the sandbox says against the call.
fn refused(status: StatusCode, answer: &[u8]) -> Result<(), Failure> {
    if status.is_success() {
        return Ok(());
    }
    let object: Extra = serde_json::from_slice(answer).unwrap_or_default();
    let message = match object.get("error") {
        Some(Value::Object(error)) => error.get("message").and_then(Value::as_str),
        _ => None,
    };
    let message = message.map_or_else(
        || format!("the sandbox answered with status {}", status.as_u16()),
        crate::failure::one_line,
    );
    let exit = match status.as_u16() {
        404 => Exit::NotFound,
        401 | 403 => Exit::Auth,
        _ => Exit::Api,
    };
    Err(Said::new(exit, message).code("sandbox").into())
}
