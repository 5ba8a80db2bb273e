//! A small stateful API with the rules of idempotency, for races that a canned answer cannot show.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use http::Method;
use identity_client::Client;
use identity_transport::{Request, Response};
use tokio::sync::Barrier;

use crate::support::{Log, Sent, json, session};

const SESSIONS: &str = "/v1/identity/verification_sessions";

#[derive(Default)]
struct State {
    /// Id and status, oldest first.
    sessions: Vec<(String, String)>,
    /// Body and answer of each key.
    stored: HashMap<String, (String, u16, String)>,
    /// Answers of the next creates instead of a session.
    failures: Vec<(u16, &'static str)>,
    /// Statuses that the next retrieves set before they answer.
    next_statuses: Vec<&'static str>,
    /// What the list shows, if it is behind.
    listed: Option<Vec<(String, String)>>,
}

/// The API, and what it was sent.
#[derive(Clone, Default)]
pub(crate) struct FakeApi {
    state: Arc<Mutex<State>>,
    pub(crate) log: Log,
    /// So many lists wait for each other before they answer.
    meet: Arc<Mutex<Option<Arc<Barrier>>>>,
}

impl FakeApi {
    pub(crate) fn with(sessions: &[(&str, &str)]) -> Self {
        let api = Self::default();
        api.state().sessions = owned(sessions);
        api
    }

    pub(crate) fn client(&self) -> Client {
        let api = self.clone();
        let wire = tower::service_fn(move |request: Request| {
            let api = api.clone();
            async move { Ok::<_, Infallible>(api.answer(&Sent::of(&request)).await) }
        });
        Client::builder("sk_test_1".parse().unwrap())
            .build_over(wire)
            .unwrap()
    }

    /// The next `callers` lists are answered together: none of them sees what another one creates.
    pub(crate) fn let_lists_meet(&self, callers: usize) {
        *self.meet.lock().unwrap() = Some(Arc::new(Barrier::new(callers)));
    }

    pub(crate) fn fail_creates(&self, failures: &[(u16, &'static str)]) {
        self.state().failures = failures.to_vec();
    }

    pub(crate) fn list_shows(&self, sessions: &[(&str, &str)]) {
        self.state().listed = Some(owned(sessions));
    }

    /// Each retrieve takes one of `statuses` and puts it on the session first.
    pub(crate) fn statuses_of_retrieves(&self, statuses: &[&'static str]) {
        self.state().next_statuses = statuses.iter().rev().copied().collect();
    }

    pub(crate) fn set(&self, id: &str, status: &str) {
        for (known, old) in &mut self.state().sessions {
            if known == id {
                status.clone_into(old);
            }
        }
    }

    pub(crate) fn sessions(&self) -> Vec<(String, String)> {
        self.state().sessions.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    async fn answer(&self, sent: &Sent) -> Response {
        self.log.push(sent.clone());
        if sent.method == Method::GET && sent.path == SESSIONS {
            let meet = self.meet.lock().unwrap().clone();
            let answer = self.list();
            if let Some(meet) = meet {
                meet.wait().await;
                *self.meet.lock().unwrap() = None;
            }
            return answer;
        }
        if sent.method == Method::POST && sent.path == SESSIONS {
            // The network's part: the others get their turn.
            tokio::task::yield_now().await;
            return self.create(sent);
        }
        let id = sent.path.trim_start_matches(SESSIONS).trim_matches('/');
        self.retrieve(id)
    }

    fn list(&self) -> Response {
        let state = self.state();
        let shown = state.listed.as_ref().unwrap_or(&state.sessions);
        let data: Vec<_> = shown
            .iter()
            .rev()
            .map(|(id, status)| session(id, status))
            .collect();
        let data = data.join(",");
        json(
            200,
            format!(r#"{{"object":"list","data":[{data}],"has_more":false,"url":"{SESSIONS}"}}"#),
        )
    }

    fn retrieve(&self, id: &str) -> Response {
        let next = self.state().next_statuses.pop();
        if let Some(status) = next {
            self.set(id, status);
        }
        let state = self.state();
        let found = state.sessions.iter().find(|(known, _)| known == id);
        match found {
            Some((id, status)) => json(200, session(id, status)),
            None => json(
                404,
                r#"{"error":{"type":"invalid_request_error","code":"resource_missing"}}"#,
            ),
        }
    }

    fn create(&self, sent: &Sent) -> Response {
        let key = sent.header("idempotency-key").unwrap().to_owned();
        let mut state = self.state();
        if let Some((body, status, answer)) = state.stored.get(&key) {
            if *body != sent.body {
                return json(400, r#"{"error":{"type":"idempotency_error"}}"#);
            }
            let mut replay = json(*status, answer.clone());
            let yes = "true".parse().unwrap();
            replay.headers_mut().insert("idempotent-replayed", yes);
            return replay;
        }
        let (status, answer) = match state.failures.pop() {
            Some((status, answer)) => (status, answer.to_owned()),
            None => {
                let id = format!("vs_new{}", state.sessions.len());
                state
                    .sessions
                    .push((id.clone(), "requires_input".to_owned()));
                (200, session(&id, "requires_input"))
            }
        };
        if status != 409 {
            let stored = (sent.body.clone(), status, answer.clone());
            state.stored.insert(key, stored);
        }
        json(status, answer)
    }
}

fn owned(sessions: &[(&str, &str)]) -> Vec<(String, String)> {
    sessions
        .iter()
        .map(|(id, status)| ((*id).to_owned(), (*status).to_owned()))
        .collect()
}
