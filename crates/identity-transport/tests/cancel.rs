//! Dropping a call at any await point leaves nothing behind: no place in line, no place in flight, no
//! loan of the retry budget, no connection, no task.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use identity_transport::{Body, BoxError, CallInfo, RateLimit, Request, Transport};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Counts itself while it lives.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn get() -> Request {
    http::Request::get("/v1/x").body(Body::empty()).unwrap()
}

/// Polls each call so many times, in turns and with some time between, and then drops it.
async fn drop_after(transport: &Transport, polls: &[usize]) {
    let mut calls: Vec<_> = polls
        .iter()
        .map(|polls| (*polls, Box::pin(transport.call(get()))))
        .collect();
    while !calls.is_empty() {
        calls.retain_mut(|(polls, call)| {
            let mut cx = Context::from_waker(Waker::noop());
            *polls = polls.saturating_sub(1);
            *polls > 0 && call.as_mut().poll(&mut cx).is_pending()
        });
        tokio::time::advance(Duration::from_millis(7)).await;
    }
}

/// A wire that takes three steps to say 503, and on a `/v1/y` to say 200.
fn transport(in_flight: &Arc<AtomicUsize>) -> Transport {
    let in_flight = Arc::clone(in_flight);
    let wire = tower::service_fn(move |request: Request| {
        let alive = Alive::new(&in_flight);
        async move {
            for _ in 0..3 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            drop(alive);
            let is_good = request.uri().path() == "/v1/y";
            http::Response::builder()
                .status(if is_good { 200 } else { 503 })
                .body(Body::empty())
                .map_err(BoxError::from)
        }
    });
    Transport::builder("sk_test_1".parse().unwrap())
        .rate_limit(RateLimit::per_second(20.try_into().unwrap()))
        .max_in_flight(2.try_into().unwrap())
        .jitter(|| u64::MAX / 20)
        .build_over(wire)
        .unwrap()
}

async fn check(drops: Vec<Vec<usize>>) {
    let in_flight = Arc::default();
    let transport = transport(&in_flight);
    for together in drops {
        drop_after(&transport, &together).await;
        assert_eq!(in_flight.load(Ordering::Relaxed), 0);
    }
    // Past what the limit has still to get back, the fresh are served as if nothing had been.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let start = tokio::time::Instant::now();
    let good = || async {
        let request = http::Request::get("/v1/y").body(Body::empty()).unwrap();
        let response = transport.call(request).await.unwrap();
        CallInfo::of(response.extensions()).unwrap().attempts
    };
    assert_eq!(tokio::join!(good(), good()), (1, 1));
    assert!(
        start.elapsed().as_millis() < 40,
        "both at once: {:?}",
        start.elapsed()
    );
    // The budget lends as before.
    let response = transport.call(get()).await.unwrap();
    assert_eq!(CallInfo::of(response.extensions()).unwrap().attempts, 3);
    let metrics = tokio::runtime::Handle::current().metrics();
    assert_eq!(metrics.num_alive_tasks(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_dropped_call_leaves_nothing_behind(
        drops in prop::collection::vec(prop::collection::vec(0..40_usize, 1..4), 0..40)
    ) {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
            .block_on(check(drops));
    }
}

/// Answers in pieces, and every third request by 503. Run by the test's own task, so that every other
/// one is the transport's.
async fn serve(listener: TcpListener) {
    let mut requests = 0_usize;
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 1024];
        while stream.read(&mut bytes).await.is_ok_and(|count| count > 0) {
            requests += 1;
            let line = if requests.is_multiple_of(3) {
                "HTTP/1.1 503 Busy\r\n"
            } else {
                "HTTP/1.1 200 OK\r\n"
            };
            for piece in [line, "content-length: 2\r\n\r\n", "{", "}"] {
                // A client that has gone away is what this is about.
                let _ = stream.write_all(piece.as_bytes()).await;
                tokio::task::yield_now().await;
            }
        }
    }
}

/// Drops a call after each number of turns; then the one place in flight and the one connection are free
/// for the next call, and no task outlives the transport.
async fn drop_over_a_socket(drops: Vec<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let transport = Transport::builder("sk_test_1".parse().unwrap())
        .base_url(&format!("http://{}", listener.local_addr().unwrap()))
        .rate_limit(RateLimit::off())
        .max_in_flight(1.try_into().unwrap())
        .max_connections(1.try_into().unwrap())
        .max_retries(20)
        .jitter(|| 0)
        .build()
        .unwrap();
    let drop_all = async {
        for turns in drops {
            let mut call = pin!(transport.call(get()));
            for _ in 0..turns {
                tokio::select! {
                    biased;
                    _ = &mut call => break,
                    () = tokio::task::yield_now() => {}
                }
            }
        }
        assert_eq!(transport.call(get()).await.unwrap().status(), 200);
        drop(transport);
        // What it had begun ends with the transport, long before its time-outs; how many turns that takes is
        // the runtime's.
        let metrics = tokio::runtime::Handle::current().metrics();
        let all_end = async {
            while metrics.num_alive_tasks() > 0 {
                tokio::task::yield_now().await;
            }
        };
        let all_ended = tokio::time::timeout(Duration::from_secs(20), all_end).await;
        assert!(all_ended.is_ok(), "a task is left");
    };
    tokio::select! {
        () = serve(listener) => unreachable!("it serves for ever"),
        () = drop_all => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn a_call_dropped_over_a_socket_leaves_nothing_behind(
        drops in prop::collection::vec(0..60_usize, 0..24)
    ) {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(drop_over_a_socket(drops));
    }
}
