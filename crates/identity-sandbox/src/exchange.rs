//! One request to one response: the order of checks, and where the lock is taken.
//!
//! The order is the API's: key, version, route, idempotency, parameters, then the endpoint. Whatever a
//! step needs is passed in; nothing here waits, does I/O, or looks at the machine's clock.

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response, StatusCode, header};
use identity_types::Timestamp;

use crate::auth::{self, Account};
use crate::body::Body;
use crate::error::Failure;
use crate::idempotency::{self, Begin, Stored};
use crate::params::{Sent, fingerprint};
use crate::response::{self, About};
use crate::route::{self, Endpoint, Ids, Scope};
use crate::sandbox::Shared;
use crate::version;

/// The body of a request.
#[derive(Debug)]
pub(crate) enum Payload {
    Whole(Bytes),
    /// More than the cap, and therefore not read to its end.
    TooLarge {
        most: usize,
    },
}

/// An answered request.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) response: Response<Body>,
    /// Whether the endpoint ran: not after a refusal, and not for a replay.
    pub(crate) carried_out: bool,
}

/// Answers a request.
pub(crate) fn answer(shared: &Shared, parts: &Parts, payload: &Payload) -> Exchange {
    answer_by(shared, parts, |account, now| {
        call(shared, account, now, parts, payload)
    })
}

/// Refuses a request, whatever it asks for.
pub(crate) fn refuse(shared: &Shared, parts: &Parts, failure: Failure) -> Response<Body> {
    answer_by(shared, parts, |_, _| Err(failure)).response
}

fn answer_by(
    shared: &Shared,
    parts: &Parts,
    run: impl FnOnce(Account, Timestamp) -> Result<Answer, Failure>,
) -> Exchange {
    let now = shared.clock.now();
    let account = auth::account(&parts.headers);
    let request_id = shared
        .state()
        .next_request_id(account.as_ref().ok().copied());
    let log = account.is_ok().then_some((request_id.as_str(), now));
    let (version, outcome) = match &account {
        Ok(account) => match version::requested(&parts.headers) {
            Ok(version) => (version, run(*account, now)),
            Err(failure) => (version::DEFAULT, Err(failure)),
        },
        Err(failure) => (version::DEFAULT, Err(failure.clone())),
    };
    let carried_out = matches!(outcome, Ok(Answer::Done(_)));
    let (stored, replayed) = match outcome {
        Ok(Answer::Done(stored)) => (stored, false),
        Ok(Answer::Replay(stored)) => (stored, true),
        Err(failure) => {
            let status = failure.status;
            let body = response::json(&failure.into_body(log));
            (Stored { status, body }, false)
        }
    };
    let about = About {
        method: &parts.method,
        headers: &parts.headers,
        request_id: &request_id,
        version,
        replayed,
    };
    Exchange {
        response: response::build(&about, stored),
        carried_out,
    }
}

/// How a call ended that was not refused.
enum Answer {
    Done(Stored),
    Replay(Stored),
}

/// What the caller asks for, once it is known who calls.
fn call(
    shared: &Shared,
    account: Account,
    now: Timestamp,
    parts: &Parts,
    payload: &Payload,
) -> Result<Answer, Failure> {
    let path = route::collapse(parts.uri.path());
    let (endpoint, ids) = route::find(&parts.method, &path)?;
    let form = form(parts, payload)?;
    let sent = Sent::parse(&form)?;
    let call = Call {
        shared,
        account,
        now,
        endpoint,
        ids: &ids,
        sent: &sent,
    };
    let Some(key) = idempotency_key(parts)? else {
        return call.run(None);
    };
    let print = fingerprint(&parts.method, &path, &sent);
    // A statement of its own: the lock is free again before the call is carried out.
    let begin = shared
        .state()
        .account(account)
        .keys
        .begin(&key, print, now)?;
    match begin {
        Begin::Replay(stored) => Ok(Answer::Replay(stored)),
        Begin::Run => call.run(Some(&Claim {
            shared,
            account,
            key: &key,
            print,
        })),
    }
}

/// A call that is ready to be carried out.
struct Call<'a> {
    shared: &'a Shared,
    account: Account,
    now: Timestamp,
    endpoint: &'static Endpoint,
    ids: &'a Ids<'a>,
    sent: &'a Sent<'a>,
}

impl Call<'_> {
    fn run(&self, claim: Option<&Claim<'_>>) -> Result<Answer, Failure> {
        self.sent.check(self.endpoint.parameters)?;
        let mut state = self.shared.state();
        let base_url = state.base_url.clone();
        let mut scope = Scope {
            account: state.account(self.account),
            switches: &self.shared.switches,
            base_url: &base_url,
            now: self.now,
        };
        let stored = (self.endpoint.run)(&mut scope, self.sent, self.ids)?.0;
        // INVARIANT: the result is stored under the lock that carried it out, so that there is no moment
        // at which a session is there and its key is free.
        if let Some(claim) = claim {
            let keys = &mut scope.account.keys;
            keys.finish(claim.key, claim.print, stored.clone(), self.now);
        }
        Ok(Answer::Done(stored))
    }
}

/// A key that is marked as running, and is released if its call is refused, however it ends.
struct Claim<'a> {
    shared: &'a Shared,
    account: Account,
    key: &'a str,
    print: u128,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        // A key whose result was stored is not running any more, and stays.
        self.shared
            .state()
            .account(self.account)
            .keys
            .release(self.key);
    }
}

/// The key of a POST; on other methods it has no effect.
fn idempotency_key(parts: &Parts) -> Result<Option<String>, Failure> {
    let value = match parts.headers.get("idempotency-key") {
        Some(value) if parts.method == Method::POST && !value.is_empty() => value,
        _ => return Ok(None),
    };
    let key = String::from_utf8_lossy(value.as_bytes()).into_owned();
    idempotency::check_length(&key)?;
    Ok(Some(key))
}

/// The parameters as one form: the query, and on POST the body after it, so that the body wins where
/// both name a parameter.
fn form(parts: &Parts, payload: &Payload) -> Result<String, Failure> {
    let query = parts.uri.query().unwrap_or_default();
    if parts.method != Method::POST {
        return Ok(query.to_owned());
    }
    let body = match payload {
        Payload::Whole(bytes) => bytes,
        Payload::TooLarge { most } => {
            return Err(Failure::invalid(format!(
                "The request body is too large: at most {most} bytes are taken."
            ))
            .status(StatusCode::PAYLOAD_TOO_LARGE));
        }
    };
    if !body.is_empty() && !is_form(parts) {
        return Err(Failure::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
        ));
    }
    let body = std::str::from_utf8(body)
        .map_err(|_| Failure::invalid("Invalid request parameters: the body is not UTF-8."))?;
    if query.is_empty() {
        return Ok(body.to_owned());
    }
    Ok(format!("{query}&{body}"))
}

/// A body without a content type is taken for a form.
fn is_form(parts: &Parts) -> bool {
    parts.headers.get(header::CONTENT_TYPE).is_none_or(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let essence = text.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    })
}
