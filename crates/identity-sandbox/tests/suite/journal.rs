//! The journal: what it has, and what it never has.

use http::{Method, Request, StatusCode};
use identity_sandbox::{Fault, JournalQuery, Sandbox};

use crate::call::{SESSIONS, get, post, request, sandbox, send};

fn entries(
    sandbox: &Sandbox,
    change: impl FnOnce(&mut JournalQuery),
) -> Vec<identity_sandbox::JournalEntry> {
    let mut query = JournalQuery::default();
    change(&mut query);
    sandbox.journal().entries(&query)
}

/// Everything that a person or a program could type, and must not be found again.
fn talk(sandbox: &Sandbox) {
    post(
        sandbox,
        "type=document&client_reference_id=jane&metadata[jane]=jane&provided_details[email]=jane@example.com&jane=1&return_url=https://jane.test",
    );
    get(sandbox, &format!("{SESSIONS}/jane"));
    get(sandbox, &format!("{SESSIONS}/vs_jane?expand[]=jane"));
    get(sandbox, "/v1/jane/jane?jane=jane");
    let keyed = request(Method::POST, SESSIONS).header("idempotency-key", "jane");
    send(sandbox, keyed.body("type=jane".to_owned()).unwrap()).unwrap();
    let method = Method::from_bytes(b"JANE").unwrap();
    let _ = send(
        sandbox,
        request(method, "/jane").body(String::new()).unwrap(),
    );
    let other = Request::get("/v1/x").header("authorization", "Bearer sk_test_jane");
    send(sandbox, other.body(String::new()).unwrap()).unwrap();
}

#[test]
fn what_was_typed_is_not_in_the_masked_journal() {
    let sandbox = sandbox();
    talk(&sandbox);
    let entries = entries(&sandbox, |_| ());
    assert_eq!(entries.len(), 7);
    let text = format!("{}{entries:?}", serde_json::to_string(&entries).unwrap()).to_lowercase();
    for typed in ["jane", "sk_test"] {
        assert!(!text.contains(typed), "{typed}: {text}");
    }
    let first = &entries[0];
    assert_eq!(
        (first.method.as_str(), first.path.as_str(), first.status),
        ("POST", SESSIONS, Some(400))
    );
    assert_eq!(
        first.parameters,
        [
            "type",
            "client_reference_id",
            "metadata",
            "provided_details",
            "(unknown)",
            "return_url"
        ]
    );
    assert_eq!(entries[1].path, format!("{SESSIONS}/{{session}}"));
    assert_eq!(entries[1].code.as_deref(), Some("resource_missing"));
    assert_eq!(entries[3].path, "(unknown)");
    assert!(entries[4].idempotency_key && !entries[0].idempotency_key);
}

#[test]
fn an_unmasked_journal_keeps_all_but_the_key_of_the_caller() {
    let sandbox = Sandbox::builder().unmasked_journal().build();
    talk(&sandbox);
    let text = serde_json::to_string(&entries(&sandbox, |_| ())).unwrap();
    assert!(text.contains("jane@example.com") && text.contains("/v1/jane/jane?jane=jane"));
    assert!(!text.contains("sk_test_123"));
    // In a program's own log it is masked even so.
    assert!(!format!("{:?}", entries(&sandbox, |_| ())).contains("jane"));
}

#[test]
fn it_is_asked_by_what_is_known_of_a_request() {
    let sandbox = sandbox();
    let made = post(&sandbox, "type=document");
    get(&sandbox, SESSIONS);
    sandbox.faults().arm(Fault::ResetBeforeCommit);
    let lost = request(Method::GET, SESSIONS).body(String::new()).unwrap();
    assert!(send(&sandbox, lost).is_err());
    let other = Request::get(SESSIONS).header("authorization", "Bearer sk_test_other");
    send(&sandbox, other.body(String::new()).unwrap()).unwrap();
    let numbers = |change: &dyn Fn(&mut JournalQuery)| -> Vec<u64> {
        entries(&sandbox, |query| change(query))
            .iter()
            .map(|entry| entry.number)
            .collect()
    };
    assert_eq!(
        numbers(&|query| query.on = Some("GET".parse().unwrap())),
        [2, 3, 4]
    );
    assert_eq!(
        numbers(&|query| query.on = Some("POST /v1/identity/**".parse().unwrap())),
        [1]
    );
    assert_eq!(numbers(&|query| query.after = Some(2)), [3, 4]);
    assert_eq!(numbers(&|query| query.limit = Some(1)), [4]);
    let id = made.header("request-id").to_owned();
    assert_eq!(numbers(&|query| query.request_id = Some(id.clone())), [1]);
    let account = entries(&sandbox, |_| ())[0].account.clone();
    assert!(account.as_ref().is_some_and(|id| id.starts_with("acct_")));
    assert_eq!(numbers(&|query| query.account = account.clone()), [1, 2, 3]);
    assert_eq!(entries(&sandbox, |_| ())[2].status, None);
    assert_eq!(numbers(&|query| query.status = Some(200)), [1, 2, 4]);
    let later = sandbox.clock().now().saturating_add(1);
    assert!(numbers(&|query| query.since = Some(later)).is_empty());
}

#[test]
fn the_oldest_make_room_and_zero_is_off() {
    let sandbox = Sandbox::builder().journal_capacity(2).build();
    for _ in 0..5 {
        assert_eq!(get(&sandbox, SESSIONS).status, StatusCode::OK);
    }
    let numbers: Vec<_> = entries(&sandbox, |_| ())
        .iter()
        .map(|entry| entry.number)
        .collect();
    assert_eq!(numbers, [4, 5]);
    sandbox.journal().clear();
    assert!(entries(&sandbox, |_| ()).is_empty());
    let off = Sandbox::builder().journal_capacity(0).build();
    get(&off, SESSIONS);
    assert!(entries(&off, |_| ()).is_empty());
}
