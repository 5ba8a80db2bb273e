//! Rows 96 to 98: calls that are dropped, and code of the user's that panics or fails.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use identity_client::{CallOptions, ErrorKind, Phase, RateLimit};
use identity_transport::{AttemptEvent, BoxError, Request};
use tower::ServiceExt;
use tower::layer::layer_fn;

use crate::support::answers::{ok, session};
use crate::support::caller::{all_words, builder, create, create_with, facts, failed, retrieve};
use crate::support::script::{Request as Whole, Stall, serve};
use crate::support::server::Server;
use crate::support::wire::{self, Wire, answer};

pub(crate) async fn dropped_while_it_sleeps() {
    tokio::time::pause();
    let wire = Wire::of(vec![answer(503, &[("retry-after", "30")], "{}")]);
    let client = wire.client();
    let cut = tokio::time::timeout(Duration::from_secs(1), create(&client));
    assert!(cut.await.is_err());
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(wire.sent().len(), 1, "nobody goes on by himself");
}

/// The connection goes with the call, its place is free at once, and the caller's key repeats it.
pub(crate) async fn dropped_in_mid_flight() {
    let server = Server::start(vec![vec![Whole, Stall], serve(ok())]).await;
    let client = builder(&server.url)
        .rate_limit(RateLimit::off())
        .with(|transport| transport.max_in_flight(NonZeroUsize::MIN))
        .build()
        .unwrap();
    let options = || CallOptions::new().idempotency_key("signup-1".parse().unwrap());
    let mut call = Box::pin(create_with(&client, options()));
    tokio::select! {
        _ = &mut call => panic!("nobody answers it"),
        () = server.has_read(1) => {}
    }
    drop(call);
    server.has_ended(1).await;
    let response = create_with(&client, options()).await.unwrap();
    assert_eq!(response.attempts(), 1);
    let seen = server.requests();
    assert_eq!(
        (seen[0].key(), seen[1].key()),
        (Some("signup-1"), Some("signup-1"))
    );
    assert_eq!(server.places(), [0, 1]);
}

/// A panic comes out of the call that met it, and of no other; an error is the call's.
pub(crate) async fn code_of_the_users_that_fails() {
    let wire = Wire::of(vec![answer(200, &[], &session())]);
    let turn = Arc::new(AtomicUsize::new(0));
    let panics = |turn: &Arc<AtomicUsize>| {
        let turn = Arc::clone(turn);
        move || assert!(turn.fetch_add(1, Ordering::Relaxed) > 0, "the user's own")
    };
    let in_layer = Arc::new(panics(&turn));
    let in_hook = Arc::new(panics(&Arc::default()));
    let one = wire.client_of(wire::builder().with(|transport| {
        let (in_layer, in_hook) = (Arc::clone(&in_layer), Arc::clone(&in_hook));
        transport
            .max_in_flight(NonZeroUsize::MIN)
            .attempt_layer(layer_fn(
                move |inner: identity_transport::layers::BoxService| {
                    let in_layer = Arc::clone(&in_layer);
                    inner.map_request(move |request: Request| {
                        in_layer();
                        request
                    })
                },
            ))
            .on_attempt(move |_: &AttemptEvent<'_>| in_hook())
    }));
    for _ in 0..2 {
        let one = one.clone();
        let call = tokio::spawn(async move { create(&one).await });
        assert!(call.await.unwrap_err().is_panic());
    }
    for _ in 0..3 {
        retrieve(&one).await.unwrap();
    }

    let fails = wire.client_of(wire::builder().with(|transport| {
        transport.attempt_layer(layer_fn(|inner: identity_transport::layers::BoxService| {
            inner.map_result(|_| {
                Err::<identity_transport::Response, BoxError>("the user's own".into())
            })
        }))
    }));
    let before = wire.sent().len();
    let error = failed(create(&fails).await);
    assert_eq!(facts(&error), (ErrorKind::Layer, Phase::MaybeSent, 1));
    assert!(all_words(&error).contains("the user's own"));
    assert_eq!(wire.sent().len(), before + 1);
}
