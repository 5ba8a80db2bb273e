//! Waiting, fresh pages, redaction, images: each with the race it removes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use identity_client::{Client, ErrorKind, FreshUrl, ImageKind, Outcome, Reason, Wait, Waited};
use identity_types::{LastErrorCode, VerificationSessionId, VerificationSessionStatus as Status};
use tokio::time::Instant;

use crate::fake_api::FakeApi;
use crate::support::{Log, client, json, session};

const MISSING: &str = r#"{"error":{"type":"invalid_request_error","code":"resource_missing"}}"#;

fn id() -> VerificationSessionId {
    "vs_1".parse().unwrap()
}

/// Answers retrieves with the bodies in turn, the last one for ever. An empty body is a 503.
fn in_turn(bodies: Vec<String>) -> (Client, Log) {
    let turn = AtomicUsize::new(0);
    client(move |_| {
        let turn = turn.fetch_add(1, Ordering::SeqCst).min(bodies.len() - 1);
        match bodies[turn].as_str() {
            "" => json(503, "{}"),
            body => json(200, body),
        }
    })
}

fn statuses(statuses: &[&str]) -> (Client, Log) {
    in_turn(
        statuses
            .iter()
            .map(|status| session("vs_1", status))
            .collect(),
    )
}

fn minute() -> Wait {
    Wait::at_most(Duration::from_secs(60)).jitter(|| u64::MAX)
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_state_and_looks_less_and_less_often() {
    let (client, log) = statuses(&["requires_input", "processing", "processing", "verified"]);
    let start = Instant::now();
    let waited = client
        .verification_sessions()
        .wait_until(&id(), &[Status::Verified], &minute())
        .await
        .unwrap();
    assert!(waited.is_reached());
    assert_eq!(log.all().len(), 4);
    assert_eq!(start.elapsed().as_millis(), 1000 + 1500 + 2250);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_cannot_come_any_more_ends_the_wait_at_once() {
    let (client, log) = statuses(&["requires_input", "canceled"]);
    let waited = client
        .verification_sessions()
        .wait_until(&id(), &[Status::Verified], &minute())
        .await
        .unwrap();
    assert!(matches!(&waited, Waited::Settled(session) if session.status == Status::Canceled));
    assert_eq!(log.all().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_keeps_its_end_and_hands_over_what_it_saw() {
    for total in [0, 1, 5, 60, 3600] {
        let (client, log) = statuses(&["processing"]);
        let start = Instant::now();
        let wait = Wait::at_most(Duration::from_secs(total));
        let waited = client
            .verification_sessions()
            .wait_until(&id(), &[Status::Verified], &wait)
            .await
            .unwrap();
        assert!(
            matches!(&waited, Waited::TimedOut(session) if session.status == Status::Processing)
        );
        assert!(start.elapsed().as_secs() <= total, "{total}");
        assert!(start.elapsed().as_secs() + 2 >= total, "{total}");
        assert!(log.all().len() as u64 <= 2 + total, "{total}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_waited_out_and_what_will_not_is_told_at_once() {
    // Three attempts of one look fail, which is what the stack gives up after.
    let failed = vec![String::new(); 4];
    let bodies = [
        vec![session("vs_1", "processing")],
        failed,
        vec![session("vs_1", "verified")],
    ];
    let (patient, _) = in_turn(bodies.concat());
    let waited = patient
        .verification_sessions()
        .wait_until(&id(), &[Status::Verified], &minute())
        .await
        .unwrap();
    assert!(waited.is_reached());

    let (down, _) = in_turn(vec![String::new()]);
    let error = down
        .verification_sessions()
        .wait_until(&id(), &[Status::Verified], &minute())
        .await
        .unwrap_err();
    assert!(error.is_retryable());

    let (missing, log) = client(|_| json(404, MISSING));
    let error = missing
        .verification_sessions()
        .wait_until(&id(), &[Status::Verified], &minute())
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 404);
    assert_eq!(log.all().len(), 1);
}

fn failed_attempt(code: &str, report: &str) -> String {
    session("vs_1", "requires_input")
        .replace(
            "\"last_error\":null",
            &format!(r#""last_error":{{"code":"{code}","reason":"why"}}"#),
        )
        .replace(
            "\"last_verification_report\":null",
            &format!(r#""last_verification_report":"{report}""#),
        )
}

#[tokio::test(start_paused = true)]
async fn the_state_of_before_is_not_taken_for_the_outcome() {
    let before = failed_attempt("document_expired", "vr_1");
    let after = failed_attempt("document_expired", "vr_2");
    let processing = session("vs_1", "processing");
    // The person is back before the checks begin: the first look is as before.
    let bodies = vec![
        before.clone(),
        before,
        processing.clone(),
        processing,
        after,
    ];
    let (client, log) = in_turn(bodies);
    let sessions = client.verification_sessions();
    let before = sessions.retrieve(&id()).await.unwrap();
    let waited = sessions.wait_for_outcome(&before, &minute()).await.unwrap();
    let Waited::Reached(session) = waited else {
        unreachable!("the second attempt failed too")
    };
    let expired = Reason::Check(LastErrorCode::DocumentExpired);
    assert_eq!(Outcome::of(&session, None), Outcome::Retryable(expired));
    assert_eq!(
        session
            .last_verification_report
            .as_ref()
            .unwrap()
            .id()
            .as_str(),
        "vr_2"
    );
    assert_eq!(log.all().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_session_has_no_outcome_yet() {
    let (client, _) = statuses(&["requires_input", "requires_input", "verified"]);
    let sessions = client.verification_sessions();
    let before = sessions.retrieve(&id()).await.unwrap();
    let waited = sessions.wait_for_outcome(&before, &minute()).await.unwrap();
    assert_eq!(waited.session().status, Status::Verified);
}

#[tokio::test]
async fn each_page_is_fresh_and_none_is_handed_out_for_a_session_that_is_under_way() {
    let turn = AtomicUsize::new(0);
    let (client, _) = client(move |_| {
        let turn = turn.fetch_add(1, Ordering::SeqCst);
        match turn {
            2 => json(200, session("vs_1", "processing")),
            turn => json(
                200,
                session("vs_1", "requires_input").replace("start/test_a", &format!("start/{turn}")),
            ),
        }
    });
    let sessions = client.verification_sessions();
    let mut pages = Vec::new();
    for _ in 0..2 {
        let fresh = sessions.fresh_url(&id()).await.unwrap();
        assert!(!format!("{fresh:?}").contains("start/"));
        pages.push(fresh.url().unwrap().expose().to_owned());
    }
    assert_ne!(pages[0], pages[1]);
    let closed = sessions.fresh_url(&id()).await.unwrap();
    assert!(matches!(closed, FreshUrl::Closed(session) if session.status == Status::Processing));
}

/// A session that is redacted by a POST unless it is in processing, with statuses that change by
/// themselves at each retrieve.
fn redactable(statuses: &'static [&'static str]) -> (Client, Log) {
    struct State {
        looks: usize,
        redaction: Option<u32>,
    }
    let state = Mutex::new(State {
        looks: 0,
        redaction: None,
    });
    client(move |sent| {
        let mut state = state.lock().unwrap();
        let status = statuses[state.looks.min(statuses.len() - 1)];
        if sent.method == http::Method::POST {
            if status == "processing" {
                return json(400, r#"{"error":{"type":"invalid_request_error"}}"#);
            }
            state.redaction = Some(3);
        } else {
            state.looks += 1;
        }
        let redaction = match &mut state.redaction {
            None => "null".to_owned(),
            Some(0) => r#"{"status":"redacted"}"#.to_owned(),
            Some(left) => {
                *left -= 1;
                r#"{"status":"processing"}"#.to_owned()
            }
        };
        let body = session("vs_1", status);
        json(
            200,
            body.replace("\"redaction\":null", &format!("\"redaction\":{redaction}")),
        )
    })
}

fn posts(log: &Log) -> usize {
    log.lines()
        .iter()
        .filter(|line| line.starts_with("POST"))
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_redaction_is_seen_through() {
    let (client, log) = redactable(&["verified"]);
    let sessions = client.verification_sessions();
    let waited = sessions.redact_and_wait(&id(), &minute()).await.unwrap();
    assert!(waited.is_reached());
    assert_eq!(posts(&log), 1);
    // Once more: it is not asked for again.
    assert!(
        sessions
            .redact_and_wait(&id(), &minute())
            .await
            .unwrap()
            .is_reached()
    );
    assert_eq!(posts(&log), 1);
}

#[tokio::test(start_paused = true)]
async fn a_session_in_processing_is_redacted_when_it_is_out_of_it() {
    let (client, log) = redactable(&["processing", "processing", "verified"]);
    let waited = client
        .verification_sessions()
        .redact_and_wait(&id(), &minute())
        .await;
    assert!(waited.unwrap().is_reached());
    assert_eq!(posts(&log), 1);
}

#[tokio::test(start_paused = true)]
async fn a_person_who_submits_between_look_and_redaction_only_delays_it() {
    let (client, log) = redactable(&["requires_input", "processing", "processing", "verified"]);
    let waited = client
        .verification_sessions()
        .redact_and_wait(&id(), &minute())
        .await;
    assert!(waited.unwrap().is_reached());
    assert_eq!(posts(&log), 2, "one refused, one taken");
}

#[tokio::test(start_paused = true)]
async fn a_redaction_that_is_refused_for_good_is_an_error() {
    let (client, _) = client(|sent| match sent.method {
        http::Method::POST => json(400, r#"{"error":{"type":"invalid_request_error"}}"#),
        _ => json(200, session("vs_1", "verified")),
    });
    let waited = client
        .verification_sessions()
        .redact_and_wait(&id(), &minute())
        .await;
    assert_eq!(waited.unwrap_err().kind(), ErrorKind::Api);
}

#[tokio::test(start_paused = true)]
async fn links_to_images_end_thirty_seconds_from_when_each_is_made_by_the_apis_clock() {
    const REPORT: &str = r#"{"id":"vr_1","object":"identity.verification_report","client_reference_id":null,"created":1,
        "livemode":false,"type":"document","verification_session":"vs_1",
        "document":{"status":"verified","error":null,"files":["file_1","file_2"],"address":null,"first_name":null,
        "issued_date":null,"issuing_country":null,"last_name":null,"type":null},
        "selfie":{"status":"verified","error":null,"document":"file_1","selfie":"file_3"}}"#;
    let busy = AtomicUsize::new(0);
    let (client, log) = client(move |sent| {
        if sent.path.contains("reports") {
            let mut answer = json(200, REPORT);
            // An hour away from any clock here.
            let date = "Thu, 01 Jan 1970 01:00:00 GMT".parse().unwrap();
            answer.headers_mut().insert("date", date);
            return answer;
        }
        // The second link needs a retry, and so some seconds.
        if sent.body.contains("file_2") && busy.fetch_add(1, Ordering::SeqCst) == 0 {
            let mut answer = json(429, r#"{"error":{"type":"invalid_request_error"}}"#);
            answer
                .headers_mut()
                .insert("retry-after", "7".parse().unwrap());
            return answer;
        }
        let file = sent.body.split(['=', '&']).nth(1).unwrap();
        json(
            200,
            format!(
                r#"{{"id":"link_1","object":"file_link","created":1,"expired":false,"expires_at":31,"file":"{file}",
            "livemode":false,"metadata":{{}},"url":"https://files.stripe.com/links/SECRET"}}"#
            ),
        )
    });
    let images = client
        .verification_reports()
        .images(&"vr_1".parse().unwrap())
        .await
        .unwrap();
    let shown: Vec<_> = images
        .iter()
        .map(|image| (image.kind, image.file.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            (ImageKind::Document, "file_1"),
            (ImageKind::Document, "file_2"),
            (ImageKind::Selfie, "file_3"),
        ]
    );
    assert!(!format!("{images:?}").contains("SECRET"));
    let ends: Vec<_> = log
        .all()
        .iter()
        .filter(|sent| sent.method == http::Method::POST)
        .map(|sent| sent.body.clone())
        .collect();
    assert_eq!(ends[0], "file=file_1&expires_at=3630");
    assert_eq!(ends[1], "file=file_2&expires_at=3630");
    assert_eq!(ends.last().unwrap(), "file=file_3&expires_at=3637");
}

#[tokio::test]
async fn an_outcome_is_read_off_what_came() {
    let api = FakeApi::with(&[("vs_1", "canceled")]);
    let session = api
        .client()
        .verification_sessions()
        .retrieve(&id())
        .await
        .unwrap();
    assert_eq!(
        Outcome::of(&session, None),
        Outcome::Final(Reason::Canceled)
    );
}
