//! The verification page, as a browser without scripts asks for it.

use std::time::Duration;

use http::{Method, Request, StatusCode};
use identity_sandbox::{Outcome, Sandbox};
use identity_types::LastErrorCode;

use crate::call::{self, Answer, SESSIONS, exchange, sandbox};

/// A session with everything that must not be seen: its id, and the path of its page.
fn session(sandbox: &Sandbox) -> (String, String) {
    let form = "type=document&options[document][require_matching_selfie]=true&metadata[plan]=gold\
                &client_reference_id=user-4211&provided_details[email]=ada@example.com\
                &provided_details[phone]=%2B15550001111&return_url=https://shop.example/done?basket=7";
    let session = call::post(sandbox, form).json();
    let url = session["url"].as_str().unwrap();
    let (_, path) = url.split_once("invalid").unwrap();
    (session["id"].as_str().unwrap().to_owned(), path.to_owned())
}

fn ask(sandbox: &Sandbox, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    exchange(sandbox, request.body(String::new()).unwrap()).unwrap()
}

/// Sends the form of the page with these fields besides its token.
fn choose(sandbox: &Sandbox, path: &str, fields: &str) -> Answer {
    let page = ask(sandbox, Method::GET, path).text;
    let (_, rest) = page.split_once("name=\"form_token\" value=\"").unwrap();
    let (token, _) = rest.split_once('"').unwrap();
    submit(
        sandbox,
        path,
        &format!("form_token={token}&{fields}"),
        "same-origin",
    )
}

fn submit(sandbox: &Sandbox, path: &str, form: &str, site: &str) -> Answer {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", site);
    exchange(sandbox, request.body(form.to_owned()).unwrap()).unwrap()
}

fn status(sandbox: &Sandbox, id: &str) -> String {
    let session = call::get(sandbox, &format!("{SESSIONS}/{id}")).json();
    session["status"].as_str().unwrap().to_owned()
}

#[test]
fn the_page_tells_nothing_but_id_and_checks_and_keeps_to_itself() {
    let sandbox = sandbox();
    let (id, path) = session(&sandbox);
    let page = ask(&sandbox, Method::GET, &path);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains(&id));
    assert!(page.text.contains("checks document and selfie."));
    for secret in ["gold", "user-4211", "ada@", "1555000", "basket", "sk_test"] {
        assert!(!page.text.contains(secret), "{secret}");
    }
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; form-action 'self' https://shop.example; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    assert_eq!(ask(&sandbox, Method::HEAD, &path).text, "");
    let style = ask(&sandbox, Method::GET, "/start/page.css");
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}

#[test]
fn a_choice_counts_once_and_leads_back() {
    let sandbox = sandbox();
    let (id, path) = session(&sandbox);
    let answer = choose(&sandbox, &path, "outcome=fail&code=document_expired");
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "https://shop.example/done?basket=7"
    );
    assert_eq!(status(&sandbox, &id), "requires_input");
    let failed = call::get(&sandbox, &format!("{SESSIONS}/{id}")).json();
    assert_eq!(failed["last_error"]["code"], "document_expired");

    // The link is used up; the session has a new one.
    assert_eq!(ask(&sandbox, Method::GET, &path).status, StatusCode::GONE);
    assert_eq!(
        submit(&sandbox, &path, "outcome=verify", "none").status,
        StatusCode::GONE
    );
    let (_, next) = failed["url"]
        .as_str()
        .unwrap()
        .split_once("invalid")
        .unwrap();
    assert_eq!(
        choose(&sandbox, next, "outcome=verify").status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(status(&sandbox, &id), "verified");
    assert_eq!(sandbox.billable_attempts(), 2);
}

#[test]
fn what_comes_later_comes_by_the_clock() {
    let sandbox = sandbox();
    let (id, path) = session(&sandbox);
    choose(&sandbox, &path, "outcome=verify-later&delay=30");
    sandbox.clock().advance(Duration::from_secs(29));
    assert_eq!(status(&sandbox, &id), "processing");
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(status(&sandbox, &id), "verified");
}

#[test]
fn what_was_armed_can_be_chosen() {
    let sandbox = sandbox();
    let (id, path) = session(&sandbox);
    assert!(
        !ask(&sandbox, Method::GET, &path)
            .text
            .contains("outcome-armed")
    );
    let expired = Outcome::fail(LastErrorCode::DocumentExpired);
    sandbox.script(&id.parse().unwrap(), [expired]).unwrap();
    assert!(
        ask(&sandbox, Method::GET, &path)
            .text
            .contains("value=\"armed\" required checked")
    );
    choose(&sandbox, &path, "outcome=armed");
    let failed = call::get(&sandbox, &format!("{SESSIONS}/{id}")).json();
    assert_eq!(failed["last_error"]["code"], "document_expired");
}

#[test]
fn a_form_from_elsewhere_or_with_a_mistake_changes_nothing() {
    let sandbox = sandbox();
    let (id, path) = session(&sandbox);
    let forged = [
        submit(&sandbox, &path, "outcome=verify", "same-origin"),
        submit(
            &sandbox,
            &path,
            "form_token=guess&outcome=verify",
            "same-origin",
        ),
        submit(
            &sandbox,
            &path,
            "form_token=guess&outcome=verify",
            "cross-site",
        ),
    ];
    for answer in forged {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text.contains("did not come from this page"));
    }
    for (fields, problem) in [
        ("", "Choose an outcome."),
        (
            "outcome=fail&code=nonsense",
            "Choose the reason of the failure.",
        ),
        (
            "outcome=fail&code=phone_unverified_other",
            "the session has no phone check",
        ),
        ("outcome=verify-later&delay=-1", "must be a whole number"),
        (
            "outcome=verify&outcome=verify%3Cscript%3E",
            "could not be read",
        ),
    ] {
        let answer = choose(&sandbox, &path, fields);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        assert!(answer.text.contains("role=\"alert\""), "{fields}");
        assert!(answer.text.contains(problem), "{fields}: {}", answer.text);
    }
    assert_eq!(status(&sandbox, &id), "requires_input");
    assert_eq!(sandbox.billable_attempts(), 0);
    // What was filled in is still there.
    let again = choose(
        &sandbox,
        &path,
        "outcome=fail-later&code=selfie_manipulated&delay=x",
    );
    assert!(again.text.contains("value=\"fail-later\" required checked"));
    assert!(again.text.contains("value=\"selfie_manipulated\" selected"));
}

#[test]
fn a_link_ends_with_its_time_and_with_the_session() {
    let sandbox = sandbox();
    let (_, path) = session(&sandbox);
    sandbox
        .clock()
        .advance(Duration::from_secs(48 * 60 * 60 - 1));
    assert_eq!(ask(&sandbox, Method::GET, &path).status, StatusCode::OK);
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(ask(&sandbox, Method::GET, &path).status, StatusCode::GONE);

    let (id, path) = session(&sandbox);
    let cancel = call::request(Method::POST, &format!("{SESSIONS}/{id}/cancel"));
    call::send(&sandbox, cancel.body(String::new()).unwrap()).unwrap();
    for gone in [
        &path,
        "/start/",
        "/start/test_x",
        "/start/../v1/events",
        "/start/%2e%2e",
    ] {
        let answer = ask(&sandbox, Method::GET, gone);
        assert_eq!(answer.status, StatusCode::GONE, "{gone}");
        assert!(answer.text.contains("This link cannot be used"), "{gone}");
    }
}

#[test]
fn other_methods_are_not_allowed() {
    let sandbox = sandbox();
    let (_, path) = session(&sandbox);
    for (method, path) in [
        (Method::PUT, path.as_str()),
        (Method::DELETE, &path),
        (Method::POST, "/start/page.css"),
    ] {
        let answer = ask(&sandbox, method, path);
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), "GET, HEAD, POST");
    }
}

#[test]
fn the_document_is_served_to_everybody() {
    let sandbox = sandbox();
    let answer = ask(&sandbox, Method::GET, "/_sandbox/openapi.json");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.text, identity_sandbox::OPENAPI);
}
