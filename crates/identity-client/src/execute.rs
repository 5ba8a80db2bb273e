//! Parameters → request → the stack → answer → object.

use http::{Method, Uri};
use identity_transport::{Body, CallOptions, Error, ErrorKind, Request};
use identity_types::Invalid;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Client, Response, decode};

/// Sends `params` as a form body.
pub(crate) async fn post<T: DeserializeOwned>(
    client: &Client,
    options: &CallOptions,
    path: &str,
    params: &impl Serialize,
) -> Result<Response<T>, Error> {
    let body = form(params)?;
    send(client, request(Method::POST, path, body.into(), options)?).await
}

/// Sends `params` as a query.
pub(crate) async fn get<T: DeserializeOwned>(
    client: &Client,
    options: &CallOptions,
    path: &str,
    params: &impl Serialize,
) -> Result<Response<T>, Error> {
    let query = form(params)?;
    let target = if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    };
    send(
        client,
        request(Method::GET, &target, Body::empty(), options)?,
    )
    .await
}

fn form(params: &impl Serialize) -> Result<String, Error> {
    identity_form::to_string(params).map_err(|error| {
        let sentence = error.to_string();
        let path = error.path().to_owned();
        let rule = sentence
            .strip_prefix(&format!("{path}: "))
            .unwrap_or(&sentence)
            .to_owned();
        Error::invalid(Invalid::new(
            if path.is_empty() {
                "parameters".to_owned()
            } else {
                path
            },
            rule,
        ))
    })
}

fn request(
    method: Method,
    target: &str,
    body: Body,
    options: &CallOptions,
) -> Result<Request, Error> {
    // Paths are made of checked ids and queries by the encoder, so this holds; a path that is too
    // long for `http` is the one way to fail.
    let target = Uri::try_from(target)
        .map_err(|_| Error::invalid(Invalid::new("path", "must be a valid request target")))?;
    let mut request = http::Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = target;
    request.extensions_mut().insert(options.clone());
    Ok(request)
}

async fn send<T: DeserializeOwned>(
    client: &Client,
    request: Request,
) -> Result<Response<T>, Error> {
    read(client.transport().call(request).await?)
}

/// Tells objects, API errors, and what is neither.
fn read<T: DeserializeOwned>(answer: identity_transport::Response) -> Result<Response<T>, Error> {
    let status = answer.status();
    let body = answer.body().as_bytes();
    if status.is_success() {
        return match decode::object(body) {
            Ok(object) => Ok(Response::new(object, answer)),
            // A proxy can turn the status into 200 and leave the error: it stays one.
            Err(flaw) => Err(match decode::api_error(body) {
                Some(error) => Error::api(error, &answer),
                None => Error::decode(&flaw.path, &flaw.rule, &answer),
            }),
        };
    }
    if status.is_redirection() {
        let what = format!(
            "the answer is a redirect ({}), and redirects are never followed",
            status.as_u16()
        );
        return Err(Error::answered(ErrorKind::Protocol, what, &answer));
    }
    Err(match decode::api_error(body) {
        Some(error) => Error::api(error, &answer),
        None => {
            let what = format!(
                "the API answered {} without an error object",
                status.as_u16()
            );
            Error::answered(ErrorKind::Api, what, &answer)
        }
    })
}
