//! Rows 38 to 40: what HTTP/2 can say besides an answer.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use h2::Reason;
use h2::server::{Connection, SendResponse};
use identity_client::{Client, ClientBuilder, ErrorKind, Phase};
use identity_transport::AttemptEvent;
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::support::answers::session;
use crate::support::caller::{builder, create, delete, facts, failed};
use crate::support::tls_server::{Authority, Server, VALID};

type Http2 = Connection<TlsStream<TcpStream>, Bytes>;

/// A server that runs `serve` with each connection and its number, and the authority of its certificate.
async fn start<F, Fut>(serve: F) -> (Server, Authority)
where
    F: Fn(Http2, usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let authority = Authority::new("test");
    let leaf = authority.leaf("127.0.0.1", VALID);
    let server = Server::start(&leaf, "h2", None, move |stream, number| {
        let serve = serve.clone();
        async move {
            if let Ok(connection) = h2::server::handshake(stream).await {
                serve(connection, number).await;
            }
        }
    })
    .await;
    (server, authority)
}

fn trusting(server: &Server, authority: &Authority) -> ClientBuilder {
    builder(&server.url).with(|transport| transport.trust_only(authority.pem()))
}

/// Such a server, and a client that trusts it.
async fn served<F, Fut>(serve: F) -> (Server, Client)
where
    F: Fn(Http2, usize) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let (server, authority) = start(serve).await;
    let client = trusting(&server, &authority).build().unwrap();
    (server, client)
}

fn answer(mut respond: SendResponse<Bytes>) {
    let head = http::Response::new(());
    // A client that has gone away is what some of the rows are about.
    if let Ok(mut stream) = respond.send_response(head, false) {
        let _ = stream.send_data(session().into(), true);
    }
}

/// Answers every request that comes.
async fn answer_all(mut connection: Http2) {
    while let Some(Ok((_, respond))) = connection.accept().await {
        answer(respond);
    }
}

/// Says good-bye for `reason`, and sees the connection through.
async fn go_away(mut connection: Http2, reason: Reason) {
    connection.abrupt_shutdown(reason);
    // An error is the client's good right by now.
    let _ = poll_fn(|cx| connection.poll_closed(cx)).await;
}

/// Turned away unread is sent again at once, costs no attempt, and needs no key.
pub(crate) async fn a_request_that_is_turned_away() {
    let (server, client) = served(|mut connection, _| async move {
        let mut is_first = true;
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            if std::mem::take(&mut is_first) {
                respond.send_reset(Reason::REFUSED_STREAM);
            } else {
                answer(respond);
            }
        }
    })
    .await;
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
    assert_eq!(server.connections(), 1);

    let (server, client) = served(|connection, number| async move {
        if number == 0 {
            go_away(connection, Reason::NO_ERROR).await;
        } else {
            answer_all(connection).await;
        }
    })
    .await;
    assert_eq!(create(&client).await.unwrap().attempts(), 1);
    assert_eq!(server.connections(), 2);
}

/// Anything else may have taken effect: with a key it is sent again, without one it is not.
pub(crate) async fn a_stream_or_a_connection_that_fails() {
    for reason in [
        Reason::INTERNAL_ERROR,
        Reason::ENHANCE_YOUR_CALM,
        Reason::PROTOCOL_ERROR,
    ] {
        for is_stream in [true, false] {
            let spoilt = Arc::new(AtomicBool::new(false));
            let (_server, client) = served(move |mut connection, _| {
                let spoilt = Arc::clone(&spoilt);
                async move {
                    while let Some(Ok((_, mut respond))) = connection.accept().await {
                        if spoilt.swap(true, Ordering::Relaxed) {
                            answer(respond);
                            spoilt.store(false, Ordering::Relaxed);
                        } else if is_stream {
                            respond.send_reset(reason);
                        } else {
                            return go_away(connection, reason).await;
                        }
                    }
                }
            })
            .await;
            assert_eq!(
                create(&client).await.unwrap().attempts(),
                2,
                "{reason} {is_stream}"
            );
            let error = failed(delete(&client).await);
            assert_eq!(
                facts(&error),
                (ErrorKind::Lost, Phase::MaybeSent, 1),
                "{reason} {is_stream}"
            );
        }
    }
}

/// Its pings tell, twenty seconds later, which the paused clock makes short.
pub(crate) async fn a_connection_that_hangs() {
    let hangs = Arc::new(AtomicBool::new(false));
    let it_hangs = Arc::clone(&hangs);
    let (server, authority) = start(move |mut connection, number| {
        let hangs = Arc::clone(&it_hangs);
        async move {
            if number > 0 {
                return answer_all(connection).await;
            }
            let _request = connection.accept().await;
            hangs.store(true, Ordering::Relaxed);
            // Nobody moves the connection on, so nobody answers its pings either.
            std::future::pending::<()>().await;
        }
    })
    .await;
    // Pings and their time-outs pass at once; shaking hands anew is on the real clock again.
    let is_paused = Arc::new(AtomicBool::new(false));
    let was_paused = Arc::clone(&is_paused);
    let client = trusting(&server, &authority)
        .with(move |transport| {
            let was_paused = Arc::clone(&was_paused);
            transport.on_attempt(move |_: &AttemptEvent<'_>| {
                if was_paused.swap(false, Ordering::Relaxed) {
                    tokio::time::resume();
                }
            })
        })
        .build()
        .unwrap();
    let mut call = Box::pin(create(&client));
    while !hangs.load(Ordering::Relaxed) {
        tokio::select! {
            biased;
            _ = &mut call => panic!("the server hangs"),
            () = tokio::task::yield_now() => {}
        }
    }
    is_paused.store(true, Ordering::Relaxed);
    tokio::time::pause();
    assert_eq!(call.await.unwrap().attempts(), 2);
    assert_eq!(server.connections(), 2);
}
