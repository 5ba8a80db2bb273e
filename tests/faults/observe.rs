//! Rows 110, 111 and 113: what is shown, to whom, and what happens when nobody listens.

use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};

use http::HeaderMap;
use identity_client::CallOptions;
use identity_transport::AttemptEvent;
use identity_types::WebhookSecret;

use crate::support::MARK;
use crate::support::answers::{ok, session};
use crate::support::caller::{builder, client, create, create_with, failed, key, params};
use crate::support::lines::Lines;
use crate::support::script::serve;
use crate::support::server::Server;
use crate::support::wire::{self, Wire, answer};

/// Each value that holds a secret or somebody's text, as `Debug` shows it. The logs and errors of all
/// rows are looked through as well: see `support/run.rs` and `support/caller.rs`.
pub(crate) async fn secrets_in_what_is_shown() {
    let server = Server::always(serve(ok())).await;
    let mut headers = HeaderMap::new();
    headers.insert("x-own", MARK.parse().unwrap());
    let options = CallOptions::new()
        .idempotency_key("signup-1".parse().unwrap())
        .context(MARK)
        .api_key(key())
        .headers(headers);
    let client = client(&server.url);
    let response = create_with(&client, options.clone()).await.unwrap();
    let refused = builder(&format!("http://me:{MARK}@127.0.0.1"));
    let tls = builder(&server.url).with(|transport| {
        transport
            .trust_only(MARK)
            .client_certificate(MARK, MARK)
            .proxy(&format!("http://me:{MARK}@127.0.0.1"))
            .app_info("shop", None, None)
    });
    let mut words = format!(
        "{:?} {options:?} {client:?} {response:?} {:?} {:?} {refused:?} {tls:?} {:?} {:?}",
        key(),
        params(),
        response.client_secret,
        WebhookSecret::new(MARK),
        client.verification_sessions().with_options(options.clone()),
    );
    words.push_str(&format!("{response:#?} {:#?}", params()));
    for built in [refused.build(), tls.build()] {
        words.push_str(&failed(built).to_string());
    }
    assert!(!words.contains(MARK), "{words}");
    assert!(
        response
            .client_secret
            .as_ref()
            .unwrap()
            .expose()
            .contains(MARK)
    );
    assert_eq!(response.raw(), session().as_bytes());
}

/// Hooks run in line, so one that may have to wait hands over to somebody who may: a full channel to a
/// sink that takes nothing costs the call nothing.
pub(crate) async fn a_sink_that_takes_nothing() {
    let (sink, stuck) = sync_channel::<String>(1);
    let lost = Arc::<Mutex<u32>>::default();
    let count = Arc::clone(&lost);
    let wire = Wire::of(vec![answer(200, &[("stripe-notice", MARK)], &session())]);
    let client = wire.client_of(wire::builder().with(move |transport| {
        let (events, notices, count) = (sink.clone(), sink.clone(), Arc::clone(&count));
        transport
            .on_attempt(move |event: &AttemptEvent<'_>| {
                if events.try_send(event.path().to_owned()).is_err() {
                    *count.lock().unwrap() += 1;
                }
            })
            .on_notice(move |notice| drop(notices.try_send(notice.to_owned())))
    }));
    for _ in 0..5 {
        create(&client).await.unwrap();
    }
    assert_eq!(*lost.lock().unwrap(), 5, "the notice was there first");
    drop(stuck);
    create(&client).await.unwrap();
    assert_eq!(*lost.lock().unwrap(), 6);
}

/// Its text goes to the hook, every time, and to no log, which says once that there was one.
pub(crate) async fn a_notice_of_the_apis() {
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let wire = Wire::of(vec![answer(200, &[("stripe-notice", MARK)], &session())]);
    let heard = Arc::<Mutex<Vec<String>>>::default();
    let hears = Arc::clone(&heard);
    let client = wire.client_of(wire::builder().with(move |transport| {
        let hears = Arc::clone(&hears);
        transport.on_notice(move |text| hears.lock().unwrap().push(text.to_owned()))
    }));
    for _ in 0..3 {
        create(&client).await.unwrap();
    }
    assert_eq!(*heard.lock().unwrap(), [MARK, MARK, MARK]);
    let lines = lines.lines.lock().unwrap();
    let about = lines
        .iter()
        .filter(|line| line.contains("sent a notice"))
        .count();
    assert_eq!(about, 1);
    assert!(!lines.concat().contains(MARK));
}
