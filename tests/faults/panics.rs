//! Panics of whoever is called from inside a call: layers, hooks, wires, bodies, key sources, clocks. What is
//! said then shows no mark, even when it prints all that is in scope; the client works on afterwards.

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::Frame;
use identity_client::{Client, Error, RateLimit};
use identity_transport::layers::BoxService;
use identity_transport::{AttemptEvent, Body, BoxError, Request, Response};
use identity_types::{CreateFileLink, IdempotencyKey};
use tower::layer::layer_fn;
use tower::util::BoxCloneSyncService;
use tower::{Layer, ServiceExt, service_fn};

use crate::support::MARK;
use crate::support::answers::session;
use crate::support::caller::{create, params, retrieve};
use crate::support::marked;
use crate::support::run::run;
use crate::support::wire::{Wire, answer, builder};

thread_local! {
    /// What panics of this thread said, while somebody listens.
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Runs `body` and hands over what panicked in it, which the hook of this process kept.
fn listen(body: impl FnOnce()) -> Vec<String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let kept = HEARD.with_borrow_mut(|heard| {
                let heard = heard.as_mut()?;
                heard.push(format!("{panic} {panic:?}"));
                Some(())
            });
            if kept.is_none() {
                usual(panic);
            }
        }));
    });
    HEARD.set(Some(Vec::new()));
    let ended = catch_unwind(AssertUnwindSafe(body));
    let heard = HEARD.take().unwrap_or_default();
    assert!(ended.is_ok(), "{heard:#?}");
    heard
}

/// Runs a call to its end. Of one that panicked nothing is left: it is polled once more, which must say no
/// more than the first time, and dropped.
async fn survived<T>(call: impl Future<Output = T>) -> Option<T> {
    let mut call = Box::pin(call);
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx)));
        polled.map_or_else(
            |_| {
                let _ = catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(cx).is_ready()));
                Poll::Ready(None)
            },
            |poll| poll.map(Some),
        )
    })
    .await
}

/// Who breaks, with what it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Layer,
    AttemptLayer,
    AttemptHook,
    NoticeHook,
    Wire,
    Body,
    KeySource,
    Jitter,
}

const PLACES: [Place; 8] = [
    Place::Layer,
    Place::AttemptLayer,
    Place::AttemptHook,
    Place::NoticeHook,
    Place::Wire,
    Place::Body,
    Place::KeySource,
    Place::Jitter,
];

/// A layer's service.
type Own = BoxCloneSyncService<Request, Response, Error>;

/// Breaks once, and prints what is in scope as it does.
#[derive(Clone)]
struct Bomb {
    place: Place,
    left: Arc<AtomicUsize>,
}

impl Bomb {
    fn new(place: Place) -> Self {
        let left = Arc::new(AtomicUsize::new(1));
        Self { place, left }
    }

    fn at(&self, place: Place, scope: &dyn Debug) {
        let hit = self.place == place
            && self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_ok();
        assert!(!hit, "{place:?} broke, holding {scope:?} {scope:#?}");
    }

    fn layer(
        &self,
        place: Place,
    ) -> impl Layer<BoxService, Service = Own> + Clone + Send + Sync + use<> {
        let bomb = self.clone();
        layer_fn(move |inner: BoxService| {
            let bomb = bomb.clone();
            Own::new(service_fn(move |request: Request| {
                let (inner, bomb) = (inner.clone(), bomb.clone());
                async move {
                    bomb.at(place, &request);
                    inner.oneshot(request).await
                }
            }))
        })
    }

    /// A client that has this bomb wherever somebody else's code runs.
    fn client(&self) -> Client {
        let (hook, notice, keys, jitter) = (self.clone(), self.clone(), self.clone(), self.clone());
        let (outer, inner) = (self.layer(Place::Layer), self.layer(Place::AttemptLayer));
        let builder = builder()
            .rate_limit(RateLimit::off())
            .with(move |transport| {
                let (hook, notice, keys, jitter) =
                    (hook.clone(), notice.clone(), keys.clone(), jitter.clone());
                transport
                    .layer(outer.clone())
                    .attempt_layer(inner.clone())
                    .on_attempt(move |event: &AttemptEvent<'_>| hook.at(Place::AttemptHook, event))
                    .on_notice(move |_| notice.at(Place::NoticeHook, &"a notice"))
                    .key_source(move || {
                        keys.at(Place::KeySource, &"nothing");
                        IdempotencyKey::new("signup-1").expect("a key")
                    })
                    .jitter(move || {
                        jitter.at(Place::Jitter, &"nothing");
                        0
                    })
            });
        let wire = {
            let bomb = self.clone();
            service_fn(move |request: Request| {
                let bomb = bomb.clone();
                async move {
                    bomb.at(Place::Wire, &request);
                    // Jitter is drawn before a retry.
                    let status = match bomb.place {
                        Place::Jitter if bomb.is_armed() => 503,
                        _ => 200,
                    };
                    let head = answer(status, &[("stripe-notice", MARK)], "")
                        .into_parts()
                        .0;
                    let pieces = Pieces {
                        left: vec![session()],
                        bomb,
                    };
                    Ok::<_, BoxError>(http::Response::from_parts(head, pieces))
                }
            })
        };
        builder.build_over(wire).expect("settings that work")
    }

    fn is_armed(&self) -> bool {
        self.left.load(Ordering::Relaxed) > 0
    }
}

/// A body that breaks between two of its pieces.
struct Pieces {
    left: Vec<String>,
    bomb: Bomb,
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let piece = self.left.pop();
        if piece.is_none() {
            self.bomb.at(Place::Body, &"the end");
        }
        Poll::Ready(piece.map(|piece| Ok(Frame::data(piece.into()))))
    }
}

fn unmarked(heard: &[String]) {
    let marked: Vec<_> = heard.iter().filter(|said| said.contains(MARK)).collect();
    assert!(marked.is_empty(), "{marked:#?}");
}

#[test]
fn a_panic_inside_of_a_call_shows_nothing_and_breaks_nothing_else() {
    for place in PLACES {
        let heard = listen(|| {
            run(async move {
                tokio::time::pause();
                let bomb = Bomb::new(place);
                let client = bomb.client();
                let broken = survived(create(&client)).await;
                assert!(broken.is_none(), "{place:?}: {broken:?}");
                assert!(!bomb.is_armed(), "{place:?}");
                // Locks, budget, limiter and keys are as they were.
                assert!(create(&client).await.is_ok(), "{place:?}");
                assert!(retrieve(&client).await.is_ok(), "{place:?}");
            });
        });
        assert!(heard[0].contains("broke, holding"), "{place:?}: {heard:?}");
        unmarked(&heard);
    }
}

/// Whatever a caller holds may be printed by its own panic, and is dropped while that goes on: calls that have
/// begun, answers, errors, and a body that is half read.
#[test]
fn a_panic_of_the_caller_shows_nothing_and_drops_everything_in_peace() {
    let heard = listen(|| {
        run(async {
            tokio::time::pause();
            let good = marked::client(200);
            let bad = marked::client(400);
            let session = retrieve(&good).await.unwrap();
            let error = create(&bad).await.unwrap_err();
            let file = "file_1".parse().unwrap();
            let content = good.files().content(&file).await.unwrap();
            let stream = good.files().content_stream(&file, 1 << 20).await;
            let mut stream = stream.unwrap().into_inner();
            let piece = stream.next().await.unwrap().unwrap();
            let link = CreateFileLink::new(file);
            let ended = catch_unwind(AssertUnwindSafe(|| {
                let mut call = pin!(create(&good));
                let mut cx = Context::from_waker(Waker::noop());
                let _ = call.as_mut().poll(&mut cx);
                let held = (session, error, content, stream, piece, params(), link);
                panic!("holding {held:?} {held:#?} {good:?} {bad:?}");
            }));
            assert!(ended.is_err());
        });
    });
    assert_eq!(heard.len(), 1);
    unmarked(&heard);
}

/// `unwrap` and `expect` print errors, and a caller's own are of every kind.
#[test]
fn an_error_that_is_unwrapped_shows_nothing() {
    let heard = listen(|| {
        run(async {
            tokio::time::pause();
            let wrong = format!(r#"{{"id":"{MARK}","object":["{MARK}"]"#);
            for status in [200, 302, 400, 503] {
                let headers = [("location", MARK), ("x-own", MARK)];
                let wire = Wire::of(vec![answer(status, &headers, &wrong)]);
                let failed = create(&wire.client()).await;
                let unwrapped = catch_unwind(AssertUnwindSafe(|| failed.unwrap()));
                assert!(unwrapped.is_err());
            }
            let metadata = catch_unwind(|| {
                let mut metadata = identity_types::Metadata::new();
                metadata.insert("k".repeat(41) + MARK, MARK).unwrap();
            });
            assert!(metadata.is_err());
            let key = catch_unwind(|| identity_types::ApiKey::new(format!(" {MARK} ")).unwrap());
            assert!(key.is_err());
            let body = catch_unwind(|| {
                let body = Body::from(MARK);
                assert!(body.is_empty(), "{body:?}");
            });
            assert!(body.is_err());
        });
    });
    assert_eq!(heard.len(), 7);
    unmarked(&heard);
}
