//! State in a file: what was told of is there when the sandbox is opened again.

use std::path::Path;
use std::time::Duration;

use http::{Method, StatusCode};
use identity_sandbox::{Clock, DataError, Outcome, Permissions, Sandbox};
use identity_types::LastErrorCode;

use crate::call::{Answer, SESSIONS, START, request};
use crate::edges::Folder;

fn open(path: &Path) -> Sandbox {
    Sandbox::builder().seed(7).open(path).unwrap()
}

/// A call through the service, which waits for the disk.
async fn call(sandbox: &Sandbox, method: Method, path: &str, key: &str, form: &str) -> Answer {
    use tower_service::Service as _;

    let request = request(method, path).header("idempotency-key", key);
    let request = request.body(form.to_owned()).unwrap();
    let (parts, body) = sandbox.service().call(request).await.unwrap().into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(body.into_bytes().into()).unwrap(),
    }
}

/// Everything that can be seen of a sandbox.
fn seen(sandbox: &Sandbox) -> (String, String, u64) {
    (
        serde_json::to_string(&sandbox.sessions()).unwrap(),
        serde_json::to_string(&sandbox.events()).unwrap(),
        sandbox.billable_attempts(),
    )
}

/// What happens, a step a number; the answers of all steps are what two runs are compared by.
async fn step(sandbox: &Sandbox, number: usize) -> String {
    let ids: Vec<_> = sandbox
        .sessions()
        .iter()
        .map(|each| each.id.clone())
        .collect();
    let post = async |path: String, form| {
        call(sandbox, Method::POST, &path, &number.to_string(), form)
            .await
            .text
    };
    match number {
        0..=2 => post(SESSIONS.to_owned(), "type=document&metadata[n]=1").await,
        3 => post(format!("{SESSIONS}/{}", ids[1]), "metadata[m]=2").await,
        4 => post(format!("{SESSIONS}/{}/cancel", ids[1]), "").await,
        5 => post(format!("{SESSIONS}/{}/redact", ids[1]), "").await,
        6 => {
            let outcome = Outcome::fail(LastErrorCode::DocumentExpired);
            sandbox.outcome(&ids[0], outcome).unwrap();
            sandbox
                .script(
                    &ids[2],
                    [
                        Outcome::abandon(),
                        Outcome::verify().after(Duration::from_secs(60)),
                    ],
                )
                .unwrap();
            sandbox.saved().await.unwrap();
            String::new()
        }
        7 => {
            sandbox.submit(&ids[2]).unwrap();
            sandbox.submit(&ids[2]).unwrap();
            sandbox.saved().await.unwrap();
            String::new()
        }
        8 => {
            sandbox.clock().advance(Duration::from_secs(61));
            sandbox.run_due();
            sandbox.saved().await.unwrap();
            String::new()
        }
        // A replay.
        9 => {
            call(
                sandbox,
                Method::POST,
                SESSIONS,
                "0",
                "type=document&metadata[n]=1",
            )
            .await
            .text
        }
        _ => post(SESSIONS.to_owned(), "type=document").await,
    }
}

#[tokio::test]
async fn a_sandbox_that_is_opened_before_every_step_is_one_that_never_closed() {
    let folder = Folder::new("steps");
    let whole = Sandbox::builder()
        .seed(7)
        .clock(Clock::frozen(START))
        .build();
    let first = Sandbox::builder().seed(7).clock(Clock::frozen(START));
    drop(first.open(folder.path("state")).unwrap());
    // A replay changes nothing, so that its request id may come again: it is the last step.
    for number in [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 9] {
        let sandbox = open(&folder.path("state"));
        assert_eq!(sandbox.clock().now(), whole.clock().now(), "step {number}");
        let (interrupted, expected) = (step(&sandbox, number).await, step(&whole, number).await);
        assert_eq!(interrupted, expected, "step {number}");
        assert_eq!(seen(&sandbox), seen(&whole), "step {number}");
        drop(sandbox);
        assert_eq!(
            seen(&open(&folder.path("state"))),
            seen(&whole),
            "after step {number}"
        );
    }
    assert_eq!(whole.session_count(), 5);
    assert!(whole.events().len() >= 9);
}

#[tokio::test]
async fn what_is_known_of_keys_is_kept() {
    let folder = Folder::new("keys");
    let sandbox = open(&folder.path("state"));
    sandbox.expire_key("sk_test_123");
    sandbox.restrict_key("rk_test_9", Permissions::default());
    drop(sandbox);
    let answer = call(&open(&folder.path("state")), Method::GET, SESSIONS, "k", "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_seed_of_the_file_counts() {
    let folder = Folder::new("seed");
    let create = async |sandbox: &Sandbox| {
        call(sandbox, Method::POST, SESSIONS, "", "type=document")
            .await
            .json()["id"]
            .clone()
    };
    create(&open(&folder.path("state"))).await;
    let other = Sandbox::builder()
        .seed(8)
        .open(folder.path("state"))
        .unwrap();
    let expected = Sandbox::builder().seed(7).build();
    create(&expected).await;
    assert_eq!(create(&other).await, create(&expected).await);
}

#[tokio::test]
async fn one_sandbox_at_a_time() {
    let folder = Folder::new("twice");
    let _first = open(&folder.path("state"));
    let error = Sandbox::builder().open(folder.path("state")).unwrap_err();
    assert!(matches!(error, DataError::InUse), "{error:?}");
    assert!(
        error
            .to_string()
            .starts_with("another sandbox has the data file open")
    );
}
