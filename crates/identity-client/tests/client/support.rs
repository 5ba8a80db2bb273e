//! A wire that records what it is sent and answers by a function.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};

use http::{HeaderMap, Method};
use identity_client::{Client, Error};
use identity_transport::{Body, Request, Response};
use tower::util::ServiceFn;

/// What reached the wire.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) body: String,
    pub(crate) headers: HeaderMap,
}

impl Sent {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            host: request.uri().host().unwrap_or_default().to_owned(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            body: String::from_utf8(request.body().as_bytes().to_vec()).unwrap(),
            headers: request.headers().clone(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Method, path and query or body in one line.
    pub(crate) fn line(&self) -> String {
        let params = format!("{}{}", self.query, self.body);
        format!("{} {} {params}", self.method, self.path)
            .trim_end()
            .to_owned()
    }
}

/// What a wire was sent, in order.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Sent>>>);

impl Log {
    pub(crate) fn push(&self, sent: Sent) {
        self.0.lock().unwrap().push(sent);
    }

    /// How many creates of a session there were.
    pub(crate) fn creates(&self) -> usize {
        self.create_keys().len()
    }

    /// Their keys.
    pub(crate) fn create_keys(&self) -> Vec<String> {
        let sent = self.all().into_iter();
        sent.filter(|sent| sent.method == Method::POST && sent.path.ends_with("_sessions"))
            .map(|sent| sent.header("idempotency-key").unwrap().to_owned())
            .collect()
    }

    pub(crate) fn all(&self) -> Vec<Sent> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.all().iter().map(Sent::line).collect()
    }

    pub(crate) fn last(&self) -> Sent {
        self.all().pop().expect("something was sent")
    }
}

/// A client whose wire answers by `answer`, and what that wire was sent.
pub(crate) fn client(answer: impl Fn(&Sent) -> Response + Send + Sync + 'static) -> (Client, Log) {
    let log = Log::default();
    let client = Client::builder("rk_test_1".parse().unwrap())
        .build_over(wire(log.clone(), Arc::new(answer)))
        .unwrap();
    (client, log)
}

type Answer = Arc<dyn Fn(&Sent) -> Response + Send + Sync>;

fn wire(
    log: Log,
    answer: Answer,
) -> ServiceFn<
    impl Fn(Request) -> Ready<Result<Response, Infallible>> + Clone + Send + Sync + 'static,
> {
    tower::service_fn(move |request: Request| {
        let sent = Sent::of(&request);
        log.push(sent.clone());
        ready(Ok(answer(&sent)))
    })
}

/// An answer with a status and a JSON body.
pub(crate) fn json(status: u16, body: impl Into<String>) -> Response {
    http::Response::builder()
        .status(status)
        .header("request-id", "req_1")
        .body(Body::from(body.into()))
        .unwrap()
}

/// The same answer to every request.
pub(crate) fn always(status: u16, body: &'static str) -> impl Fn(&Sent) -> Response {
    move |_| json(status, body)
}

/// A session as the API writes it.
pub(crate) fn session(id: &str, status: &str) -> String {
    let (secret, url) = if status == "requires_input" {
        (
            format!("\"{id}_secret_test_a\""),
            "\"https://verify.stripe.com/start/test_a\"",
        )
    } else {
        ("null".to_owned(), "null")
    };
    format!(
        r#"{{"id":"{id}","object":"identity.verification_session","client_reference_id":null,"client_secret":{secret},"created":1790000000,"last_error":null,"last_verification_report":null,"livemode":false,"metadata":{{}},"options":{{}},"redaction":null,"related_customer":null,"related_customer_account":null,"status":"{status}","type":"document","url":{url}}}"#
    )
}

/// A page of sessions.
pub(crate) fn page(ids: &[&str], has_more: bool) -> String {
    let data: Vec<_> = ids.iter().map(|id| session(id, "verified")).collect();
    let data = data.join(",");
    format!(
        r#"{{"object":"list","data":[{data}],"has_more":{has_more},"url":"https://evil.example/v1/x"}}"#
    )
}

/// What `error` and all its causes say, and its `Debug`.
pub(crate) fn all_words(error: &Error) -> String {
    let mut words = format!("{error:?} {error}");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        words.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    words
}
