//! What stands around a call: the faults that hit it before and after.

use http::request::Parts;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::auth::{self, Account};
use crate::body::Body;
use crate::data::DataError;
use crate::error::Failure;
use crate::exchange::{self, Exchange, Payload};
use crate::fault::{After, Disconnected, ErrorFault, ErrorKind, Stop, Target};
use crate::journal;
use crate::locks::{Busy, Held};
use crate::reply;
use crate::response;
use crate::route;
use crate::sandbox::Shared;
use crate::server::Abrupt;

/// Answers a request to the API, and notes it.
pub(crate) async fn respond(
    shared: &Shared,
    parts: &Parts,
    payload: &Payload,
) -> Result<Response<Body>, Disconnected> {
    if shared.journal.is_off() {
        return through_faults(shared, parts, payload).await;
    }
    let outcome = through_faults(shared, parts, payload).await;
    let account = account(shared, parts);
    let account = account.and_then(|account| shared.state().account_id(account));
    let seen = journal::seen(parts, payload, account, shared.journal.is_raw());
    let entry = seen.answered(outcome.as_ref().ok(), shared.clock.now());
    shared.journal.record(entry);
    outcome
}

fn account(shared: &Shared, parts: &Parts) -> Option<Account> {
    let caller = auth::caller(&parts.headers, &shared.keyring());
    caller.ok().map(|caller| caller.account)
}

/// Answers a request, or does to it what was asked for.
async fn through_faults(
    shared: &Shared,
    parts: &Parts,
    payload: &Payload,
) -> Result<Response<Body>, Disconnected> {
    // The usual case pays for no fault.
    if shared.faults.pending() == 0 && !shared.settings.lock_timeouts {
        return Ok(answered(shared, parts, payload).await.response);
    }
    let path = route::collapse(parts.uri.path());
    let target = Target {
        method: parts.method.as_str(),
        path: &path,
        account: account(shared, parts),
        now: shared.clock.millis(),
    };
    let Ok(_held) = hold(shared, parts, &target) else {
        let failure = ErrorKind::LockTimeout.failure();
        return Ok(exchange::refuse(shared, parts, failure));
    };
    let before = shared.faults.before(&target);
    if !before.wait.is_zero() {
        tokio::time::sleep(before.wait).await;
    }
    if let Some(stop) = before.stop {
        return stopped(shared, parts, &stop);
    }
    let Exchange {
        response,
        carried_out,
    } = answered(shared, parts, payload).await;
    match shared.faults.after(&target, carried_out) {
        Some(after) => changed(shared, parts, response, after),
        None => Ok(response),
    }
}

/// Holds the session that the call changes, if calls get into each other's way here.
fn hold<'a>(
    shared: &'a Shared,
    parts: &Parts,
    target: &Target<'_>,
) -> Result<Option<Held<'a>>, Busy> {
    match target.account {
        Some(account) if shared.settings.lock_timeouts => {
            shared.locks.hold(&parts.method, target.path, account)
        }
        _ => Ok(None),
    }
}

/// The answer, once what it tells of is in the file.
async fn answered(shared: &Shared, parts: &Parts, payload: &Payload) -> Exchange {
    let exchange = exchange::answer(shared, parts, payload);
    match shared.saved().await {
        Ok(()) => exchange,
        Err(error) => unsaved(exchange, &error),
    }
}

/// What is in memory and not in the file must not be told of.
fn unsaved(exchange: Exchange, error: &DataError) -> Exchange {
    let failure = Failure::api(format!(
        "The sandbox could not save this call: {error}. Make the same call again, with the same \
         idempotency key, when that is mended."
    ));
    let body = Body::new(reply::json(&failure.into_body(None)));
    let mut response = exchange.response.map(|_| body);
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().remove("idempotent-replayed");
    set(&mut response, "stripe-should-retry", "true");
    Exchange {
        response,
        carried_out: false,
    }
}

fn stopped(shared: &Shared, parts: &Parts, stop: &Stop) -> Result<Response<Body>, Disconnected> {
    let Some(error) = stop.error() else {
        return Err(reset(parts));
    };
    let response = exchange::refuse(shared, parts, error.kind.failure());
    let mut response = advised(response, &error);
    let reason = match stop {
        Stop::RateLimit { reason } => Some(*reason),
        _ if error.kind == ErrorKind::RateLimit => Some("global-rate"),
        _ => None,
    };
    if let Some(reason) = reason {
        set(&mut response, "stripe-rate-limited-reason", reason);
    }
    Ok(response)
}

fn changed(
    shared: &Shared,
    parts: &Parts,
    response: Response<Body>,
    after: After,
) -> Result<Response<Body>, Disconnected> {
    match after {
        After::Reset => Err(reset(parts)),
        After::Drop => Err(Disconnected),
        After::Error(error) => Ok(replaced(shared, response, &error)),
        After::Truncate => Ok(response.map(Body::truncated)),
        After::Stall => Ok(response.map(Body::stalled)),
        After::Html => Ok(html(response)),
    }
}

/// Over a socket the connection ends with a reset; elsewhere the error is all there is.
fn reset(parts: &Parts) -> Disconnected {
    if let Some(abrupt) = parts.extensions.get::<Abrupt>() {
        abrupt.set();
    }
    Disconnected
}

/// The error in place of the answer, under the same request id.
fn replaced(shared: &Shared, response: Response<Body>, error: &ErrorFault) -> Response<Body> {
    let (mut head, _) = response.into_parts();
    let request_id = head.headers.get("request-id");
    let request_id = request_id
        .and_then(|id| id.to_str().ok())
        .map(str::to_owned);
    let failure = error.kind.failure();
    head.status = failure.status;
    let log = request_id.as_deref().map(|id| (id, shared.clock.now()));
    let body = Body::new(reply::json(&failure.into_body(log)));
    let mut response = Response::from_parts(head, body);
    if let Some(advice) = response::should_retry(response.status()) {
        set(&mut response, "stripe-should-retry", advice);
    }
    advised(response, error)
}

fn advised(mut response: Response<Body>, error: &ErrorFault) -> Response<Body> {
    if let Some(advice) = error.should_retry {
        let advice = if advice { "true" } else { "false" };
        set(&mut response, "stripe-should-retry", advice);
    }
    if let Some(seconds) = error.retry_after {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn html(response: Response<Body>) -> Response<Body> {
    let mut response =
        response.map(|_| Body::new("<html><body><h1>This is a page</h1></body></html>\n"));
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}

fn set(response: &mut Response<Body>, name: &'static str, value: &'static str) {
    let value = HeaderValue::from_static(value);
    response
        .headers_mut()
        .insert(HeaderName::from_static(name), value);
}
