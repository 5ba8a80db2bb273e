//! Parameters → request → the stack → answer → object.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderName, Method, Uri};
use identity_transport::{Body, CallOptions, Error, ErrorKind, Request, Transport};
use identity_types::{Flaw, Invalid, from_json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Response, decode, nature};

const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// A request with `params` where its method has them: a POST in the body, all others in the query.
pub(crate) fn request(
    method: Method,
    path: impl Into<Cow<'static, str>>,
    params: &impl Serialize,
    options: &CallOptions,
) -> Result<Request, Error> {
    let (path, params) = (path.into(), form(params)?);
    let (target, body) = if method == Method::POST {
        (path, params.into())
    } else if params.is_empty() {
        (path, Body::empty())
    } else {
        (format!("{path}?{params}").into(), Body::empty())
    };
    let target = match target {
        // Whose bytes need no copy.
        Cow::Borrowed(target) => Uri::from_maybe_shared(Bytes::from_static(target.as_bytes())),
        Cow::Owned(target) => Uri::from_maybe_shared(Bytes::from(target)),
    };
    // Typed calls make paths of checked ids and queries by the encoder; only a target that is too long
    // for `http` fails there. A raw call brings its own path.
    let target = target.map_err(|_| {
        let rule = "must be a path of at most 65534 characters, percent-encoded, with its query";
        Error::invalid(Invalid::new("path", rule))
    })?;
    let mut request = http::Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = target;
    if !options.is_empty() {
        request.extensions_mut().insert(options.clone());
    }
    Ok(request)
}

/// The canonical form of `params`; a fault names the parameter's path and the rule.
fn form(params: &impl Serialize) -> Result<String, Error> {
    identity_form::to_string(params).map_err(|error| {
        let sentence = error.to_string();
        let path = error.path().to_owned();
        let rule = sentence
            .strip_prefix(&format!("{path}: "))
            .unwrap_or(&sentence)
            .to_owned();
        let path = if path.is_empty() {
            "parameters".to_owned()
        } else {
            path
        };
        Error::invalid(Invalid::new(path, rule))
    })
}

/// Sends `request` through the stack and reads the object of its answer.
pub(crate) async fn send<T: DeserializeOwned>(
    transport: &Transport,
    request: Request,
) -> Result<Response<T>, Error> {
    read(transport.call(request).await?)
}

/// Tells objects, API errors, and what is neither.
pub(crate) fn read<T: DeserializeOwned>(
    answer: identity_transport::Response,
) -> Result<Response<T>, Error> {
    if !answer.status().is_success() {
        return Err(refusal(&answer));
    }
    let body = answer.body().as_bytes();
    match from_json(body) {
        Ok(object) => Ok(Response::new(object, answer)),
        // A proxy can turn the status into 200 and leave the error: it stays one.
        Err(flaw) => Err(match decode::api_error(body) {
            Some(error) => Error::api(error, &answer),
            None => undecodable(&flaw, &answer),
        }),
    }
}

/// The error of an answer that should have been an object.
fn undecodable(flaw: &Flaw, answer: &identity_transport::Response) -> Error {
    let nature = if flaw.is_syntax() {
        nature::not_json(answer)
    } else {
        None
    };
    match nature {
        // Where in the bytes it breaks is no help when they are something else altogether.
        Some(nature) => Error::decode("", &nature, answer),
        None => Error::decode(flaw.path(), flaw.rule(), answer),
    }
}

/// The error in an answer that is no success.
pub(crate) fn refusal(answer: &identity_transport::Response) -> Error {
    let status = answer.status();
    if status == http::StatusCode::NOT_MODIFIED {
        let what = "the answer is that nothing has changed (304), which was not asked for";
        return Error::answered(ErrorKind::Protocol, what, answer);
    }
    if status.is_redirection() {
        let status = status.as_u16();
        let what = format!("the answer is a redirect ({status}), and redirects are never followed");
        return Error::answered(ErrorKind::Protocol, what, answer);
    }
    match decode::api_error(answer.body().as_bytes()) {
        Some(error) => Error::api(error, answer),
        None => {
            let status = status.as_u16();
            let instead = nature::content_type(answer).map(|kind| format!(" but with {kind}"));
            let instead = instead.unwrap_or_default();
            let what = format!("the API answered {status} without an error object{instead}");
            Error::answered(ErrorKind::Api, what, answer)
        }
    }
}

/// True for a stored result that a key gave again.
pub(crate) fn is_replay(answer: &identity_transport::Response) -> bool {
    let value = answer.headers().get(IDEMPOTENT_REPLAYED);
    value.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
}
