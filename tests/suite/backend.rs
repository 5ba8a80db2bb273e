//! The way that all of this is for, over real sockets: an axum backend creates a session, sends the person to
//! its page, and hears by signed webhooks what came of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use identity_client::{Client, Outcome, Reason};
use identity_sandbox::{Sandbox, Server};
use identity_types::{
    CreateVerificationSession, CreateWebhookEndpoint, ReturnUrl, VerificationSessionId, WebhookUrl,
};
use identity_webhooks::{IdentityEvent, Receiver, Verifier, Webhook};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::checked;

/// What a backend keeps: a client, the receiver of its webhooks, and where each person stands.
#[derive(Clone)]
struct Backend {
    client: Client,
    receiver: Receiver,
    return_url: ReturnUrl,
    people: Arc<Mutex<BTreeMap<String, Person>>>,
}

/// A person who is, or was, sent to the page of a session.
#[derive(Clone, Debug)]
struct Person {
    session: VerificationSessionId,
    stands: &'static str,
    reason: Option<Reason>,
}

impl FromRef<Backend> for Receiver {
    fn from_ref(backend: &Backend) -> Self {
        backend.receiver.clone()
    }
}

/// Sends the person to the page: of a new session, or of the one that waits for another attempt.
async fn verify(
    State(backend): State<Backend>,
    Path(name): Path<String>,
) -> Result<Redirect, StatusCode> {
    let sessions = backend.client.verification_sessions();
    let known = backend.people.lock().unwrap().get(&name).cloned();
    let url = if let Some(person) = known {
        let fresh = sessions.fresh_url(&person.session).await;
        fresh.map_err(bad_gateway)?.url().cloned()
    } else {
        let params = CreateVerificationSession::document()
            .client_reference_id(name.as_str())
            .return_url(backend.return_url.clone());
        let session = sessions.create(&params).await.map_err(bad_gateway)?;
        let person = Person {
            session: session.id.clone(),
            stands: "sent to the page",
            reason: None,
        };
        backend.people.lock().unwrap().insert(name, person);
        session.url.clone()
    };
    let url = url.ok_or(StatusCode::CONFLICT)?;
    Ok(Redirect::to(url.expose()))
}

/// Notes what a session came to. The delivery says that something happened, the session what.
async fn hooks(
    State(backend): State<Backend>,
    Webhook(delivery): Webhook,
) -> Result<StatusCode, StatusCode> {
    let event = delivery.identity();
    let (IdentityEvent::Verified(told) | IdentityEvent::RequiresInput(told)) = event else {
        return Ok(StatusCode::OK);
    };
    let sessions = backend.client.verification_sessions();
    let session = sessions.retrieve(&told.id).await.map_err(bad_gateway)?;
    let (stands, reason) = match Outcome::of(&session, None) {
        Outcome::Verified => ("verified", None),
        Outcome::Retryable(reason) => ("asked to try again", Some(reason)),
        other => panic!("{other:?}"),
    };
    let mut people = backend.people.lock().unwrap();
    let person = people.values_mut().find(|person| person.session == told.id);
    let person = person.ok_or(StatusCode::NOT_FOUND)?;
    (person.stands, person.reason) = (stands, reason);
    Ok(StatusCode::OK)
}

async fn stands(State(backend): State<Backend>, Path(name): Path<String>) -> impl IntoResponse {
    let people = backend.people.lock().unwrap();
    people.get(&name).map_or("unknown", |person| person.stands)
}

fn bad_gateway(_: identity_client::Error) -> StatusCode {
    StatusCode::BAD_GATEWAY
}

/// The backend and its sandbox, each on a port of its own; both end with the test.
struct Running {
    sandbox: Server,
    backend: Backend,
    url: String,
    task: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Running {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let client = checked::client(&sandbox, "sk_test_backend".parse().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let hook = WebhookUrl::new(&format!("{url}/hooks")).unwrap();
        let endpoints = client.webhook_endpoints();
        let made = endpoints
            .create(&CreateWebhookEndpoint::identity(hook))
            .await;
        let secret = made.unwrap().secret.clone().unwrap();
        let backend = Backend {
            client,
            receiver: Receiver::new(Verifier::new(secret).unwrap()),
            return_url: ReturnUrl::new(&format!("{url}/thanks")).unwrap(),
            people: Arc::default(),
        };
        let app = Router::new()
            .route("/verify/{name}", post(verify))
            .route("/hooks", post(hooks))
            .route("/people/{name}", get(stands))
            .route("/thanks", get(async || "we will see"))
            .with_state(backend.clone());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            sandbox,
            backend,
            url,
            task,
        }
    }

    /// The person asks to be verified, fills in the page that they are sent to, and comes back.
    async fn attempt(&self, name: &str, fields: &str) {
        let sent = visit("POST", &format!("{}/verify/{name}", self.url), "").await;
        assert_eq!(sent.status, 303);
        assert!(sent.location.starts_with(self.sandbox.url()), "{sent:?}");
        let page = visit("GET", &sent.location, "").await;
        assert_eq!(page.status, 200);
        let (_, rest) = page
            .body
            .split_once("name=\"form_token\" value=\"")
            .unwrap();
        let (token, _) = rest.split_once('"').unwrap();
        let form = format!("form_token={token}&{fields}");
        let chosen = visit("POST", &sent.location, &form).await;
        let thanks = format!("{}/thanks", self.url);
        assert_eq!((chosen.status, &chosen.location), (303, &thanks));
        assert_eq!(visit("GET", &chosen.location, "").await.body, "we will see");
        // The server delivers by itself; this only waits for it.
        self.sandbox.sandbox().webhooks().settle().await;
    }

    async fn stands(&self, name: &str) -> String {
        visit("GET", &format!("{}/people/{name}", self.url), "")
            .await
            .body
    }

    fn reason(&self, name: &str) -> Option<Reason> {
        self.backend.people.lock().unwrap()[name].reason.clone()
    }
}

/// What a browser was shown.
#[derive(Debug)]
struct Page {
    status: u16,
    location: String,
    body: String,
}

/// One request as a browser makes it, without following anything.
async fn visit(method: &str, url: &str, form: &str) -> Page {
    let (authority, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(authority).await.unwrap();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let location = head
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    Page {
        status: head[9..12].parse().unwrap(),
        location: location.unwrap_or_default().to_owned(),
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn a_person_is_verified_by_the_page_and_the_backend_hears_of_it() {
    let running = Running::start().await;
    assert_eq!(running.stands("ada").await, "unknown");
    running.attempt("ada", "outcome=verify").await;
    assert_eq!(running.stands("ada").await, "verified");
    // There is nothing left to ask for.
    let again = visit("POST", &format!("{}/verify/ada", running.url), "").await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn a_person_whose_document_is_refused_tries_again_in_the_same_session() {
    let running = Running::start().await;
    running
        .attempt("bob", "outcome=fail&code=document_expired")
        .await;
    assert_eq!(running.stands("bob").await, "asked to try again");
    let expired = Reason::Check(identity_types::LastErrorCode::DocumentExpired);
    assert_eq!(running.reason("bob"), Some(expired));
    running.attempt("bob", "outcome=verify").await;
    assert_eq!(running.stands("bob").await, "verified");
    assert_eq!(running.reason("bob"), None);
    assert_eq!(running.sandbox.sandbox().session_count(), 1);
}

/// Whoever knows the address of the webhooks can send there, and changes nothing.
#[tokio::test]
async fn a_forged_webhook_verifies_nobody() {
    let running = Running::start().await;
    visit("POST", &format!("{}/verify/eve", running.url), "").await;
    let forged = r#"{"object":"event","type":"identity.verification_session.verified"}"#;
    let answer = visit("POST", &format!("{}/hooks", running.url), forged).await;
    assert_eq!(answer.status, 400);
    assert_eq!(running.stands("eve").await, "sent to the page");
}
