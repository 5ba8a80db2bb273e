//! What a person can do on the page, and what that does to the session.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use identity_client::Client;
use identity_sandbox::{Sandbox, Server};
use identity_types::{
    ApiKey, CreateVerificationSession, DocumentOptionsParam, LastErrorCode, ReturnUrl,
    VerificationSession, VerificationSessionId, VerificationSessionStatus,
};

use crate::driver::Browser;

async fn served() -> (Server, Client) {
    let server = Sandbox::start().await.expect("a free port");
    let client = Client::builder(ApiKey::new("sk_test_browser").expect("a key"))
        .base_url(server.url())
        .build()
        .expect("a loopback URL");
    (server, client)
}

async fn create(client: &Client, params: &CreateVerificationSession) -> VerificationSession {
    let sessions = client.verification_sessions();
    sessions
        .create(params)
        .await
        .expect("a session")
        .into_inner()
}

async fn found(client: &Client, id: &VerificationSessionId) -> VerificationSession {
    let sessions = client.verification_sessions();
    sessions
        .retrieve(id)
        .await
        .expect("the session")
        .into_inner()
}

fn url(session: &VerificationSession) -> &str {
    session.url.as_ref().expect("input is wanted").expose()
}

fn document() -> CreateVerificationSession {
    CreateVerificationSession::document()
        .document_options(DocumentOptionsParam::new().require_matching_selfie(true))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn every_choice_has_its_effect_on_the_session() {
    use VerificationSessionStatus::{Processing, RequiresInput, Verified};
    let (_server, client) = served().await;
    let browser = Browser::start();
    for (choice, code, status, error) in [
        ("verify", None, Verified, None),
        (
            "fail",
            None,
            RequiresInput,
            Some(LastErrorCode::DocumentUnverifiedOther),
        ),
        (
            "fail",
            Some("selfie_face_mismatch"),
            RequiresInput,
            Some(LastErrorCode::SelfieFaceMismatch),
        ),
        (
            "fail",
            Some("under_supported_age"),
            RequiresInput,
            Some(LastErrorCode::UnderSupportedAge),
        ),
        ("verify-later", None, Processing, None),
        ("fail-later", Some("document_expired"), Processing, None),
        (
            "abandon",
            None,
            RequiresInput,
            Some(LastErrorCode::Abandoned),
        ),
        (
            "decline-consent",
            None,
            RequiresInput,
            Some(LastErrorCode::ConsentDeclined),
        ),
    ] {
        let session = create(&client, &document()).await;
        browser.open(url(&session));
        assert_eq!(browser.find("#session").text(), session.id.as_str());
        browser.find(&format!("#outcome-{choice}")).click();
        if let Some(code) = code {
            browser.find(&format!("#code option[value={code}]")).click();
        }
        browser.find("#submit").click();
        assert_eq!(browser.find("#told").role(), "status");

        let session = found(&client, &session.id).await;
        assert_eq!(session.status, status, "{choice}");
        let found = session.last_error.and_then(|error| error.code);
        assert_eq!(found, error, "{choice}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_person_goes_back_to_the_callers_site_and_the_link_is_used_up() {
    let (_server, client) = served().await;
    let site = site();
    let browser = Browser::start();
    let params = document().return_url(ReturnUrl::new(&site).expect("a URL"));
    let session = create(&client, &params).await;

    browser.open(url(&session));
    // Looking at a link does not use it up.
    browser.open(url(&session));
    browser.find("#submit").click();
    assert_eq!(
        browser.find("#back").text(),
        "Welcome back. Referrer: none."
    );
    assert_eq!(browser.url(), site);
    let verified = found(&client, &session.id).await;
    assert_eq!(verified.status, VerificationSessionStatus::Verified);

    browser.open(url(&session));
    assert_eq!(browser.find("h1").text(), "This link cannot be used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_page_can_be_read_and_used_without_seeing_it() {
    let (_server, client) = served().await;
    let browser = Browser::start();
    let session = create(&client, &document()).await;
    browser.open(url(&session));

    assert_eq!(browser.find("html").attribute("lang"), "en");
    assert_eq!(browser.title(), "Choose an outcome · Identity sandbox");
    assert_eq!(browser.all("h1").len(), 1);
    assert_eq!(browser.find("main").role(), "main");
    assert_eq!(browser.find("fieldset").label(), "Outcome");
    for control in browser.all("input:not([type=hidden]), select, button") {
        assert_ne!(control.label(), "", "{}", control.attribute("id"));
    }
    assert_eq!(browser.find("#outcome-fail").label(), "Verification fails");
    assert_eq!(browser.find("#code").label(), "Reason of a failure");
    assert_eq!(browser.find("#submit").role(), "button");

    // By the keyboard alone: the chosen radio button, reason, seconds, button.
    let mut order = Vec::new();
    for _ in 0..4 {
        browser.focused().keys("\u{e004}");
        order.push(browser.focused().attribute("id"));
    }
    assert_eq!(order, ["outcome-verify", "code", "delay", "submit"]);
    browser.focused().keys("\u{e007}");
    // The driver does not wait for a page that a key asks for; an element that it does not find, it waits for.
    let heading = browser.find("main:not(:has(form)) h1");
    assert_eq!(heading.text(), "Done");
}

/// The caller's own site: one page, which tells where its visitor comes from.
fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!(
        "http://{}/back?from=identity",
        listener.local_addr().expect("an address")
    );
    // Ends with the test's process.
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
            let referrer = head.iter().find_map(|line| line.strip_prefix("Referer: "));
            let page = format!(
                "<p id=back>Welcome back. Referrer: {}.</p>",
                referrer.unwrap_or("none")
            );
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close";
            // A visitor who left in between gets nothing.
            let _ = write!(
                &stream,
                "{head}\r\nContent-Length: {}\r\n\r\n{page}",
                page.len()
            );
        }
    });
    url
}
