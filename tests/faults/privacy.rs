//! Every call and helper of the client, with and without async, on objects that are marked all over:
//! nothing of it shows in a value's `Debug`, in an error, or in a log line of any crate at any level.
//!
//! The rows are looked through in the same way: `support/run.rs` looks at what each of them logs, and
//! `support/caller.rs` at what each error says.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Method;
use http_body::Frame;
use identity_client::{CallOptions, Client, Error, Outcome, Wait};
use identity_transport::Body;
use identity_types::{
    CreateEphemeralKey, CreateFileLink, CreateWebhookEndpoint, ListEvents, ListFileLinks,
    ListFiles, ListVerificationReports, ListVerificationSessions, ListWebhookEndpoints, Metadata,
    ProvidedDetailsParam, Timestamp, UpdateFileLink, UpdateVerificationSession,
    UpdateWebhookEndpoint, VerificationSessionStatus, WebhookSecret, WebhookUrl,
};
use identity_webhooks::{Clock, Receiver, Verifier, sign};

use crate::support::MARK;
use crate::support::caller::{all_words, params};
use crate::support::marked;
use crate::support::run::run;
use crate::support::wire::builder;

/// How a call may end: 200 with marked objects, 400 with a marked message, 503 until it is given up.
const STATUSES: [u16; 3] = [200, 400, 503];

/// Looks at everything that `result` shows; true for a success.
fn is_unmarked<T: Debug>(result: &Result<T, Error>) -> bool {
    let words = match result {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => all_words(error),
    };
    assert!(!words.contains(MARK), "{words}");
    result.is_ok()
}

/// Waits for a call, and looks at how it ended.
async fn look<T: Debug>(call: impl Future<Output = Result<T, Error>>, is_ok: bool) {
    let result = call.await;
    assert_eq!(is_unmarked(&result), is_ok, "{result:?}");
}

fn options() -> CallOptions {
    CallOptions::new().context(MARK)
}

fn metadata() -> Metadata {
    let mut metadata = Metadata::new();
    metadata.insert("note", MARK).unwrap();
    metadata
}

fn update() -> UpdateVerificationSession {
    let details = ProvidedDetailsParam::new().email(format!("{MARK}@example.com"));
    UpdateVerificationSession::new()
        .metadata(metadata())
        .provided_details(details)
}

fn patience() -> Wait {
    Wait::at_most(Duration::from_secs(20))
}

async fn all_of_sessions(client: &Client, is_ok: bool) {
    let sessions = client.verification_sessions().with_options(options());
    let id = "vs_1".parse().unwrap();
    look(sessions.create(&params()), is_ok).await;
    look(sessions.retrieve(&id), is_ok).await;
    look(sessions.update(&id, &update()), is_ok).await;
    look(sessions.cancel(&id), is_ok).await;
    look(sessions.redact(&id), is_ok).await;
    look(
        sessions.list(&ListVerificationSessions::new().client_reference_id(MARK)),
        is_ok,
    )
    .await;
    look(
        sessions
            .items(ListVerificationSessions::new())
            .collect_at_most(9),
        is_ok,
    )
    .await;
    look(sessions.ensure(&params()), is_ok).await;
    look(sessions.fresh_url(&id), is_ok).await;
    let verified = [VerificationSessionStatus::Verified];
    // An outage is waited out, and the time runs out first.
    is_unmarked(&sessions.wait_until(&id, &verified, &patience()).await);
    is_unmarked(&sessions.redact_and_wait(&id, &patience()).await);
    if let Ok(session) = sessions.retrieve(&id).await {
        is_unmarked(&sessions.wait_for_outcome(&session, &patience()).await);
        let report = session.last_verification_report.as_ref().unwrap();
        let outcome = Outcome::of(&session, report.object());
        is_unmarked(&Ok((outcome.can_retry(), outcome)));
    }
}

async fn all_of_the_rest(client: &Client, is_ok: bool) {
    let report = "vr_1".parse().unwrap();
    let reports = client.verification_reports();
    look(reports.retrieve(&report), is_ok).await;
    look(reports.list(&ListVerificationReports::new()), is_ok).await;
    look(reports.images(&report), is_ok).await;

    let file: identity_types::FileId = "file_1".parse().unwrap();
    look(client.files().retrieve(&file), is_ok).await;
    look(client.files().list(&ListFiles::new()), is_ok).await;
    look(client.files().content(&file), is_ok).await;
    look(client.files().content_stream(&file, 1 << 20), is_ok).await;
    if let Ok(content) = client.files().content_stream(&file, 1 << 20).await {
        let mut content = content.into_inner();
        while let Some(piece) = content.next().await {
            assert!(is_unmarked(&piece));
        }
        is_unmarked(&Ok(content));
    }

    let link = "link_1".parse().unwrap();
    let links = client.file_links();
    look(
        links.create(&CreateFileLink::new(file.clone()).metadata(metadata())),
        is_ok,
    )
    .await;
    look(links.create_for_image(&file), is_ok).await;
    look(links.retrieve(&link), is_ok).await;
    look(
        links.update(&link, &UpdateFileLink::new().metadata(metadata())),
        is_ok,
    )
    .await;
    look(links.list(&ListFileLinks::new()), is_ok).await;

    look(client.events().retrieve(&"evt_1".parse().unwrap()), is_ok).await;
    look(client.events().list(&ListEvents::new()), is_ok).await;

    let keys = client.ephemeral_keys();
    let for_session = CreateEphemeralKey::new("vs_1".parse().unwrap());
    look(keys.create(&for_session, "2026-10-28.endive"), is_ok).await;
    look(keys.delete(&"ephkey_1".parse().unwrap()), is_ok).await;

    let endpoint = "we_1".parse().unwrap();
    let endpoints = client.webhook_endpoints();
    let url = WebhookUrl::new(&format!("https://hooks.example/{MARK}")).unwrap();
    let create = CreateWebhookEndpoint::identity(url)
        .description(MARK)
        .metadata(metadata());
    look(endpoints.create(&create), is_ok).await;
    look(endpoints.retrieve(&endpoint), is_ok).await;
    look(
        endpoints.update(&endpoint, &UpdateWebhookEndpoint::new().disabled(true)),
        is_ok,
    )
    .await;
    look(endpoints.list(&ListWebhookEndpoints::new()), is_ok).await;
    is_unmarked(&endpoints.delete(&endpoint).await);

    let raw = serde_json::json!({ "email": MARK, MARK: { "a": MARK } });
    look(client.raw(Method::POST, "/v1/x", &raw), is_ok).await;
    look(client.raw(Method::GET, "/v1/x", &raw), is_ok).await;
    look(client.raw(Method::DELETE, "/v1/x", &raw), is_ok).await;
    let key = options().idempotency_key("signup-1".parse().unwrap());
    look(client.raw_with(&key, Method::POST, "/v1/x", &raw), is_ok).await;
    // Refused before anything is sent, without a word of what was given.
    for path in [
        &*format!("/v1/{MARK}?a={MARK}"),
        MARK,
        "//elsewhere.example/v1",
    ] {
        look(client.raw(Method::GET, path, &raw), false).await;
    }
    look(client.raw(Method::PATCH, "/v1/x", &raw), false).await;
}

#[test]
fn calls_and_helpers_show_nothing() {
    for status in STATUSES {
        run(async {
            tokio::time::pause();
            let client = marked::client(status);
            Box::pin(all_of_sessions(&client, status == 200)).await;
            Box::pin(all_of_the_rest(&client, status == 200)).await;
        });
    }
}

/// The same without async: its own thread, and the same log.
#[test]
fn blocking_calls_show_nothing() {
    for status in STATUSES {
        run(async move {
            let log = tracing::dispatcher::get_default(Clone::clone);
            let calls = move || tracing::dispatcher::with_default(&log, || block(status));
            tokio::task::spawn_blocking(calls).await.unwrap();
        });
    }
}

/// Content in many pieces, marked all over: read to its end, cut, over its cap, and stalled.
#[test]
fn content_in_pieces_shows_nothing() {
    for (end, at_most, is_ok) in [
        (End::Whole, 1 << 20, true),
        (End::Cut, 1 << 20, false),
        (End::Whole, 20, false),
        (End::Stalled, 1 << 20, false),
    ] {
        run(async move {
            tokio::time::pause();
            let wire = tower::service_fn(move |_: identity_transport::Request| async move {
                Ok::<_, identity_transport::BoxError>(http::Response::new(Pieces { left: 9, end }))
            });
            let client = builder().build_over(wire).unwrap();
            let file = "file_1".parse().unwrap();
            let content = client.files().content_stream(&file, at_most).await;
            let mut content = content.unwrap().into_inner();
            let mut whole = Vec::new();
            let mut ended_well = true;
            while let Some(piece) = content.next().await {
                ended_well = is_unmarked(&piece);
                whole.extend(piece.iter().flat_map(|piece| piece.expose().to_vec()));
            }
            is_unmarked(&Ok(content));
            assert_eq!(ended_well, is_ok);
            assert!(String::from_utf8(whole).unwrap().contains(MARK));
        });
    }
}

/// How a content ends.
#[derive(Clone, Copy)]
enum End {
    Whole,
    Cut,
    Stalled,
}

/// A body of so many marked pieces.
struct Pieces {
    left: usize,
    end: End,
}

impl http_body::Body for Pieces {
    type Data = bytes::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<Frame<bytes::Bytes>>>> {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            return Poll::Ready(Some(Ok(Frame::data(MARK.into()))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            End::Cut => Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into()))),
            End::Stalled => Poll::Pending,
        }
    }
}

/// Deliveries that are good, changed, unsigned, or no event, to a receiver that must not repeat any of it.
#[test]
fn deliveries_show_nothing() {
    run(async {
        let secret = WebhookSecret::new(format!("whsec_{MARK}"));
        let now = Timestamp::from_secs(1_790_000_000);
        let receiver =
            Receiver::new(Verifier::new(secret.clone()).unwrap()).clock(Clock::new(move || now));
        let event = marked::event();
        let broken = event.replace("\"created\":1", &format!("\"created\":\"{MARK}\""));
        let no_event = format!(r#"{{"object":"{MARK}"}}"#);
        let no_json = format!("{{{MARK}");
        let mut good = 0;
        for body in [&event, &broken, &no_event, &no_json, &MARK.to_owned()] {
            let signed = sign(body.as_bytes(), now, [&secret]);
            let unsigned = format!("t=1790000000,v1={MARK}");
            for header in [signed, unsigned, MARK.to_owned()] {
                let request = http::Request::post("/hook").header("stripe-signature", header);
                let (parts, ()) = request.body(()).unwrap().into_parts();
                let received = receiver.receive(&parts, Body::from(body.clone())).await;
                let words = match received {
                    Ok((delivery, _)) => {
                        good += 1;
                        format!("{delivery:?} {:?}", delivery.identity())
                    }
                    Err(rejection) => format!("{rejection} {rejection:?}"),
                };
                assert!(!words.contains(MARK), "{words}");
            }
        }
        assert_eq!(good, 1);
        assert!(!format!("{receiver:?}").contains(MARK));
    });
}

fn block(status: u16) {
    let client = marked::client(status).into_blocking().unwrap();
    let id = "vs_1".parse().unwrap();
    let sessions = client.verification_sessions().with_options(options());
    for is_ok in [
        is_unmarked(&sessions.create(&params())),
        is_unmarked(&sessions.retrieve(&id)),
        is_unmarked(&sessions.update(&id, &update())),
        is_unmarked(&sessions.list(&ListVerificationSessions::new())),
        is_unmarked(&client.files().content(&"file_1".parse().unwrap())),
        is_unmarked(&client.raw(Method::POST, "/v1/x", &serde_json::json!({ "email": MARK }))),
    ] {
        assert_eq!(is_ok, status == 200);
    }
    let shown = format!("{client:?} {sessions:?}");
    assert!(!shown.contains(MARK), "{shown}");
}
