//! One request to one response: the order of checks, and where the lock is taken.
//!
//! The order is the API's: key, version, route, permission, idempotency, parameters, then the endpoint.
//! Whatever a step needs is passed in; nothing here waits, does I/O, or looks at the machine's clock.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response, StatusCode, header};
use identity_types::{Personal, Timestamp};

use crate::auth::{self, Caller};
use crate::body::Body;
use crate::error::Failure;
use crate::event::Cause;
use crate::files::multipart::{self, Upload};
use crate::idempotency::{self, Begin, KeyRecord};
use crate::ids::Kind;
use crate::params::{Sent, fingerprint};
use crate::permissions;
use crate::reply::{Reply, Written};
use crate::response::{self, About};
use crate::route::{self, Endpoint, Ids, Scope};
use crate::sandbox::Shared;
use crate::state::Record;
use crate::switches::ReplayedRequestId;
use crate::version;
use crate::{file_link, file_links};

/// The body of a request.
#[derive(Debug)]
pub(crate) enum Payload {
    Whole(Bytes),
    /// More than the cap, and therefore not read to its end.
    TooLarge {
        most: usize,
    },
}

/// A request that has a name.
struct Request<'a> {
    shared: &'a Shared,
    parts: &'a Parts,
    now: Timestamp,
    /// Its number among the account's requests.
    number: u64,
    id: &'a str,
}

/// An answered request.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) response: Response<Body>,
    /// Whether the endpoint did what it was asked: not after a refusal, and not for a replay.
    pub(crate) carried_out: bool,
}

/// Answers a request.
pub(crate) fn answer(shared: &Shared, parts: &Parts, payload: &Payload) -> Exchange {
    if let Some(token) = parts.uri.path().strip_prefix(file_link::PATH) {
        return link(shared, parts, token);
    }
    answer_by(shared, parts, |request, caller, place| {
        request.call(payload, caller, place)
    })
}

/// The content behind a file link, which needs no key.
fn link(shared: &Shared, parts: &Parts, token: &str) -> Exchange {
    let now = shared.clock.now();
    let (_, _, id) = arrive(shared, None, now);
    let written = match file_links::content(&shared.state(), token, now) {
        Ok(written) => written,
        Err(failure) => Written::json(failure.status, &failure.into_body(None)),
    };
    let about = About {
        method: &parts.method,
        headers: &parts.headers,
        request_id: &id,
        version: version::DEFAULT,
        replayed: false,
    };
    Exchange {
        carried_out: written.status.is_success(),
        response: response::build(&about, &written),
    }
}

/// Refuses a request, whatever it asks for.
pub(crate) fn refuse(shared: &Shared, parts: &Parts, failure: Failure) -> Response<Body> {
    answer_by(shared, parts, |_, _, _| Err(failure)).response
}

fn answer_by(
    shared: &Shared,
    parts: &Parts,
    run: impl FnOnce(&Request<'_>, &Caller, usize) -> Result<Answer, Failure>,
) -> Exchange {
    let now = shared.clock.now();
    let caller = auth::caller(&parts.headers, &shared.keyring());
    let (place, number, id) = arrive(shared, caller.as_ref().ok(), now);
    let request = Request {
        shared,
        parts,
        now,
        number,
        id: &id,
    };
    let (version, outcome) = match &caller {
        Ok(caller) => match version::requested(&parts.headers) {
            Ok(version) => (version, run(&request, caller, place)),
            Err(failure) => (version::DEFAULT, Err(failure)),
        },
        Err(failure) => (version::DEFAULT, Err(failure.clone())),
    };
    let done = matches!(outcome, Ok(Answer::Done(_)));
    let (written, replayed, first) = match outcome {
        Ok(Answer::Done(written)) => (written, false, None),
        Ok(Answer::Replay(written, first)) => (written, true, first),
        Err(failure) => (request.refuse(failure, caller.is_ok()), false, None),
    };
    let about = About {
        method: &parts.method,
        headers: &parts.headers,
        request_id: first.as_deref().unwrap_or(&id),
        version,
        replayed,
    };
    Exchange {
        carried_out: done && written.status.is_success(),
        response: response::build(&about, &written),
    }
}

/// Does what has become due before the request came, and counts the request: the number of its account,
/// its own number, its id.
fn arrive(shared: &Shared, caller: Option<&Caller>, now: Timestamp) -> (usize, u64, String) {
    let mut state = shared.state();
    state.run_due(&shared.settings, now);
    let place = caller.map(|caller| state.number_of(caller));
    let (number, id) = state.next_request(place);
    (place.unwrap_or_default(), number, id)
}

/// How a call ended that was not refused.
enum Answer {
    Done(Written),
    /// With the id of the request that it repeats, if it is to have that.
    Replay(Written, Option<String>),
}

impl Request<'_> {
    /// What the caller asks for, once it is known who calls.
    fn call(&self, payload: &Payload, caller: &Caller, place: usize) -> Result<Answer, Failure> {
        let path = route::collapse(self.parts.uri.path());
        let (endpoint, ids) = route::find(&self.parts.method, &path)?;
        if let Some(account) = self.shared.state().account(place) {
            permissions::check(caller, account, endpoint.resource, endpoint.access())?;
        }
        let (form, upload) = form(self.parts, payload)?;
        let sent = Sent::parse(&form)?;
        let call = Call {
            request: self,
            caller,
            place,
            endpoint,
            ids: &ids,
            sent: &sent,
            upload: upload.as_ref(),
        };
        let Some(key) = idempotency_key(self.parts)? else {
            return call.run(None);
        };
        let print = fingerprint(&self.parts.method, &path, &sent);
        let mut state = self.shared.state();
        let base_url = Arc::clone(&state.base_url);
        let mut ledger = state.open(place, &self.shared.settings, self.now, Cause::default());
        ledger.forget_old();
        let begin = ledger.account.keys.begin(&key, print)?;
        if let Begin::Replay(reply, first) = begin {
            let first = (self.shared.settings.switches.replayed_request_id
                == ReplayedRequestId::First)
                .then(|| ledger.account.names.text(Kind::Request, first));
            return Ok(Answer::Replay(
                reply.write(ledger.account, &base_url),
                first,
            ));
        }
        // The lock is free again before the call is carried out.
        drop(state);
        call.run(Some(&Claim {
            shared: self.shared,
            place,
            key,
            print,
        }))
    }

    /// The body of a refusal. Callers without a valid key get no link to the log.
    fn refuse(&self, failure: Failure, known: bool) -> Written {
        let status = failure.status;
        let log = known.then_some((self.id, self.now));
        Written::json(status, &failure.into_body(log))
    }
}

/// A call that is ready to be carried out.
struct Call<'a> {
    request: &'a Request<'a>,
    caller: &'a Caller,
    place: usize,
    endpoint: &'static Endpoint,
    ids: &'a Ids<'a>,
    sent: &'a Sent<'a>,
    upload: Option<&'a Upload>,
}

impl Call<'_> {
    fn run(&self, claim: Option<&Claim<'_>>) -> Result<Answer, Failure> {
        let Request {
            shared,
            now,
            number,
            ..
        } = *self.request;
        self.sent.check(self.endpoint.parameters)?;
        let cause = Cause {
            request: Some(number),
            key: claim.map(|claim| Personal::new(Arc::clone(&claim.key))),
        };
        let mut state = shared.state();
        let base_url = Arc::clone(&state.base_url);
        let mut scope = Scope {
            ledger: state.open(self.place, &shared.settings, now, cause),
            caller: self.caller,
            base_url: &base_url,
            names_version: self.request.parts.headers.contains_key("stripe-version"),
            upload: self.upload,
        };
        let reply = match (self.endpoint.run)(&mut scope, self.sent, self.ids) {
            Ok(reply) => reply,
            Err(failure) if failure.begun => {
                Reply::Other(Box::new(self.request.refuse(failure, true)))
            }
            Err(failure) => return Err(failure),
        };
        // INVARIANT: the result is stored under the lock that carried it out, so that there is no moment
        // at which a session is there and its key is free.
        if let Some(claim) = claim {
            scope.ledger.put(Record::Key(Box::new(KeyRecord {
                key: Personal::new(Arc::clone(&claim.key)),
                stored: now,
                fingerprint: claim.print,
                request: number,
                reply: reply.clone(),
            })));
        }
        scope.ledger.settle();
        let written = reply.write(scope.ledger.account, &base_url);
        Ok(Answer::Done(written))
    }
}

/// A key that is marked as running, and is released if its call is refused, however it ends.
struct Claim<'a> {
    shared: &'a Shared,
    place: usize,
    key: Arc<str>,
    print: u128,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        // A key whose result was stored is not running any more, and stays.
        self.shared.state().release(self.place, &self.key);
    }
}

/// The key of a POST; on other methods it has no effect.
fn idempotency_key(parts: &Parts) -> Result<Option<Arc<str>>, Failure> {
    let value = match parts.headers.get("idempotency-key") {
        Some(value) if parts.method == Method::POST && !value.is_empty() => value,
        _ => return Ok(None),
    };
    let key = String::from_utf8_lossy(value.as_bytes()).into_owned();
    idempotency::check_length(&key)?;
    Ok(Some(key.into()))
}

/// The parameters as one form, and the file that came with them: the query, and on a write the body after
/// it, so that the body wins where both name a parameter.
fn form(parts: &Parts, payload: &Payload) -> Result<(String, Option<Upload>), Failure> {
    let query = parts.uri.query().unwrap_or_default();
    if !matches!(parts.method, Method::POST | Method::DELETE) {
        return Ok((query.to_owned(), None));
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
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let boundary = content_type.as_deref().and_then(multipart::boundary);
    let (body, upload) = match boundary {
        Some(boundary) => multipart::read(body, boundary).ok_or_else(|| {
            Failure::invalid("Invalid request parameters: the multipart body is malformed.")
        })?,
        None => (plain_form(body, content_type.as_deref())?, None),
    };
    if query.is_empty() {
        return Ok((body, upload));
    }
    Ok((format!("{query}&{body}"), upload))
}

/// A body without a content type is taken for a form.
fn plain_form(body: &Bytes, content_type: Option<&str>) -> Result<String, Failure> {
    let is_form = content_type.is_none_or(|text| {
        let essence = text.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    if !body.is_empty() && !is_form {
        return Err(Failure::invalid(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
        ));
    }
    std::str::from_utf8(body)
        .map(str::to_owned)
        .map_err(|_| Failure::invalid("Invalid request parameters: the body is not UTF-8."))
}
