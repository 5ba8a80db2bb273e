//! The verification page at a session's `url`: plain forms that choose what an attempt comes to.
//!
//! It stands in for the real page and its camera. Whoever has the link may choose; so the link is the
//! only secret, is never sent on (`Referrer-Policy`), and nothing else of the session is shown than its
//! id and its checks. A page that walks through the attempt step by step would take the place of
//! [`choice`], and end in the same [`Outcome`](crate::Outcome).

use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};

use crate::body::Body;
use crate::exchange::Payload;
use crate::sandbox::Shared;

mod choice;
mod render;
mod visit;

use self::choice::Form;
use self::render::{Chooser, Told};
use self::visit::Visit;

/// Where the pages are.
pub(crate) const PREFIX: &str = "/start/";
const STYLE: &str = "/start/page.css";

/// Answers a request for a page.
pub(crate) fn answer(shared: &Shared, parts: &Parts, payload: &Payload) -> Response<Body> {
    let path = parts.uri.path();
    let mut response = match (parts.method.as_str(), path) {
        ("GET" | "HEAD", STYLE) => render::style(),
        ("GET" | "HEAD", _) => show(shared, path),
        ("POST", _) if path != STYLE => submit(shared, parts, payload),
        _ => not_allowed(),
    };
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::default();
    }
    response
}

/// The form, if the link opens it. Looking at it changes nothing: what opens links by itself, to show what is
/// behind them, must not use them up.
fn show(shared: &Shared, path: &str) -> Response<Body> {
    match Visit::by(shared, token(path)) {
        Some(visit) => Chooser::new(&visit, path).respond(StatusCode::OK),
        None => ended(),
    }
}

/// What was chosen, carried out.
fn submit(shared: &Shared, parts: &Parts, payload: &Payload) -> Response<Body> {
    let path = parts.uri.path();
    let Some(visit) = Visit::by(shared, token(path)) else {
        return ended();
    };
    let again = |form: Option<&Form>, problem: &str| {
        let chooser = Chooser::new(&visit, path).again(form, problem);
        chooser.respond(StatusCode::UNPROCESSABLE_ENTITY)
    };
    let form = match payload {
        Payload::Whole(body) => Form::read(body),
        Payload::TooLarge { .. } => Err(choice::UNREADABLE),
    };
    let form = match form {
        Ok(form) => form,
        Err(problem) => return again(None, problem),
    };
    if elsewhere(parts) || form.form_token != visit.form_token {
        return again(
            Some(&form),
            "The form did not come from this page. Choose again.",
        );
    }
    let choice = match form.choice() {
        Ok(choice) => choice,
        Err(problem) => return again(Some(&form), problem),
    };
    match visit::carry_out(shared, token(path), choice) {
        Some(Ok(())) => done(visit.return_url.as_deref()),
        Some(Err(problem)) => again(Some(&form), &format!("This cannot be: {problem}.")),
        None => ended(),
    }
}

/// Whether the browser says that another site sent the form.
fn elsewhere(parts: &Parts) -> bool {
    let site = parts.headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// Back to the caller's site, if it named a page there.
fn done(return_url: Option<&str>) -> Response<Body> {
    let told = Told {
        title: "Done",
        sentence: "The session has its outcome. You can close this page.",
    };
    match return_url.and_then(|url| HeaderValue::from_str(url).ok()) {
        None => told.respond(StatusCode::OK),
        Some(url) => {
            let mut response = told.respond(StatusCode::SEE_OTHER);
            response.headers_mut().insert(header::LOCATION, url);
            response
        }
    }
}

/// One answer for what was used, has run out or never was: it tells nothing about a session.
fn ended() -> Response<Body> {
    let told = Told {
        title: "This link cannot be used",
        sentence: "It was used already, or it has run out. Ask whoever sent it for a new one.",
    };
    told.respond(StatusCode::GONE)
}

fn not_allowed() -> Response<Body> {
    let told = Told {
        title: "That cannot be done here",
        sentence: "This page can be opened, and its form sent.",
    };
    let mut response = told.respond(StatusCode::METHOD_NOT_ALLOWED);
    let allow = HeaderValue::from_static("GET, HEAD, POST");
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

fn token(path: &str) -> &str {
    path.strip_prefix(PREFIX).unwrap_or_default()
}
