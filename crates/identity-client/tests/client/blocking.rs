//! The blocking client: in a plain thread, inside runtimes of both kinds, and at its end.

use identity_client::blocking::Client;
use identity_client::{Ensured, ErrorKind, Wait};
use identity_types::{
    CreateVerificationSession, ListVerificationSessions, VerificationSessionStatus,
};
use std::time::Duration;

use crate::fake_api::FakeApi;
use crate::support::{client, json, page};

fn ensure(client: &Client) -> Ensured {
    let params = CreateVerificationSession::document().client_reference_id("user");
    client.verification_sessions().ensure(&params).unwrap()
}

#[test]
fn it_works_in_a_plain_thread() {
    let api = FakeApi::default();
    let client = api.client().into_blocking().unwrap();
    let session = ensure(&client);
    let wait = Wait::at_most(Duration::ZERO);
    let states = [VerificationSessionStatus::Verified];
    let waited = client
        .verification_sessions()
        .wait_until(&session.session().id, &states, &wait)
        .unwrap();
    assert!(!waited.is_reached());
}

#[tokio::test]
async fn it_works_inside_a_runtime_of_one_thread() {
    let api = FakeApi::default();
    let client = api.client().into_blocking().unwrap();
    ensure(&client);
    // And is dropped there.
    drop(client);
    assert_eq!(api.sessions().len(), 1);
}

#[test]
fn it_works_in_tasks_of_a_runtime_of_many_threads_and_from_many_at_once() {
    let api = FakeApi::default();
    let client = api.client().into_blocking().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .unwrap();
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            runtime.spawn(async move { ensure(&client).session().id.clone() })
        })
        .collect();
    let ids: Vec<_> = tasks
        .into_iter()
        .map(|task| runtime.block_on(task).unwrap())
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(api.sessions().len(), 1);
}

#[test]
fn no_peer_is_a_typed_error_and_no_panic() {
    // A real wire: the port was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let client = identity_client::Client::builder("sk_test_1".parse().unwrap())
        .base_url(&url)
        .max_retries(0)
        .build()
        .unwrap()
        .into_blocking()
        .unwrap();
    let error = client
        .verification_sessions()
        .retrieve(&"vs_1".parse().unwrap())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect);
}

#[test]
fn content_is_an_iterator_and_can_be_written_somewhere() {
    let (client, _) = client(|_| json(200, "face"));
    let client = client.into_blocking().unwrap();
    let id = "file_1".parse().unwrap();
    let pieces = client.files().content_stream(&id, 4).unwrap().into_inner();
    let pieces: Result<Vec<_>, _> = pieces.collect();
    assert_eq!(pieces.unwrap()[0].expose().as_ref(), b"face");

    let mut sink = Vec::new();
    let content = client.files().content_stream(&id, 4).unwrap().into_inner();
    assert_eq!(content.write_to(&mut sink).unwrap(), 4);
    assert_eq!(sink, b"face");
}

#[test]
fn lists_are_iterators() {
    let (client, _) = client(|_| json(200, page(&["vs_2", "vs_1"], false)));
    let client = client.into_blocking().unwrap();
    let sessions = client.verification_sessions();
    let ids: Result<Vec<_>, _> = sessions
        .items(ListVerificationSessions::new())
        .map(|item| item.map(|item| item.id.to_string()))
        .collect();
    assert_eq!(ids.unwrap(), ["vs_2", "vs_1"]);
    let mut pages = sessions.pages(ListVerificationSessions::new());
    assert_eq!(pages.next().unwrap().unwrap().data.len(), 2);
    assert!(pages.next().is_none());
}
