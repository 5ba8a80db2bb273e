//! Each event is handled once, and none is lost when its handler fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use identity_types::{EventId, Timestamp};
use identity_webhooks::{Claim, Clock, Dedup, MemoryDedup, Once, OnceError, Ticket, once};

fn event(number: usize) -> EventId {
    EventId::new(&format!("evt_{number}")).unwrap()
}

/// A store on a clock that the test moves.
fn store() -> (MemoryDedup, Arc<AtomicI64>) {
    let time = Arc::new(AtomicI64::new(0));
    let asked = Arc::clone(&time);
    let clock = Clock::new(move || Timestamp::from_secs(asked.load(Ordering::Relaxed)));
    let store = MemoryDedup::new()
        .clock(clock)
        .claimed_for(Duration::from_secs(60))
        .remembered_for(Duration::from_secs(1000));
    (store, time)
}

async fn claim(store: &MemoryDedup, number: usize) -> Claim {
    store.claim(&event(number)).await.unwrap()
}

async fn first(store: &MemoryDedup, number: usize) -> Ticket {
    match claim(store, number).await {
        Claim::First(ticket) => ticket,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_all_who_claim_at_once_one_is_first() {
    let store = Arc::new(MemoryDedup::new());
    let handled = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..400)
        .map(|task| {
            let (store, handled) = (Arc::clone(&store), Arc::clone(&handled));
            tokio::spawn(async move {
                let handle = async {
                    tokio::task::yield_now().await;
                    handled.fetch_add(1, Ordering::Relaxed);
                    Ok::<_, ()>(())
                };
                once(&*store, &event(task % 10), handle).await.unwrap()
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(handled.load(Ordering::Relaxed), 10);
}

#[tokio::test]
async fn a_failure_frees_the_event_and_a_success_keeps_it() {
    let (store, time) = store();
    let failed = once(&store, &event(1), async { Err::<(), _>("no") }).await;
    assert_eq!(failed, Err(OnceError::Handler("no")));
    let handled = once(&store, &event(1), async { Ok::<_, ()>(7) }).await;
    assert_eq!(handled, Ok(Once::Handled(7)));
    time.store(999, Ordering::Relaxed);
    let double = once(&store, &event(1), async { Ok::<_, ()>(8) }).await;
    assert_eq!(double, Ok(Once::AlreadyHandled));
    time.store(1000, Ordering::Relaxed);
    assert!(matches!(claim(&store, 1).await, Claim::First(_)));
}

/// The double is not acknowledged: the first may still fail, and then nobody would deliver again.
#[tokio::test]
async fn a_double_that_comes_meanwhile_is_told_to_come_again() {
    let (store, _) = store();
    let handle = async {
        let double = once(&store, &event(1), async { Ok::<_, ()>(()) }).await;
        assert_eq!(double, Ok(Once::InProgress));
        assert_eq!(double.unwrap().status(), 409);
        Ok::<_, ()>(())
    };
    assert_eq!(once(&store, &event(1), handle).await, Ok(Once::Handled(())));
}

/// A handler that is dropped half-way, as when its process dies, holds the event for a minute and no longer.
#[tokio::test]
async fn a_claim_ends_by_itself_and_its_late_holder_changes_nothing() {
    let (store, time) = store();
    let late = first(&store, 1).await;
    time.store(59, Ordering::Relaxed);
    assert_eq!(claim(&store, 1).await, Claim::InProgress);
    time.store(60, Ordering::Relaxed);
    let second = first(&store, 1).await;
    assert_ne!(late, second);
    store.release(&event(1), late).await.unwrap();
    assert_eq!(claim(&store, 1).await, Claim::InProgress);
    store.complete(&event(1), late).await.unwrap();
    assert_eq!(claim(&store, 1).await, Claim::InProgress);
    store.complete(&event(1), second).await.unwrap();
    assert_eq!(claim(&store, 1).await, Claim::Done);
}

#[tokio::test]
async fn a_late_holder_that_nobody_followed_is_believed() {
    let (store, time) = store();
    let late = first(&store, 1).await;
    time.store(61, Ordering::Relaxed);
    store.complete(&event(1), late).await.unwrap();
    assert_eq!(claim(&store, 1).await, Claim::Done);
}

#[tokio::test]
async fn it_never_grows_past_its_capacity_and_never_drops_a_claim() {
    let (store, time) = store();
    let store = store.capacity(3);
    for number in 0..100 {
        let ticket = first(&store, number).await;
        store.complete(&event(number), ticket).await.unwrap();
        time.fetch_add(1, Ordering::Relaxed);
    }
    assert_eq!(claim(&store, 99).await, Claim::Done);
    assert!(format!("{store:?}").contains("events: 3"), "{store:?}");
    // Claims push out what was handled, and then wait for each other.
    for number in 100..103 {
        first(&store, number).await;
    }
    assert_eq!(claim(&store, 103).await, Claim::InProgress);
    for number in 100..103 {
        assert_eq!(claim(&store, number).await, Claim::InProgress);
    }
    time.fetch_add(60, Ordering::Relaxed);
    first(&store, 103).await;
}
