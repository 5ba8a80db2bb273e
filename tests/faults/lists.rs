//! Rows 103 to 108: lists that would never end, lead elsewhere, or break off.

use identity_client::{ErrorKind, PageFault};
use identity_types::{Cursor, ListParams, ListVerificationSessions, VerificationSession};

use crate::support::answers::{json, page};
use crate::support::caller::{client, failed};
use crate::support::script::{Again, Request, Step, serve, write};
use crate::support::server::Server;

fn list() -> ListVerificationSessions {
    ListVerificationSessions::new()
}

/// Gives these pages in turn, over and over.
async fn pages(pages: &[(&[&str], bool)]) -> Server {
    let mut script: Vec<Step> = Vec::new();
    for (ids, has_more) in pages {
        script.extend([Request, write(json(200, &page(ids, *has_more)))]);
    }
    script.push(Again);
    Server::always(script).await
}

fn ids(items: &[VerificationSession]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

pub(crate) async fn an_empty_page_that_promises_more() {
    let server = pages(&[(&[], true)]).await;
    let client = client(&server.url);
    let mut items = client.verification_sessions().items(list());
    let error = failed(items.next().await.unwrap());
    assert_eq!(
        (error.kind(), PageFault::of(&error)),
        (ErrorKind::Decode, Some(PageFault::Empty))
    );
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 1);
}

pub(crate) async fn the_same_cursor_again() {
    let server = pages(&[(&["vs_3", "vs_2"], true)]).await;
    let client = client(&server.url);
    let mut items = client.verification_sessions().items(list());
    for _ in 0..2 {
        items.next().await.unwrap().unwrap();
    }
    let error = failed(items.next().await.unwrap());
    assert_eq!(PageFault::of(&error), Some(PageFault::Repeated));
    assert!(items.next().await.is_none());
    assert_eq!(server.requests().len(), 2);
}

/// Each page says that the list is at another host, and nobody asks there: the path stays the call's.
pub(crate) async fn a_url_that_leads_elsewhere() {
    let other = Server::always(serve(json(200, &page(&["vs_0"], false)))).await;
    let elsewhere = |ids: &[&str], has_more| {
        let url = format!("{}/v1/x", other.url);
        let next = format!("{{\"next_page_url\":\"{url}\",");
        let body = page(ids, has_more).replace("https://evil.example/v1/x", &url);
        json(200, &body.replacen('{', &next, 1))
    };
    let script = vec![
        Request,
        write(elsewhere(&["vs_2"], true)),
        Request,
        write(elsewhere(&["vs_1"], false)),
    ];
    let server = Server::always(script).await;
    let client = client(&server.url);
    let mut items = client.verification_sessions().items(list());
    let all = items.collect_at_most(10).await.unwrap();
    assert_eq!(ids(&all), ["vs_2", "vs_1"]);
    let seen = server.requests();
    let lines: Vec<_> = seen.iter().map(|seen| seen.line()).collect();
    assert_eq!(
        lines,
        [
            "GET /v1/identity/verification_sessions",
            "GET /v1/identity/verification_sessions?starting_after=vs_2",
        ]
    );
    assert_eq!(other.connections(), 0);
}

pub(crate) async fn an_item_without_an_id() {
    let broken = page(&["vs_2", "vs_1"], true).replacen("\"id\":\"vs_1\",", "", 1);
    let server = Server::always(serve(json(200, &broken))).await;
    let error = failed(
        client(&server.url)
            .verification_sessions()
            .list(&list())
            .await,
    );
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("at data[1]"), "{error}");
    assert!(error.to_string().contains("`id`"), "{error}");
}

pub(crate) async fn a_page_that_fails_half_way() {
    let refusal = crate::support::answers::error(403, r#""type":"invalid_request_error""#);
    let script = vec![
        Request,
        write(json(200, &page(&["vs_4", "vs_3"], true))),
        Request,
        write(refusal),
        Request,
        write(json(200, &page(&["vs_2", "vs_1"], false))),
    ];
    let server = Server::always(script).await;
    let client = client(&server.url);
    let sessions = client.verification_sessions();
    let mut items = sessions.items(list());
    for id in ["vs_4", "vs_3"] {
        assert_eq!(items.next().await.unwrap().unwrap().id.as_str(), id);
    }
    assert_eq!(failed(items.next().await.unwrap()).kind(), ErrorKind::Api);
    assert!(items.next().await.is_none());
    let cursor = items.resume().cursor();
    assert_eq!(cursor, Some(Cursor::After("vs_3".parse().unwrap())));
    let rest = sessions
        .items(items.resume().clone())
        .collect_at_most(10)
        .await
        .unwrap();
    assert_eq!(ids(&rest), ["vs_2", "vs_1"]);
    assert!(
        server.requests()[2]
            .line()
            .ends_with("?starting_after=vs_3")
    );
}

pub(crate) async fn a_walk_backwards() {
    let server = pages(&[(&["vs_4", "vs_3"], true), (&["vs_6", "vs_5"], false)]).await;
    let client = client(&server.url);
    let from = list().ending_before("vs_2".parse().unwrap());
    let mut items = client.verification_sessions().items(from);
    let all = items.collect_at_most(10).await.unwrap();
    assert_eq!(ids(&all), ["vs_3", "vs_4", "vs_5", "vs_6"]);
    let seen = server.requests();
    assert!(seen[0].line().ends_with("?ending_before=vs_2"));
    assert!(seen[1].line().ends_with("?ending_before=vs_4"));
}
