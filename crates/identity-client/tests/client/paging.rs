//! Lists: both directions, the guards, and going on after a failure.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use identity_client::{CallOptions, ErrorKind, PageFault};
use identity_types::{Cursor, ListParams, ListVerificationSessions, VerificationSession};

use crate::support::{Sent, client, json, page};

/// A list of `vs_9` (newest) to `vs_1`, three a page.
fn nine(sent: &Sent) -> identity_transport::Response {
    let value = |name: &str| {
        sent.query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name))
            .map(|id| id.trim_start_matches("vs_").parse::<u32>().unwrap())
    };
    let (ids, has_more): (Vec<u32>, bool) =
        match (value("starting_after="), value("ending_before=")) {
            (None, None) => ((7..=9).rev().collect(), true),
            (Some(id), _) => ((id.saturating_sub(3).max(1)..id).rev().collect(), id > 4),
            (_, Some(id)) => ((id + 1..=(id + 3).min(9)).rev().collect(), id < 6),
        };
    let ids: Vec<_> = ids.iter().map(|id| format!("vs_{id}")).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    json(200, page(&ids, has_more))
}

fn ids(items: &[VerificationSession]) -> String {
    let ids: Vec<_> = items.iter().map(|item| &item.id.as_str()[3..]).collect();
    ids.join("")
}

#[tokio::test]
async fn forwards_is_from_new_to_old_and_backwards_from_old_to_new() {
    let (client, log) = client(nine);
    let sessions = client.verification_sessions();
    let list = ListVerificationSessions::new().limit(3);
    let items = sessions
        .items(list.clone())
        .collect_at_most(100)
        .await
        .unwrap();
    assert_eq!(ids(&items), "987654321");
    assert_eq!(
        log.lines()
            .iter()
            .map(|line| line.split(' ').nth(2).unwrap())
            .collect::<Vec<_>>(),
        [
            "limit=3",
            "limit=3&starting_after=vs_7",
            "limit=3&starting_after=vs_4"
        ],
    );
    assert!(log.all().iter().all(|sent| sent.host == "api.stripe.com"));

    let back = list.ending_before("vs_2".parse().unwrap());
    let items = sessions
        .items(back.clone())
        .collect_at_most(100)
        .await
        .unwrap();
    assert_eq!(ids(&items), "3456789");
    // Pages keep the API's order.
    let mut pages = sessions.pages(back);
    assert_eq!(ids(&pages.next().await.unwrap().unwrap().data), "543");
    assert_eq!(ids(&pages.next().await.unwrap().unwrap().data), "876");
    assert_eq!(ids(&pages.next().await.unwrap().unwrap().data), "9");
    assert!(pages.next().await.is_none());
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn options_go_to_every_page_and_a_key_to_none() {
    let (client, log) = client(nine);
    let options = CallOptions::new()
        .account("acct_1".parse().unwrap())
        .api_version("2025-01-27.acacia")
        .idempotency_key("mine".parse().unwrap());
    let sessions = client.verification_sessions().with_options(options);
    let all = sessions
        .items(ListVerificationSessions::new())
        .collect_at_most(100)
        .await;
    assert_eq!(all.unwrap().len(), 9);
    assert_eq!(log.all().len(), 3);
    for sent in log.all() {
        assert_eq!(sent.header("stripe-account"), Some("acct_1"));
        assert_eq!(sent.header("stripe-version"), Some("2025-01-27.acacia"));
        assert_eq!(sent.header("idempotency-key"), None);
    }
}

#[tokio::test]
async fn a_walk_in_a_circle_ends_with_a_typed_error() {
    for circle in [&["vs_3"][..], &["vs_3", "vs_2", "vs_1"]] {
        let turn = AtomicUsize::new(0);
        let (client, log) = client(move |_| {
            let turn = turn.fetch_add(1, Ordering::SeqCst);
            json(200, page(&[circle[turn % circle.len()]], true))
        });
        let mut items = client
            .verification_sessions()
            .items(ListVerificationSessions::new());
        let mut given = 0;
        let error = loop {
            match items.next().await.expect("an error ends it") {
                Ok(_) => given += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(given, circle.len());
        assert_eq!(
            (error.kind(), PageFault::of(&error)),
            (ErrorKind::Decode, Some(PageFault::Repeated))
        );
        assert!(!error.is_retryable());
        assert!(items.next().await.is_none());
        assert_eq!(log.all().len(), circle.len() + 1);
    }
}

#[tokio::test]
async fn the_callers_own_cursor_counts_as_a_place_too() {
    let (client, log) = client(|_| json(200, page(&["vs_5"], true)));
    let list = ListVerificationSessions::new().starting_after("vs_5".parse().unwrap());
    let error = client
        .verification_sessions()
        .items(list)
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(PageFault::of(&error), Some(PageFault::Repeated));
    assert_eq!(log.all().len(), 1);
}

#[tokio::test]
async fn an_empty_page_that_promises_more_is_a_typed_error() {
    let (client, log) = client(|_| json(200, page(&[], true)));
    let mut pages = client
        .verification_sessions()
        .pages(ListVerificationSessions::new());
    let error = pages.next().await.unwrap().unwrap_err();
    assert_eq!(PageFault::of(&error), Some(PageFault::Empty));
    assert!(pages.next().await.is_none());
    assert_eq!(log.all().len(), 1);
}

#[tokio::test]
async fn an_item_without_id_is_named() {
    let broken = page(&["vs_2", "vs_1"], false).replacen("\"id\":\"vs_1\",", "", 1);
    let (client, _) = client(move |_| json(200, broken.clone()));
    let error = client
        .verification_sessions()
        .list(&ListVerificationSessions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(
        error.to_string().contains("data[1]") && error.to_string().contains("`id`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_walk_that_failed_half_way_goes_on_after_the_last_item() {
    let broken = Mutex::new(true);
    let (client, log) = client(move |sent| {
        if sent.query.contains("starting_after=vs_7")
            && std::mem::take(&mut *broken.lock().unwrap())
        {
            return json(403, r#"{"error":{"type":"invalid_request_error"}}"#);
        }
        nine(sent)
    });
    let sessions = client.verification_sessions();
    let mut items = sessions.items(ListVerificationSessions::new());
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    // In the middle of a page too: what follows is what was not given out.
    assert_eq!(
        items.resume().cursor(),
        Some(Cursor::After("vs_8".parse().unwrap()))
    );
    items.next().await.unwrap().unwrap();
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api, "the broken page");
    assert!(items.next().await.is_none());

    let rest = sessions
        .items(items.resume().clone())
        .collect_at_most(100)
        .await
        .unwrap();
    assert_eq!(ids(&rest), "654321");
    assert_eq!(log.all().len(), 4);
}

#[tokio::test]
async fn an_empty_list_is_no_items_and_one_call() {
    let (client, log) = client(|_| json(200, page(&[], false)));
    let mut items = client
        .verification_sessions()
        .items(ListVerificationSessions::new());
    assert!(items.next().await.is_none());
    assert_eq!(log.all().len(), 1);
}

#[tokio::test]
async fn bad_parameters_are_refused_before_the_first_page() {
    let (client, log) = client(nine);
    let list = ListVerificationSessions::new().limit(101);
    let error = client
        .verification_sessions()
        .items(list)
        .next()
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!(error.invalid_input().unwrap().path(), "limit");
    assert!(log.all().is_empty());
}
