//! Lists: order, filters, pages, cursors.

use std::time::Duration;

use identity_sandbox::Sandbox;
use serde_json::Value;

use crate::call::{SESSIONS, get, post, sandbox};
use crate::lifecycle::create;

const REPORTS: &str = "/v1/identity/verification_reports";

/// The ids of a page, and whether there are more.
fn page(sandbox: &Sandbox, path: &str) -> (Vec<String>, bool) {
    let list = get(sandbox, path).json();
    let id = |object: &Value| object["id"].as_str().unwrap().to_owned();
    let data = list["data"].as_array().unwrap().iter().map(id).collect();
    (data, list["has_more"].as_bool().unwrap())
}

fn filled(count: usize) -> (Sandbox, Vec<String>) {
    let sandbox = sandbox();
    let mut ids: Vec<String> = (0..count)
        .map(|number| {
            // Two of each second.
            sandbox.clock().advance(Duration::from_millis(500));
            let form = format!("type=document&client_reference_id=user_{}", number % 3);
            create(&sandbox, &form).to_string()
        })
        .collect();
    ids.reverse();
    (sandbox, ids)
}

#[test]
fn pages_go_down_and_up_and_say_whether_there_is_more() {
    let (sandbox, ids) = filled(12);
    assert_eq!(page(&sandbox, SESSIONS), (ids[..10].to_vec(), true));
    let after = |at: usize, limit| {
        page(
            &sandbox,
            &format!("{SESSIONS}?limit={limit}&starting_after={}", ids[at]),
        )
    };
    let before = |at: usize, limit| {
        page(
            &sandbox,
            &format!("{SESSIONS}?limit={limit}&ending_before={}", ids[at]),
        )
    };
    assert_eq!(after(3, 4), (ids[4..8].to_vec(), true));
    assert_eq!(after(7, 4), (ids[8..].to_vec(), false));
    assert_eq!(after(11, 4), (Vec::new(), false));
    assert_eq!(before(8, 4), (ids[4..8].to_vec(), true));
    assert_eq!(before(4, 4), (ids[..4].to_vec(), false));
    assert_eq!(before(0, 4), (Vec::new(), false));
    assert_eq!(
        page(&sandbox, &format!("{SESSIONS}?limit=500")),
        (ids.clone(), false)
    );
}

#[test]
fn filters_take_what_they_name() {
    let (sandbox, ids) = filled(9);
    let session = |at: usize| identity_types::VerificationSessionId::new(&ids[at]).unwrap();
    sandbox.verify(&session(2)).unwrap();
    sandbox.verify(&session(5)).unwrap();
    let list = |query: &str| page(&sandbox, &format!("{SESSIONS}?{query}")).0;
    assert_eq!(list("status=verified"), [ids[2].clone(), ids[5].clone()]);
    assert_eq!(list("status=verified&limit=1"), [ids[2].clone()]);
    // ids are newest first: number 8 is ids[0].
    assert_eq!(
        list("client_reference_id=user_0"),
        [ids[2].clone(), ids[5].clone(), ids[8].clone()]
    );
    assert_eq!(
        list("client_reference_id=user_0&status=requires_input"),
        [ids[8].clone()]
    );
    assert!(list("client_reference_id=user_9").is_empty());
    let created = get(&sandbox, &format!("{SESSIONS}/{}", ids[4])).json()["created"]
        .as_i64()
        .unwrap();
    let same: Vec<String> = list(&format!("created={created}"));
    assert!(same.contains(&ids[4]) && same.len() <= 2);
    let newer = list(&format!("created[gt]={created}"));
    let rest = list(&format!("created[lte]={created}"));
    assert_eq!([newer, rest].concat(), ids);
    assert!(list("created[gt]=9&created[lt]=5").is_empty());
}

#[test]
fn related_customers_can_be_listed() {
    let sandbox = sandbox();
    let one = create(
        &sandbox,
        "type=document&related_customer=cus_1&related_customer_account=acct_1",
    );
    create(&sandbox, "type=document&related_customer=cus_2");
    for query in ["related_customer=cus_1", "related_customer_account=acct_1"] {
        assert_eq!(
            page(&sandbox, &format!("{SESSIONS}?{query}")).0,
            [one.to_string()]
        );
    }
}

#[test]
fn reports_are_listed_by_what_they_are_about() {
    let sandbox = sandbox();
    let document = create(&sandbox, "type=document&client_reference_id=a");
    let number = create(&sandbox, "type=id_number&client_reference_id=b");
    sandbox
        .fail(&document, identity_types::LastErrorCode::DocumentExpired)
        .unwrap();
    sandbox.verify(&number).unwrap();
    sandbox.verify(&document).unwrap();
    let list = |query: &str| page(&sandbox, &format!("{REPORTS}?{query}")).0;
    let all = list("");
    assert_eq!(all.len(), 3);
    assert_eq!(
        list(&format!("verification_session={document}")),
        [all[0].clone(), all[2].clone()]
    );
    assert_eq!(list("type=id_number"), [all[1].clone()]);
    assert_eq!(
        list("client_reference_id=a&type=document"),
        [all[0].clone(), all[2].clone()]
    );
    assert_eq!(
        list(&format!("starting_after={}", all[0])),
        all[1..].to_vec()
    );
    assert!(list("verification_session=vs_1").is_empty());
}

#[test]
fn what_is_no_page_is_refused_in_the_apis_words() {
    let sandbox = sandbox();
    post(&sandbox, "type=document");
    for (query, status, message) in [
        (
            "limit=0",
            400,
            "This value must be greater than or equal to 1.",
        ),
        ("limit=x", 400, "Invalid integer: x"),
        (
            "starting_after=vs_1",
            400,
            "No such VerificationSession: 'vs_1'",
        ),
        (
            "starting_after=vs_1&ending_before=vs_2",
            400,
            "Received both starting_after and ending_before parameters. Please pass in only one.",
        ),
        (
            "status=done",
            400,
            "Invalid status: must be one of canceled, processing, requires_input, or verified",
        ),
        (
            "created[after]=1",
            400,
            "Received unknown parameter: created[after]",
        ),
        ("created[gt]=soon", 400, "Invalid integer: soon"),
        (
            "expand[]=verified_outputs",
            400,
            "This property cannot be expanded (verified_outputs). You may want to try expanding \
             'data.verified_outputs' instead.",
        ),
    ] {
        let answer = get(&sandbox, &format!("{SESSIONS}?{query}"));
        assert_eq!(
            (answer.status.as_u16(), answer.message().as_str()),
            (status, message),
            "{query}"
        );
    }
}
