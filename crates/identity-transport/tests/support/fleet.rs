//! A fleet: processes that share one quota, and a count of what they sent together.

use std::process::Command;
use std::time::Duration;

use identity_transport::layers::RedisQuota;
use identity_transport::{Body, BoxError, RateLimit, Request, Transport};

use super::redis_server::{RedisServer, ask};

const PROCESSES: usize = 8;
/// Requests a second, all processes together.
const RATE: u32 = 100;
/// Calls of each process: ten seconds' worth of the quota in all, and a bit.
const CALLS: usize = 130;
/// Calls of a process that are under way at a time.
const TASKS: usize = 5;

/// One process of the fleet: it sends as fast as it may, and then ends.
pub(crate) fn member(url: &str) -> Result<(), BoxError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(calls(url.to_owned()))
}

async fn calls(url: String) -> Result<(), BoxError> {
    let store = RedisQuota::new(&url)?
        // Of all choices the one that a crowded machine does not disturb.
        .timeout(Duration::from_secs(30))
        .fail_closed();
    // The API, which notes when a request came, on Redis's clock.
    let wire = tower::service_fn(move |_: Request| {
        const NOTE: &str = "local t = redis.call('TIME')
            return redis.call('RPUSH', 'seen', string.format('%.0f', t[1] * 1000000 + t[2]))";
        ask(&url, &["EVAL", NOTE, "0"]);
        std::future::ready(Ok::<_, BoxError>(http::Response::new(Body::empty())))
    });
    let transport = Transport::builder("sk_test_1".parse()?)
        .rate_limit(RateLimit::per_second(RATE.try_into()?))
        .quota_store(store)
        .timeout(Duration::from_secs(300))
        .build_over(wire)?;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..TASKS {
        let transport = transport.clone();
        tasks.spawn(async move {
            for _ in 0..CALLS / TASKS {
                let get = http::Request::get("/v1/events").body(Body::empty())?;
                transport.call(get).await?;
            }
            Ok::<_, BoxError>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(())
}

/// How much of its quota a fleet used.
#[derive(Debug)]
pub(crate) struct Usage {
    /// The share of the quota that was used between the first request and the last.
    pub(crate) share: f64,
    /// By how many requests the fullest of all seconds was over the quota of a second.
    pub(crate) over_in_a_second: i64,
    /// The same for all spans of ten seconds.
    pub(crate) over_in_ten: i64,
}

/// What a span may be over: the burst of three, and for each process the one request whose moment was
/// before the span and which the machine let out late.
pub(crate) const SLACK: i64 = 3 + PROCESSES as i64;

/// Runs the fleet, a process for each command.
pub(crate) fn run(server: &RedisServer, command: impl Fn() -> Command) -> Usage {
    let processes: Vec<_> = (0..PROCESSES)
        .map(|_| {
            command()
                .spawn()
                .expect("this program can be started again")
        })
        .collect();
    for mut process in processes {
        assert!(process.wait().expect("it is ours").success());
    }
    let mut seen = ask(&server.url(), &["LRANGE", "seen", "0", "-1"]);
    seen.sort_unstable();
    assert_eq!(seen.len(), PROCESSES * CALLS, "each call came once");
    let micros = seen[seen.len() - 1] - seen[0];
    Usage {
        share: (seen.len() - 1) as f64 * 1e6 / (micros as f64 * f64::from(RATE)),
        over_in_a_second: fullest(&seen, 1) - i64::from(RATE),
        over_in_ten: fullest(&seen, 10) - 10 * i64::from(RATE),
    }
}

/// The most requests in any span of so many seconds. `seen` is sorted.
fn fullest(seen: &[i64], seconds: i64) -> i64 {
    let mut end = 0;
    let counts = seen.iter().enumerate().map(|(begin, first)| {
        while end < seen.len() && seen[end] < first + seconds * 1_000_000 {
            end += 1;
        }
        (end - begin) as i64
    });
    counts.max().unwrap_or_default()
}
