//! `--dry-run` and `--curl`: the request as it would be sent, printed instead.
//!
//! The call passes the whole stack and ends in a wire that keeps the request and sends nothing, so what is printed is
//! what would have been sent, and what would have been refused is refused.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use http::Method;
use http::header::{AUTHORIZATION, HeaderValue};
use identity_transport::{Body, BoxError, Request};
use identity_types::{Extra, Value};
use tower::Service;

use super::call::Call;
use crate::args::Global;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::output::{self, Sensitive};

/// How the request is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    DryRun,
    Curl,
}

impl Plan {
    pub(super) fn resolve(global: &Global) -> Result<Option<Self>, Usage> {
        match (global.dry_run, global.curl) {
            (false, false) => Ok(None),
            (true, false) => Ok(Some(Self::DryRun)),
            (false, true) => Ok(Some(Self::Curl)),
            (true, true) => Err(Usage::new(
                "--dry-run",
                "must not be given together with --curl",
            )),
        }
    }
}

/// Where a request is kept that is not sent.
pub(super) type Kept = Arc<Mutex<Option<Request>>>;

/// What no wire answers.
type Nothing = std::future::Ready<Result<http::Response<Body>, BoxError>>;

/// A wire that keeps the request and sends nothing.
pub(super) fn wire(
    kept: Kept,
) -> impl Service<Request, Response = http::Response<Body>, Error = BoxError, Future = Nothing>
+ Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(move |request: Request| -> Nothing {
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
        std::future::ready(Err("nothing was sent".into()))
    })
}

/// Prints the request that a command got to, or why it got to none.
pub(super) fn print(
    call: &Call,
    plan: Plan,
    io: &mut Io,
    request: Option<Request>,
    result: Result<(), Failure>,
) -> Result<(), Failure> {
    match (request, result) {
        (Some(request), _) => {
            let request = Printed::of(&request, call.printer.sensitive());
            if request.is_masked {
                call.note(
                    io,
                    "note: personal data is masked; --show-sensitive shows it",
                );
            }
            match plan {
                Plan::DryRun => call.printer.object(&mut io.stdout, &request.object()),
                Plan::Curl => {
                    let authorities = call.settings.authorities();
                    let ca_file = authorities.map(|authorities| authorities.path.as_str());
                    writeln!(io.stdout, "{}", request.curl(ca_file)).map_err(output::output)
                }
            }
        }
        (None, Err(failure)) => Err(failure),
        (None, Ok(())) => Ok(()),
    }
}

/// A request that can be shown.
struct Printed {
    method: Method,
    url: String,
    /// The key is masked in here.
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Vec<(String, String)>,
    is_masked: bool,
}

impl Printed {
    fn of(request: &Request, sensitive: Sensitive) -> Self {
        let uri = request.uri();
        let query = uri.query().unwrap_or_default();
        let body = String::from_utf8_lossy(request.body().as_bytes()).into_owned();
        let headers = request.headers().iter().map(|(name, value)| {
            let value = if name == AUTHORIZATION {
                masked_key(value)
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.as_str().to_owned(), value)
        });
        let mut printed = Self {
            method: request.method().clone(),
            url: uri
                .to_string()
                .split('?')
                .next()
                .unwrap_or_default()
                .to_owned(),
            headers: headers.collect(),
            query: pairs(query),
            body: pairs(&body),
            is_masked: false,
        };
        if sensitive == Sensitive::Masked {
            for (name, value) in printed.query.iter_mut().chain(&mut printed.body) {
                if is_personal(name) && !value.is_empty() {
                    "[masked]".clone_into(value);
                    printed.is_masked = true;
                }
            }
        }
        printed
    }

    fn object(&self) -> Extra {
        let texts = |pairs: &[(String, String)]| {
            let pairs = pairs.iter().cloned();
            Value::Object(
                pairs
                    .map(|(name, value)| (name, Value::String(value)))
                    .collect(),
            )
        };
        let mut object = Extra::new();
        object.push("dry_run", Value::Bool(true));
        object.push("method", Value::String(self.method.to_string()));
        object.push("url", Value::String(self.url.clone()));
        object.push("headers", texts(&self.headers));
        let params = [self.query.clone(), self.body.clone()].concat();
        object.push("params", texts(&params));
        object
    }

    /// The same with curl. The key is the shell's to fill in, so it stands in no history.
    fn curl(&self, ca_file: Option<&str>) -> String {
        let mut line = String::from("curl -g");
        if let Some(path) = ca_file {
            line += &format!(" --cacert {}", output::quoted(path));
        }
        if self.method != Method::GET && (self.method != Method::POST || self.body.is_empty()) {
            line += &format!(" -X {}", self.method);
        }
        let query = crate::settings::form(&self.query);
        let url = if query.is_empty() {
            self.url.clone()
        } else {
            format!("{}?{query}", self.url)
        };
        line += &format!(" {}", output::quoted(&url));
        line += " \\\n  -H \"Authorization: Bearer $STRIPE_API_KEY\"";
        let kept = |name: &str| {
            [
                "stripe-version",
                "stripe-account",
                "stripe-context",
                "idempotency-key",
            ]
            .contains(&name)
        };
        for (name, value) in self.headers.iter().filter(|(name, _)| kept(name)) {
            line += &format!(" \\\n  -H {}", output::quoted(&format!("{name}: {value}")));
        }
        for pair in &self.body {
            let pair = crate::settings::form(std::slice::from_ref(pair));
            line += &format!(" \\\n  -d {}", output::quoted(&pair));
        }
        line
    }
}

fn is_personal(name: &str) -> bool {
    name.starts_with("provided_details") || name.contains("secret")
}

/// `Bearer sk_test_…1234`: enough to tell which key it is.
fn masked_key(value: &HeaderValue) -> String {
    let Some(key) = value
        .to_str()
        .ok()
        .and_then(|text| text.strip_prefix("Bearer "))
    else {
        return "[masked]".to_owned();
    };
    let prefix: String = key
        .splitn(3, '_')
        .take(2)
        .map(|part| format!("{part}_"))
        .collect();
    let tail = key.len().saturating_sub(4).max(prefix.len());
    format!("Bearer {prefix}…{}", key.get(tail..).unwrap_or_default())
}

/// The pairs of a form, unescaped.
fn pairs(form: &str) -> Vec<(String, String)> {
    form.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (plain(name), plain(value))
        })
        .collect()
}

fn plain(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = (*first == b'%')
            .then(|| {
                tail.get(..2)
                    .and_then(|digits| std::str::from_utf8(digits).ok())
            })
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        (rest, bytes) = match escaped {
            Some(byte) => (&tail[2..], [bytes, vec![byte]].concat()),
            None => (
                tail,
                [bytes, vec![if *first == b'+' { b' ' } else { *first }]].concat(),
            ),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_shows_its_kind_and_its_end() {
        for (key, masked) in [
            ("Bearer sk_test_abcdefgh1234", "Bearer sk_test_…1234"),
            ("Bearer rk_live_12", "Bearer rk_live_…12"),
            ("Basic MARK", "[masked]"),
        ] {
            assert_eq!(masked_key(&HeaderValue::from_static(key)), masked);
        }
    }

    #[test]
    fn forms_are_read_back() {
        let read = pairs("a%5Bb%5D=1%3D2&c=%C3%A9+x&d&e=%zz");
        let read: Vec<(&str, &str)> = read.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            read,
            [("a[b]", "1=2"), ("c", "é x"), ("d", ""), ("e", "%zz")]
        );
    }
}
