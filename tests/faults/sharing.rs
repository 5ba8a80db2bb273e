//! Rows 100, 102 and 115: limits, and what clones share and other clients do not.

use std::num::NonZeroU32;
use std::time::Duration;

use identity_client::{CallOptions, Client, ErrorKind, NotRetried, Phase, RateLimit};
use identity_types::ApiKey;
use tokio::time::Instant;

use crate::support::MARK;
use crate::support::answers::{ok, session};
use crate::support::caller::{client, create, create_with, facts, failed, retrieve};
use crate::support::script::serve;
use crate::support::server::Server;
use crate::support::wire::{self, Wire, answer};

/// A limit of nothing cannot be said: the rate is a number that is not zero. More than the burst waits
/// for all its tokens, and where that is too long, it is refused at once.
pub(crate) async fn more_than_the_limit_ever_has() {
    tokio::time::pause();
    let wire = Wire::of(vec![answer(200, &[], &session())]);
    let slow = || wire::builder().rate_limit(RateLimit::per_second(NonZeroU32::MIN));
    let heavy = |weight| CallOptions::new().weight(NonZeroU32::new(weight).unwrap());
    let client = wire.client_of(slow());
    let start = Instant::now();
    create_with(&client, heavy(30)).await.unwrap();
    let waited = start.elapsed();
    assert!((27..=30).contains(&waited.as_secs()), "{waited:?}");

    let start = Instant::now();
    for weight in [62, u32::MAX] {
        let error = failed(create_with(&client, heavy(weight)).await);
        assert_eq!(facts(&error), (ErrorKind::RateLimit, Phase::NotSent, 0));
        assert!(error.retry_after().unwrap() > Duration::from_secs(60));
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
}

pub(crate) async fn a_clone_of_the_client() {
    let server = Server::always(serve(ok())).await;
    let one = client(&server.url);
    for client in [&one, &one.clone(), &one.clone().clone()] {
        create(client).await.unwrap();
    }
    assert_eq!(server.places(), [0, 0, 0], "one pool");

    tokio::time::pause();
    let wire = Wire::of(vec![answer(200, &[], &session())]);
    let one = wire.client();
    let start = Instant::now();
    for _ in 0..26 {
        retrieve(&one).await.unwrap();
        retrieve(&one.clone()).await.unwrap();
    }
    let waited = start.elapsed();
    assert!(
        waited >= Duration::from_millis(1900),
        "one limit of 25 a second: {waited:?}"
    );

    let wire = Wire::of(vec![answer(503, &[], "{}")]);
    let one = wire.client_of(wire::builder().rate_limit(RateLimit::off()));
    for _ in 0..25 {
        failed(retrieve(&one).await);
        failed(retrieve(&one.clone()).await);
    }
    let error = failed(retrieve(&one.clone()).await);
    assert_eq!(error.not_retried(), Some(NotRetried::Budget), "one budget");
    // Another client has its own of everything.
    let other = wire.client_of(wire::builder().rate_limit(RateLimit::off()));
    assert_eq!(failed(retrieve(&other).await).attempts(), 3);
}

pub(crate) async fn two_clients_in_one_process() {
    let server = Server::always(serve(ok())).await;
    let other = ApiKey::new(format!("rk_test_{MARK}OTHER")).unwrap();
    let one = client(&server.url);
    let other = Client::builder(other)
        .base_url(&server.url)
        .account("acct_2".parse().unwrap())
        .api_version("2025-01-27.acacia")
        .with(|transport| transport.app_info("other", None, None))
        .build()
        .unwrap();
    for _ in 0..2 {
        create(&one).await.unwrap();
        create(&other).await.unwrap();
    }
    for (number, seen) in server.requests().iter().enumerate() {
        let is_other = number % 2 == 1;
        let key = if is_other {
            format!("rk_test_{MARK}OTHER")
        } else {
            format!("sk_test_{MARK}")
        };
        assert_eq!(
            seen.header("authorization"),
            Some(&*format!("Bearer {key}"))
        );
        assert_eq!(seen.header("stripe-account"), is_other.then_some("acct_2"));
        assert_eq!(
            seen.header("stripe-version") == Some("2025-01-27.acacia"),
            is_other
        );
        assert_eq!(
            seen.header("user-agent").unwrap().ends_with(" other"),
            is_other
        );
    }
    assert_eq!(server.connections(), 2, "no connection serves two keys");
}
