//! The shared quota against a real Redis: exact between processes, and bounded when it is slow or gone.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/fleet.rs"]
mod fleet;
#[path = "support/redis_server.rs"]
mod redis_server;

use std::process::{Command, Stdio};
use std::time::Duration;

use identity_transport::layers::{Grant, QuotaRequest, QuotaStore, RedisQuota};

use self::redis_server::{RedisServer, ask};

/// Long enough for any machine; the tests that are about the wait choose their own.
const PATIENT: Duration = Duration::from_secs(60);

fn store(server: &RedisServer) -> RedisQuota {
    RedisQuota::new(&server.url())
        .unwrap()
        .timeout(PATIENT)
        .fail_closed()
}

/// How many requests may go at once.
async fn burst(store: &RedisQuota) -> u32 {
    let mut count = 0;
    while let Grant::After(_) = store.take(&once()).await.unwrap() {
        count += 1;
    }
    count
}

/// At one an hour, so that no time passes during a test; refused unless it may go at once.
fn once() -> QuotaRequest {
    let mut request = QuotaRequest::new(1.0 / 3600.0);
    request.patience = Some(Duration::from_nanos(1));
    request
}

/// Stops a server where it is, as a machine that hangs, or lets it go on.
fn signal(server: &RedisServer, name: &str) {
    let process = server.process.id().to_string();
    let status = Command::new("kill").args([name, &process]).status();
    assert!(status.unwrap().success());
}

const MEMBER: &str = "IDENTITY_FLEET_MEMBER";

/// Not a test by itself: what each process of the fleet runs. Without its variable it does nothing.
#[test]
fn fleet_member() {
    if let Ok(url) = std::env::var(MEMBER) {
        fleet::member(&url).unwrap();
    }
}

/// Measured on Redis's clock between the first request and the last, so that it does not matter how
/// long the processes take to start and to end.
#[test]
fn eight_processes_share_one_quota() {
    let server = RedisServer::start();
    let usage = fleet::run(&server, || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["fleet_member", "--exact"])
            .env(MEMBER, server.url())
            .stdout(Stdio::null());
        command
    });
    assert!((0.97..=1.01).contains(&usage.share), "{usage:?}");
    // Whatever the machine does to the timers, no span holds more.
    assert!(usage.over_in_a_second <= fleet::SLACK, "{usage:?}");
    assert!(usage.over_in_ten <= fleet::SLACK, "{usage:?}");
}

#[tokio::test]
async fn each_account_and_prefix_has_its_own_quota() {
    let server = RedisServer::start();
    let store = store(&server);
    assert_eq!(burst(&store).await, 2);
    let mut request = once();
    request.account = Some("acct_1".parse().unwrap());
    assert_eq!(
        store.take(&request).await.unwrap(),
        Grant::After(Duration::ZERO)
    );
    let other = self::store(&server).prefix("other");
    assert_eq!(burst(&other).await, 2);
    let same = self::store(&server);
    assert_eq!(burst(&same).await, 0, "another process");
}

#[tokio::test]
async fn a_grant_may_be_for_later_and_weighs_what_it_should() {
    let server = RedisServer::start();
    let store = store(&server);
    assert_eq!(burst(&store).await, 2);
    let mut heavy = once();
    heavy.weight = 3.try_into().unwrap();
    heavy.patience = None;
    let Grant::After(wait) = store.take(&heavy).await.unwrap() else {
        unreachable!("it has patience")
    };
    // Three hours, less what the test took.
    assert_eq!(wait.as_secs().div_ceil(3600), 3);
}

#[tokio::test]
async fn a_server_that_forgot_the_script_is_told_again() {
    let server = RedisServer::start();
    let store = store(&server);
    assert_eq!(burst(&store).await, 2);
    ask(&server.url(), &["SCRIPT", "FLUSH"]);
    assert_eq!(burst(&store).await, 0, "the quota is still known");
}

#[tokio::test]
async fn a_server_that_comes_back_is_found_again() {
    let mut server = RedisServer::start();
    let (closed, open) = (store(&server), RedisQuota::new(&server.url()).unwrap());
    assert_eq!(burst(&closed).await, 2);
    server.process.kill().unwrap();
    server.process.wait().unwrap();
    assert!(closed.take(&once()).await.is_err());
    for _ in 0..10 {
        assert_eq!(
            open.take(&once()).await.unwrap(),
            Grant::After(Duration::ZERO)
        );
    }
    server.process = RedisServer::spawn(&server.folder);
    server.wait();
    let error = closed.take(&once()).await.unwrap_err();
    assert_eq!(error.to_string(), "redis did not answer a moment ago");
    // Past the time for which it is left alone.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(2)).await;
    tokio::time::resume();
    assert_eq!(burst(&closed).await, 2);
}

#[tokio::test]
async fn a_server_that_hangs_costs_a_bounded_wait() {
    let server = RedisServer::start();
    let wait = Duration::from_millis(20);
    let (closed, open) = (store(&server).timeout(wait), store(&server));
    signal(&server, "-STOP");
    let error = closed.take(&once()).await.unwrap_err();
    assert_eq!(error.to_string(), "redis did not answer in time");

    // A call that gives up leaves its answer unread, and takes the connection with it.
    signal(&server, "-CONT");
    assert_eq!(burst(&open).await, 2);
    signal(&server, "-STOP");
    let mut lost = once();
    lost.patience = None;
    assert!(tokio::time::timeout(wait, open.take(&lost)).await.is_err());
    signal(&server, "-CONT");
    assert!(matches!(
        open.take(&once()).await.unwrap(),
        Grant::Refused(_)
    ));
}

/// Over TCP, with a password that has to be escaped, to another database than the first.
#[tokio::test]
async fn a_url_says_as_whom_and_where() {
    let server = RedisServer::start();
    let socket = server.folder.join("socket");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = listener.local_addr().unwrap();
    let relay = tokio::spawn(async move {
        loop {
            let mut from = listener.accept().await.unwrap().0;
            let mut to = tokio::net::UnixStream::connect(&socket).await.unwrap();
            // Ends with either side.
            let _ = tokio::io::copy_bidirectional(&mut from, &mut to).await;
        }
    });
    assert_eq!(burst(&store(&server)).await, 2);
    ask(&server.url(), &["CONFIG", "SET", "requirepass", "p@ss"]);
    let at = |login: &str| {
        let url = format!("redis://{login}@{place}/1");
        RedisQuota::new(&url)
            .unwrap()
            .timeout(PATIENT)
            .fail_closed()
    };
    let error = at(":SECRET").take(&once()).await.unwrap_err();
    assert_eq!(error.to_string(), "redis refused the connection");
    assert_eq!(burst(&at("default:p%40ss")).await, 2, "another database");
    assert_eq!(burst(&at(":p%40ss")).await, 0);
    relay.abort();
}
