//! [`Control`]: the control API of a sandbox on this machine, without the API's client and its key.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode, Uri};
use identity_transport::layers::Wire;
use identity_transport::{Body, Error, ErrorKind};
use identity_types::{Extra, Value};
use tower::ServiceExt;

use super::super::block_on::interruptible;
use crate::Exit;
use crate::args::Global;
use crate::failure::{Failure, Said, Usage};
use crate::io::{Interrupt, Io};
use crate::output::Printer;
use crate::settings::{self, Authorities, Source};

/// Where `sandbox serve` listens unless told.
const DEFAULT: &str = "http://127.0.0.1:12111";
const PATIENCE: Duration = Duration::from_secs(30);
/// A snapshot of many sessions is long.
const MOST: usize = 1 << 30;
const TOKEN: &str = "IDENTITY_SANDBOX_TOKEN";

/// A sandbox that is served on this machine.
#[derive(Debug)]
pub(in crate::commands) struct Control {
    origin: String,
    authorities: Option<Authorities>,
    token: Option<String>,
    patience: Duration,
    interrupt: Interrupt,
}

impl Control {
    /// Finds the sandbox that is meant. A live key means that live calls are meant, and there is nothing to
    /// control there.
    pub(in crate::commands) fn resolve(global: &Global, io: &Io) -> Result<Self, Usage> {
        let env = &io.env;
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
        if !is_here(&url) {
            return Err(Usage::new(
                source.subject(),
                "must be a sandbox on this machine",
            ));
        }
        let authorities = if url.starts_with("http:") {
            None
        } else {
            Authorities::resolve(global, env)?
        };
        let patience = global
            .timeout
            .as_deref()
            .map(settings::duration)
            .transpose();
        Ok(Self {
            origin: url.trim_end_matches('/').to_owned(),
            authorities,
            token: env
                .filled(TOKEN)
                .map(|token| token.to_string_lossy().into_owned()),
            patience: patience
                .map_err(|rule| Usage::new("--timeout", rule))?
                .unwrap_or(PATIENCE),
            interrupt: io.interrupt.clone(),
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
        let (status, answer) = interruptible(&self.interrupt, exchange, &|| None)?;
        refused(status, &answer)?;
        Ok(answer)
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> Result<(StatusCode, Bytes), Failure> {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}/_sandbox{path}", self.origin))
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = &self.token {
            request = request.header("x-sandbox-token", token);
        }
        let request = request
            .body(Body::from(body))
            .map_err(|_| Usage::new(TOKEN, "must be visible ASCII"))?;
        let answer = self.wire()?.oneshot(request).await;
        let answer = answer.map_err(|error| unanswered(&error))?;
        Ok((answer.status(), answer.into_body().into_bytes()))
    }

    fn wire(&self) -> Result<Wire, Error> {
        let mut wire = Wire::builder().max_body(MOST);
        if let Some(authorities) = &self.authorities {
            wire = wire.trust_also(authorities.pem.clone());
        }
        wire.build()
    }
}

/// True for a loopback host. A name that resolves to one is not asked for.
fn is_here(url: &str) -> bool {
    let url: Option<Uri> = url.parse().ok();
    url.as_ref().and_then(Uri::host).is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || bare
                .parse()
                .is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
    })
}

fn unanswered(error: &Error) -> Failure {
    match error.kind() {
        ErrorKind::Connect => {
            no_connection("no sandbox listens there; identity sandbox serve starts one")
        }
        ErrorKind::Tls => Said::new(
            Exit::Network,
            format!("{error}; --ca-file names the certificate of the sandbox"),
        )
        .into(),
        _ => Said::new(Exit::Network, error.to_string()).into(),
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
    let mut said = Said::new(exit, message).code("sandbox");
    if exit == Exit::Auth {
        said = said.hint("IDENTITY_SANDBOX_TOKEN must hold the token of --control-token-file");
    }
    Err(said.into())
}

/// Where results go, and the sandbox that is meant.
pub(super) fn open(global: &Global, io: &Io) -> Result<(Printer, Control), Failure> {
    Ok((
        settings::printer(global, None, io)?,
        Control::resolve(global, io)?,
    ))
}

/// An object, or a list where the answer is one.
pub(super) fn print(printer: &Printer, io: &mut Io, answer: &Extra) -> Result<(), Failure> {
    let Some(Value::Array(data)) = answer.get("data") else {
        return printer.object(&mut io.stdout, answer);
    };
    let objects = data.iter().filter_map(|item| match item {
        Value::Object(object) => Some(object.clone()),
        _ => None,
    });
    let mut list = printer.list()?;
    list.page(&mut io.stdout, &objects.collect::<Vec<_>>())?;
    list.end(&mut io.stdout)?;
    Ok(())
}

/// A body of these members.
pub(super) fn members<'a>(members: impl IntoIterator<Item = (&'a str, Value)>) -> Value {
    let mut body = Extra::new();
    for (name, value) in members {
        body.push(name, value);
    }
    Value::Object(body)
}

pub(super) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// What to look for: numbers by name and flag, and texts.
pub(super) fn query(
    numbers: &[(&str, &'static str, &Option<String>)],
    texts: &[(&str, &Option<String>)],
) -> Result<String, Usage> {
    let mut query = Vec::new();
    for (name, flag, value) in numbers {
        if let Some(text) = value {
            let number: u64 = text
                .parse()
                .map_err(|_| Usage::new(*flag, "must be a whole number"))?;
            query.push(((*name).to_owned(), number.to_string()));
        }
    }
    for (name, value) in texts {
        if let Some(text) = value {
            query.push(((*name).to_owned(), text.clone()));
        }
    }
    Ok(settings::form(&query))
}
