//! A webhook endpoint as a user writes one: an axum handler with the extractor of `identity-webhooks`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use identity_sandbox::Sandbox;
use identity_types::{EventType, WebhookSecret};
use identity_webhooks::{Clock, Delivery, Receiver, Verifier, Webhook};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::call::post_to;

/// A running endpoint; it ends with the test.
pub(crate) struct Hook {
    pub(crate) url: String,
    pub(crate) log: Log,
    task: JoinHandle<()>,
}

/// What came, and what is answered.
#[derive(Clone, Default)]
pub(crate) struct Log {
    received: Arc<Mutex<Vec<(Delivery, HeaderMap)>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
    receiver: Arc<Mutex<Option<Receiver>>>,
}

impl FromRef<Log> for Receiver {
    fn from_ref(log: &Log) -> Self {
        log.receiver.lock().unwrap().clone().unwrap()
    }
}

async fn receive(
    State(log): State<Log>,
    headers: HeaderMap,
    Webhook(delivery): Webhook,
) -> StatusCode {
    log.received.lock().unwrap().push((delivery, headers));
    let answer = log.answers.lock().unwrap().pop_front();
    StatusCode::from_u16(answer.unwrap_or(200)).unwrap()
}

impl Hook {
    /// Listens, makes an endpoint for these events by the API, and verifies with its secret.
    pub(crate) async fn start(sandbox: &Sandbox, events: &str) -> Self {
        let hook = Self::listen().await;
        let form = format!("url={}/hooks&{events}", hook.url);
        let endpoint = post_to(sandbox, "/v1/webhook_endpoints", &form).json();
        hook.verify(sandbox, &[endpoint["secret"].as_str().unwrap()]);
        hook
    }

    /// Listens, and waits for its secret.
    pub(crate) async fn listen() -> Self {
        let log = Log::default();
        let app: Router = Router::new()
            .route("/hooks", post(receive))
            .with_state(log.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { url, log, task }
    }

    /// Verifies with these secrets, on the sandbox's clock.
    pub(crate) fn verify(&self, sandbox: &Sandbox, secrets: &[&str]) {
        let mut secrets = secrets.iter().map(|secret| WebhookSecret::new(*secret));
        let mut verifier = Verifier::new(secrets.next().unwrap()).unwrap();
        for secret in secrets {
            verifier = verifier.also(secret).unwrap();
        }
        let clock = sandbox.clock().clone();
        let receiver = Receiver::new(verifier).clock(Clock::new(move || clock.now()));
        *self.log.receiver.lock().unwrap() = Some(receiver);
    }

    /// The statuses of the next answers; then 200 again.
    pub(crate) fn answer(&self, statuses: &[u16]) {
        self.log.answers.lock().unwrap().extend(statuses);
    }

    /// What came since the last time, in its order.
    pub(crate) fn take(&self) -> Vec<(Delivery, HeaderMap)> {
        std::mem::take(&mut *self.log.received.lock().unwrap())
    }

    /// The last words of the types of what came since the last time.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |kind: &EventType| kind.as_str().rsplit('.').next().unwrap().to_owned();
        self.take()
            .iter()
            .map(|(delivery, _)| name(&delivery.event_type()))
            .collect()
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.task.abort();
    }
}
