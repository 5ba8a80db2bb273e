//! The loop: what is sent again, with which waits, and what it costs.

use std::sync::Mutex;
use std::time::Duration;

use proptest::prelude::*;
use tower::service_fn;

use super::*;
use crate::layers::{DeadlineLayer, IdempotencyLayer};
use crate::{Body, CallInfo, ErrorKind, Phase, clock, course};

/// Answers with the statuses in turn, then with 200; records the requests.
#[derive(Clone, Default)]
struct Script {
    statuses: Arc<Mutex<Vec<u16>>>,
    /// Each with the number of its attempt.
    seen: Arc<Mutex<Vec<(u32, Request)>>>,
}

impl Script {
    fn of(statuses: &[u16]) -> Self {
        let reversed = statuses.iter().rev().copied().collect();
        Self {
            statuses: Arc::new(Mutex::new(reversed)),
            ..Self::default()
        }
    }

    fn answer(&self, request: Request) -> Result<Response, Error> {
        let number = course::attempt_number(request.extensions());
        self.seen.lock().unwrap().push((number, request));
        match self.statuses.lock().unwrap().pop().unwrap_or(200) {
            0 => Err(Error::new(ErrorKind::Lost, Phase::MaybeSent, "lost")),
            1 => Err(Error::new(
                ErrorKind::Connect,
                Phase::NotSent,
                "no connection",
            )),
            status => Ok(http::Response::builder()
                .status(status)
                .body(Body::empty())
                .unwrap()),
        }
    }

    /// The same below a deadline.
    async fn run_within(
        &self,
        patience: Duration,
        layer: RetryLayer,
        request: Request,
    ) -> Result<Response, Error> {
        let script = self.clone();
        let service = tower::ServiceBuilder::new()
            .layer(DeadlineLayer::new(patience))
            .layer(layer)
            .service_fn(move |request| std::future::ready(script.answer(request)));
        service.oneshot(request).await
    }

    async fn run(&self, layer: RetryLayer, request: Request) -> Result<Response, Error> {
        let script = self.clone();
        let service = layer.layer(service_fn(move |request| {
            std::future::ready(script.answer(request))
        }));
        service.oneshot(request).await
    }

    fn sent(&self) -> usize {
        self.seen.lock().unwrap().len()
    }
}

fn layer() -> RetryLayer {
    RetryLayer::new(2).jitter(Arc::new(|| u64::MAX))
}

fn post(key: Option<&str>) -> Request {
    let mut request = http::Request::post("/v1/x")
        .body(Body::from("a=b"))
        .unwrap();
    if let Some(key) = key {
        request
            .headers_mut()
            .insert(IDEMPOTENCY_KEY, key.parse().unwrap());
    }
    request
}

#[tokio::test(start_paused = true)]
async fn a_keyed_post_is_sent_again_as_it_was_and_waits_between() {
    let script = Script::of(&[0, 503]);
    let start = clock::now();
    let response = script.run(layer(), post(Some("k"))).await.unwrap();
    assert_eq!(CallInfo::of(response.extensions()).unwrap().attempts, 3);
    // 0.5 s and 1 s: the longest waits, as the jitter is all ones.
    assert_eq!(clock::since(start).as_millis().next_multiple_of(100), 1500);
    for (index, (number, request)) in script.seen.lock().unwrap().iter().enumerate() {
        assert_eq!(*number as usize, index + 1);
        assert_eq!(request.headers()[IDEMPOTENCY_KEY], "k");
        assert_eq!(request.body().as_bytes(), b"a=b");
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_without_a_key_is_sent_again_only_if_it_was_not_sent() {
    let script = Script::of(&[1, 0]);
    let error = script.run(layer(), post(None)).await.unwrap_err();
    assert_eq!((error.attempts(), script.sent()), (2, 2));
    assert!(!error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn zero_means_zero() {
    let script = Script::of(&[503]);
    let mut request = post(Some("k"));
    request
        .extensions_mut()
        .insert(CallOptions::new().max_retries(0));
    assert_eq!(script.run(layer(), request).await.unwrap().status(), 503);
    assert_eq!(script.sent(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    let script = Script::of(&[503]);
    let inner = script.clone();
    let service = tower::ServiceBuilder::new()
        .layer(DeadlineLayer::new(Duration::from_millis(400)))
        .layer(layer())
        .service_fn(move |request| std::future::ready(inner.answer(request)));
    let start = clock::now();
    let response = service.oneshot(post(Some("k"))).await.unwrap();
    assert_eq!((response.status().as_u16(), script.sent()), (503, 1));
    assert_eq!(clock::since(start), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_outage_uses_the_budget_up_and_then_costs_one_attempt_a_call() {
    let budget = RetryBudget::new();
    let layer = RetryLayer::new(2)
        .jitter(Arc::new(|| 0))
        .budget(budget.clone());
    let script = Script::of(&[503; 400]);
    for _ in 0..100 {
        script.run(layer.clone(), post(Some("k"))).await.unwrap();
    }
    assert_eq!(
        script.sent(),
        100 + 100,
        "a hundred calls, a hundred retries"
    );
    assert!(budget.borrow().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_stops_waiting_and_leaves_nothing_behind() {
    let script = Script::of(&[503, 503]);
    let service = tower::ServiceBuilder::new()
        .layer(IdempotencyLayer::new())
        .layer(layer());
    let inner = script.clone();
    let service = service.service_fn(move |request| std::future::ready(inner.answer(request)));
    let call = service.oneshot(post(None));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), call)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(script.sent(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    /// Attempts and time are bounded, and what has no key is sent again only after it surely was not sent.
    #[test]
    fn whatever_comes_back_a_call_is_bounded_and_safe(
        outcomes in prop::collection::vec(
            prop::sample::select(vec![0_u16, 1, 1, 200, 400, 409, 429, 500, 503]), 1..12),
        has_key: bool,
        max_retries in 0_u32..8,
        patience_ms in 1_u64..20_000,
        draw: u64,
    ) {
        let patience = Duration::from_millis(patience_ms);
        let script = Script::of(&outcomes);
        let layer = RetryLayer::new(max_retries).jitter(Arc::new(move || draw));
        let request = post(has_key.then_some("k"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        let elapsed = runtime.unwrap().block_on(async {
            let start = clock::now();
            // How it ended is the table's business.
            let _ = script.run_within(patience, layer, request).await;
            clock::since(start)
        });
        let sent = script.sent();
        prop_assert!(sent <= max_retries as usize + 1);
        prop_assert!(elapsed <= patience, "{elapsed:?}");
        let repeated = outcomes.iter().take(sent - 1);
        prop_assert!(has_key || repeated.clone().all(|outcome| *outcome == 1));
        prop_assert!(repeated.clone().all(|outcome| ![200, 400].contains(outcome)));
    }
}
