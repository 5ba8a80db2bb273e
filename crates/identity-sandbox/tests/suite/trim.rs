//! What has had its time is gone, on the sandbox's clock: versions of sessions that nothing names any more, and
//! with a data file, from there too.

use std::time::Duration;

use http::Method;
use identity_sandbox::{Clock, Sandbox};
use serde_json::Value;
use tower_service::Service as _;

use crate::call::{SESSIONS, START, request};
use crate::edges::Folder;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn post(sandbox: &Sandbox, path: &str, key: &str, form: &str) -> Value {
    let request = request(Method::POST, path).header("idempotency-key", key);
    let request = request.body(form.to_owned()).unwrap();
    let answer = sandbox.service().call(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(answer.into_body().bytes()).unwrap()
}

async fn get(sandbox: &Sandbox, path: &str) -> Value {
    let request = request(Method::GET, path).body(String::new()).unwrap();
    let answer = sandbox.service().call(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    serde_json::from_slice(answer.into_body().bytes()).unwrap()
}

/// How many records of each kind there are.
fn count(sandbox: &Sandbox, kind: &str) -> usize {
    let text = serde_json::to_string(&sandbox.snapshot()).unwrap();
    let snapshot: Value = serde_json::from_str(&text).unwrap();
    let records = snapshot["records"].as_array().unwrap();
    let of_kind = |record: &&Value| record[1].get(kind).is_some();
    records.iter().filter(of_kind).count()
}

#[tokio::test]
async fn versions_go_with_the_keys_and_the_events_that_name_them() {
    let folder = Folder::new("trim");
    let path = folder.path("state");
    let open = || Sandbox::builder().seed(7).open(&path).unwrap();
    let clock = Clock::frozen(START);
    let sandbox = Sandbox::builder().seed(7).clock(clock.clone());
    let sandbox = sandbox.open(&path).unwrap();
    let created = post(&sandbox, SESSIONS, "create", "type=document").await;
    let session = format!("{SESSIONS}/{}", created["id"].as_str().unwrap());
    let mut updates = Vec::new();
    for key in ["one", "two", "three"] {
        let form = format!("metadata[n]={key}");
        updates.push(post(&sandbox, &session, key, &form).await);
    }
    // The one that the event names, and one for each key.
    let all = |sandbox: &Sandbox| ["Session", "Event", "Key"].map(|kind| count(sandbox, kind));
    assert_eq!(all(&sandbox), [4, 1, 4]);

    clock.advance(DAY - Duration::from_secs(1));
    let again = post(&sandbox, &session, "one", "metadata[n]=one").await;
    assert_eq!(again, updates[0], "a day is not over yet");

    // Whatever call comes next, the keys have had their day; the first version and the last are still named.
    clock.advance(Duration::from_secs(1));
    get(&sandbox, "/v1/events").await;
    assert_eq!(all(&sandbox), [2, 1, 0]);
    drop(sandbox);

    let sandbox = open();
    assert_eq!(all(&sandbox), [2, 1, 0], "the file has forgotten them, too");
    sandbox.clock().advance(29 * DAY);
    get(&sandbox, "/v1/events").await;
    assert_eq!(all(&sandbox), [1, 0, 0]);
    drop(sandbox);

    let sandbox = open();
    assert_eq!(
        get(&sandbox, &session).await["metadata"],
        updates[2]["metadata"]
    );
    let updated = post(&sandbox, &session, "four", "metadata[n]=four").await;
    assert_eq!(updated["metadata"]["n"], "four");
    // The version before it is named by nothing, and goes with the next thing that does.
    assert_eq!(all(&sandbox), [2, 0, 1]);
    sandbox.clock().advance(DAY);
    get(&sandbox, "/v1/events").await;
    assert_eq!(all(&sandbox), [1, 0, 0]);
    drop(sandbox);
    assert_eq!(
        get(&open(), &session).await["metadata"],
        updated["metadata"]
    );
}
