//! Rows 86 to 95, 99 and 101: what is sent again, when, and what the error says at last.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Method;
use identity_client::{CallOptions, Client, ErrorKind, NotRetried, Phase};
use identity_transport::{AttemptEvent, Body, Error, KeySource};
use identity_types::IdempotencyKey;
use tokio::time::Instant;

use crate::support::MARK;
use crate::support::answers::session;
use crate::support::caller::{create, create_with, delete, facts, failed, key, retrieve, status};
use crate::support::wire::{Wire, answer, builder};

fn error(code: &str) -> String {
    format!(r#"{{"error":{{"type":"invalid_request_error","code":"{code}","message":"{MARK}"}}}}"#)
}

fn ok() -> identity_transport::Response {
    answer(200, &[], &session())
}

fn unavailable() -> identity_transport::Response {
    answer(503, &[], &error("x"))
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// In milliseconds, to the next ten: tokio's timers are a millisecond late at times.
fn tens(pause: Duration) -> u128 {
    (pause.as_millis() + 5) / 10 * 10
}

/// Few retries, ever slower, and an error that says all there is to say.
pub(crate) async fn a_storm_of_429() {
    tokio::time::pause();
    let wire = Wire::of(vec![answer(
        429,
        &[("retry-after", "2")],
        &error("rate_limit"),
    )]);
    let client = wire.client();
    let start = Instant::now();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 3));
    assert_eq!(
        (status(&error), error.retry_after()),
        (Some(429), Some(secs(2)))
    );
    assert_eq!(
        error.api_error().unwrap().code.as_deref(),
        Some("rate_limit")
    );
    assert!(error.is_retryable() && error.to_string().contains("rate_limit"));
    assert_eq!(start.elapsed().as_secs(), 4);

    for _ in 0..200 {
        failed(create(&client).await);
    }
    let sent = wire.sent().len();
    assert!(
        (201..=301).contains(&sent),
        "201 calls, and a budget of a hundred retries: {sent}"
    );
    let pauses = wire.pauses();
    let last: Duration = pauses[pauses.len() - 20..].iter().sum();
    assert!(
        last > secs(8),
        "twenty at full pace take less than a second: {last:?}"
    );
}

/// The pace stays what it was: a lock says nothing about the rate.
pub(crate) async fn a_429_about_a_lock() {
    tokio::time::pause();
    let locked = answer(429, &[], &error("lock_timeout"));
    let wire = Wire::of(vec![locked, ok()]);
    let client = Client::builder(key()).with(|transport| transport.jitter(|| u64::MAX / 2));
    let client = wire.client_of(client);
    assert_eq!(create(&client).await.unwrap().attempts(), 2);
    assert_eq!(tens(wire.pauses()[0]), 250, "half of the longest");
    tokio::time::advance(secs(1)).await;
    let start = Instant::now();
    for _ in 0..51 {
        retrieve(&client).await.unwrap();
    }
    assert!(
        start.elapsed() <= secs(2),
        "25 a second: {:?}",
        start.elapsed()
    );
}

pub(crate) async fn a_key_that_is_in_use() {
    tokio::time::pause();
    let wire = Wire::of(vec![
        answer(409, &[], &error("idempotency_key_in_use")),
        ok(),
    ]);
    let client = Client::builder(key()).with(|transport| transport.jitter(|| u64::MAX));
    let response = create(&wire.client_of(client)).await.unwrap();
    assert_eq!(response.attempts(), 2);
    let sent = wire.sent();
    assert!(sent[0].key.is_some() && sent[0].key == sent[1].key);
    assert_eq!(tens(wire.pauses()[0]), 500);
}

/// The same key again gives the stored result; an advice against it is obeyed.
pub(crate) async fn a_500_after_the_write() {
    let replay = answer(200, &[("idempotent-replayed", "true")], &session());
    let wire = Wire::of(vec![answer(500, &[], &error("x")), replay]);
    let response = create(&wire.client()).await.unwrap();
    assert!(response.idempotent_replayed());
    let sent = wire.sent();
    assert!(sent[0].key.is_some() && sent[0].key == sent[1].key);

    let wire = Wire::of(vec![answer(
        500,
        &[("stripe-should-retry", "false")],
        &error("x"),
    )]);
    let error = failed(create(&wire.client()).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
    assert_eq!(error.not_retried(), Some(NotRetried::Advice));
    assert!(!error.is_retryable());
}

pub(crate) async fn advice_to_retry() {
    let wire = Wire::of(vec![answer(
        200,
        &[("stripe-should-retry", "true")],
        &session(),
    )]);
    assert_eq!(create(&wire.client()).await.unwrap().attempts(), 1);
    assert_eq!(wire.sent().len(), 1);

    let wire = Wire::of(vec![
        answer(402, &[("stripe-should-retry", "true")], &error("x")),
        ok(),
    ]);
    assert_eq!(create(&wire.client()).await.unwrap().attempts(), 2);
    // But never a call that could take effect twice.
    let wire = Wire::of(vec![
        answer(500, &[("stripe-should-retry", "true")], &error("x")),
        ok(),
    ]);
    let error = failed(delete(&wire.client()).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
    assert_eq!(error.not_retried(), Some(NotRetried::MaybeSent));
}

pub(crate) async fn advice_in_odd_words() {
    for (values, code, attempts) in [
        (&["TRUE"][..], 400, 2),
        (&[" true "], 400, 2),
        (&["False"], 503, 1),
        (&["1"], 400, 1),
        (&["0"], 503, 2),
        (&["yes"], 400, 1),
        (&[""], 503, 2),
        (&["true", "true"], 400, 2),
        (&["no idea", "false"], 503, 1),
    ] {
        let headers: Vec<_> = values
            .iter()
            .map(|value| ("stripe-should-retry", *value))
            .collect();
        let wire = Wire::of(vec![answer(code, &headers, &error("x")), ok()]);
        let _ = create(&wire.client()).await;
        assert_eq!(wire.sent().len(), attempts, "{code} {values:?}");
    }
}

pub(crate) async fn waits_of_every_kind() {
    tokio::time::pause();
    let date = ("date", "Tue, 01 Jan 2030 00:00:00 GMT");
    for (value, waited) in [
        ("0", Some(0)),
        (" 7 ", Some(7)),
        ("30", Some(30)),
        ("-5", Some(0)),
        ("soon", Some(0)),
        ("1.5", Some(0)),
        ("Tue, 01 Jan 2030 00:00:09 GMT", Some(9)),
        ("Mon, 31 Dec 2029 23:59:00 GMT", Some(0)),
        ("61", None),
        ("9223372036854775808", None),
        ("99999999999999999999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None),
    ] {
        let wire = Wire::of(vec![
            answer(503, &[("retry-after", value), date], &error("x")),
            ok(),
        ]);
        let result = create(&wire.client()).await;
        if let Some(waited) = waited {
            assert_eq!(result.unwrap().attempts(), 2, "{value}");
            assert_eq!(wire.pauses()[0].as_secs(), waited, "{value}");
        } else {
            let error = failed(result);
            assert_eq!(
                facts(&error),
                (ErrorKind::Api, Phase::Answered, 1),
                "{value}"
            );
            assert_eq!(error.not_retried(), Some(NotRetried::Hint));
            assert!(
                error.retry_after().unwrap() > secs(60),
                "the caller gets the hint"
            );
        }
    }
}

/// Every call draws anew, from the first retry on, over the whole of the wait.
pub(crate) async fn a_thousand_that_fail_at_once() {
    tokio::time::pause();
    let wire = Wire::of(vec![unavailable()]);
    let waits = Arc::<Mutex<Vec<Duration>>>::default();
    let told = Arc::clone(&waits);
    let client = Client::builder(key())
        .max_retries(1)
        .rate_limit(identity_client::RateLimit::off())
        .with(move |transport| {
            let told = Arc::clone(&told);
            transport.on_attempt(move |event: &AttemptEvent<'_>| {
                told.lock().unwrap().extend(event.backoff())
            })
        });
    let client = wire.client_of(client);
    for _ in 0..100 {
        failed(retrieve(&client).await);
    }
    let mut waits = waits.lock().unwrap().clone();
    assert_eq!(waits.len(), 100, "as many as the budget holds");
    waits.sort_unstable();
    assert!(waits[99] <= Duration::from_millis(500));
    let early = waits.iter().filter(|wait| wait.as_millis() < 250).count();
    assert!(
        (15..=85).contains(&early),
        "half of them in the first half: {early}"
    );
    waits.dedup();
    assert_eq!(waits.len(), 100, "no two are alike");
}

/// Whichever way it is made, a POST has a key or is not sent.
pub(crate) async fn a_post_without_a_key() {
    let wire = Wire::of(vec![unavailable()]);
    let client = wire.client();
    failed(create(&client).await);
    failed(client.raw(Method::POST, "/v1/x", &()).await);
    let request = http::Request::post("/v1/x").body(Body::empty()).unwrap();
    client.transport().call(request).await.unwrap();
    let sent = wire.sent();
    assert_eq!(sent.len(), 9);
    for three in sent.chunks(3) {
        assert!(three[0].key.is_some() && three.iter().all(|sent| sent.key == three[0].key));
    }

    struct Dry;
    impl KeySource for Dry {
        fn key(&self) -> Result<IdempotencyKey, Error> {
            Err(Error::config("no randomness"))
        }
    }
    let wire = Wire::of(vec![ok()]);
    let client = wire.client_of(builder().with(|transport| transport.key_source(Dry)));
    assert_eq!(
        facts(&failed(create(&client).await)),
        (ErrorKind::Config, Phase::NotSent, 0)
    );
    assert!(wire.sent().is_empty());
}

/// A wait that would pass the caller's time is not begun.
pub(crate) async fn retries_beyond_the_callers_patience() {
    tokio::time::pause();
    let wire = Wire::of(vec![answer(503, &[("retry-after", "2")], &error("x"))]);
    let client = wire.client();
    let start = Instant::now();
    let options = CallOptions::new().timeout(secs(5)).max_retries(100);
    let error = failed(create_with(&client, options).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 3));
    assert_eq!(error.not_retried(), Some(NotRetried::Deadline));
    assert_eq!(
        (start.elapsed().as_secs(), error.elapsed().as_secs()),
        (4, 4)
    );
}

/// The wall clock of this machine may say what it likes: waits run on the monotonic clock (which this
/// test moves, and lints forbid the other one), and a date is measured against the answer's own.
pub(crate) async fn a_wall_clock_that_jumps() {
    tokio::time::pause();
    for year in [1999, 2031, 2400] {
        let [date, later] = ["00:00:00", "00:00:07"].map(|time| httpdate(year, time));
        let headers = [("date", &*date), ("retry-after", &*later)];
        let wire = Wire::of(vec![answer(503, &headers, &error("x")), ok()]);
        let response = create(&wire.client()).await.unwrap();
        assert_eq!(wire.pauses()[0].as_secs(), 7);
        assert_eq!(response.elapsed().as_secs(), 7);
    }
}

/// The first of January, whose day of the week nobody checks against the date but the parser.
fn httpdate(year: u32, time: &str) -> String {
    let day = match year {
        1999 => "Fri",
        2031 => "Wed",
        _ => "Sat",
    };
    format!("{day}, 01 Jan {year} {time} GMT")
}

pub(crate) async fn an_empty_retry_budget() {
    tokio::time::pause();
    let wire = Wire::of(vec![unavailable()]);
    let client = wire.client_of(builder().rate_limit(identity_client::RateLimit::off()));
    for _ in 0..50 {
        let error = failed(create(&client).await);
        assert_eq!(
            (error.attempts(), error.not_retried()),
            (3, Some(NotRetried::Attempts))
        );
    }
    let start = Instant::now();
    let error = failed(create(&client).await);
    assert_eq!(facts(&error), (ErrorKind::Api, Phase::Answered, 1));
    assert_eq!(
        (status(&error), error.not_retried()),
        (Some(503), Some(NotRetried::Budget))
    );
    assert_eq!(start.elapsed(), Duration::ZERO);
    // A clone has the same one.
    assert_eq!(
        failed(create(&client.clone()).await).not_retried(),
        Some(NotRetried::Budget)
    );
}
