//! A wire without a socket: answers by a list, on a clock that tests pause, and notes what it was sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use identity_client::{Client, ClientBuilder};
use identity_transport::{Body, BoxError, Request, Response};
use tokio::time::Instant;
use tower::util::BoxCloneSyncService;

use super::caller::key;

/// What reached the wire, and when.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) key: Option<String>,
    pub(crate) at: Instant,
}

#[derive(Clone, Default)]
pub(crate) struct Wire {
    answers: Arc<Vec<Response>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Wire {
    /// Gives these answers in turn, and the last one to all that follow.
    pub(crate) fn of(answers: Vec<Response>) -> Self {
        Self {
            answers: Arc::new(answers),
            sent: Arc::default(),
        }
    }

    /// A client over this wire, whose backoffs take no time.
    pub(crate) fn client(&self) -> Client {
        self.client_of(builder())
    }

    pub(crate) fn client_of(&self, builder: ClientBuilder) -> Client {
        builder
            .build_over(self.service())
            .expect("settings that work")
    }

    pub(crate) fn service(&self) -> BoxCloneSyncService<Request, Response, BoxError> {
        let wire = self.clone();
        BoxCloneSyncService::new(tower::service_fn(move |request: Request| {
            std::future::ready(Ok(wire.answer(&request)))
        }))
    }

    fn answer(&self, request: &Request) -> Response {
        let key = request.headers().get("idempotency-key");
        let mut sent = self.sent.lock().unwrap();
        sent.push(Sent {
            key: key.map(|key| key.to_str().expect("text").to_owned()),
            at: Instant::now(),
        });
        self.answers[(sent.len() - 1).min(self.answers.len() - 1)].clone()
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    /// How long after each other requests were sent.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        let sent = self.sent();
        sent.windows(2).map(|two| two[1].at - two[0].at).collect()
    }
}

pub(crate) fn builder() -> ClientBuilder {
    Client::builder(key()).with(|transport| transport.jitter(|| 0))
}

/// An answer with these headers.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
    let mut answer = http::Response::builder()
        .status(status)
        .header("request-id", "req_1");
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(Body::from(body.to_owned())).expect("an answer")
}
