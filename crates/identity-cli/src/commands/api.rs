//! `api METHOD PATH`: what has no command here, through the same stack.

use http::Method;
use identity_types::{Extra, Value};

use super::call::Call;
use super::confirm::{Answer, confirm};
use super::get;
use crate::args::Global;
use crate::args::other::ApiArgs;
use crate::failure::{Failure, Usage};
use crate::io::Io;
use crate::settings::{self, Parameters};
use crate::suggest::one_of;

pub(super) fn run(args: &ApiArgs, global: &Global, io: &mut Io) -> Result<(), Failure> {
    let method = method(&args.method)?;
    check_path(&args.path)?;
    if method == Method::GET && global.idempotency_key.is_some() {
        return Err(Usage::new(
            "--idempotency-key",
            "has no use here: reading changes nothing",
        )
        .into());
    }
    let mut params = match settings::parameters(&args.data, io)? {
        None => Extra::new(),
        Some(Parameters::Object(object)) => object,
        Some(pairs @ Parameters::Pairs(_)) => pairs.typed()?,
    };
    let expand = get::expand(&args.expand)?.expand;
    if !expand.is_empty() {
        let paths = expand.into_iter().map(Value::String).collect();
        params.push("expand", Value::Array(paths));
    }
    let call = Call::prepare(global, io)?;
    let cannot_be_undone = method == Method::DELETE || args.path.ends_with("/redact");
    if cannot_be_undone && !call.is_plan() {
        let live = call.settings.is_live();
        let what = format!("send {method} {}", crate::failure::one_line(&args.path));
        confirm(global, io, &what, live, Answer::Yes)?;
    }
    let response = call.run(io, async |client, _| {
        Ok(client
            .raw_with(&call.options(), method, &args.path, &params)
            .await?)
    })?;
    call.conclude(io, response)
}

fn method(typed: &str) -> Result<Method, Usage> {
    match typed.to_ascii_uppercase().as_str() {
        "GET" => Ok(Method::GET),
        "POST" => Ok(Method::POST),
        "DELETE" => Ok(Method::DELETE),
        _ => Err(Usage::new(
            "METHOD",
            one_of(typed, &["GET", "POST", "DELETE"]),
        )),
    }
}

/// What a path can never be; the rest is the stack's to refuse.
fn check_path(path: &str) -> Result<(), Usage> {
    let rule = if !path.starts_with('/') {
        "must begin with /, as in /v1/identity/verification_sessions"
    } else if path.contains(['?', '#']) {
        "must not hold a query: give parameters with -d"
    } else if path.starts_with("//") || path.split('/').any(|part| part == "." || part == "..") {
        "must not lead elsewhere: no //, . or .."
    } else if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        "must be visible ASCII without blanks"
    } else {
        return Ok(());
    };
    Err(Usage::new("PATH", rule))
}
