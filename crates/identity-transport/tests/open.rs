//! Bodies piece by piece: the stack works up to the head, and what follows is bounded.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Frame;
use identity_transport::{
    Body, BodyStream, CallInfo, CallOptions, Error, ErrorKind, Opened, Phase, Request, Transport,
    TransportBuilder,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tower_http::decompression::DecompressionLayer;

/// What a body does next.
#[derive(Clone, Debug)]
enum Piece {
    Data(&'static str),
    Break,
    Hang,
}
use Piece::{Break, Data, Hang};

struct Pieces(VecDeque<Piece>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.0.front() {
            Some(Hang) => return Poll::Pending,
            None => return Poll::Ready(None),
            _ => {}
        }
        Poll::Ready(self.0.pop_front().map(|piece| match piece {
            Data(text) => Ok(Frame::data(Bytes::from_static(text.as_bytes()))),
            _ => Err(io::ErrorKind::ConnectionReset.into()),
        }))
    }
}

fn builder() -> TransportBuilder {
    Transport::builder("sk_test_1".parse().unwrap()).jitter(|| 0)
}

fn get() -> Request {
    http::Request::get("/v1/files/file_1/contents")
        .body(Body::empty())
        .unwrap()
}

/// A transport over a wire that answers with these statuses, one after another, and then 200.
fn over(statuses: &[u16], pieces: &[Piece], builder: TransportBuilder) -> Transport {
    let statuses = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
    let pieces = pieces.to_vec();
    let wire = tower::service_fn(move |request: Request| {
        assert_eq!(request.headers()["authorization"], "Bearer sk_test_1");
        let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
        let answer = http::Response::builder()
            .status(status)
            .header("request-id", "req_1")
            .body(Pieces(pieces.clone().into()))
            .unwrap();
        std::future::ready(Ok::<_, io::Error>(answer))
    });
    builder.build_over(wire).unwrap()
}

async fn open(transport: &Transport, at_most: u64) -> Result<http::Response<BodyStream>, Error> {
    match transport.open(get(), at_most).await? {
        Opened::Body(answer) => Ok(answer),
        Opened::Refused(answer) => unreachable!("{answer:?}"),
    }
}

/// All that comes, and how it ends.
async fn read(answer: http::Response<BodyStream>) -> (String, Option<Error>) {
    let (mut text, mut body) = (String::new(), answer.into_body());
    while let Some(piece) = body.next().await {
        match piece {
            Ok(bytes) => text.push_str(std::str::from_utf8(&bytes).unwrap()),
            Err(error) => {
                assert!(body.next().await.is_none(), "it ends after an error");
                return (text, Some(error));
            }
        }
    }
    (text, None)
}

#[tokio::test(start_paused = true)]
async fn a_body_comes_in_pieces_after_retries_of_the_head() {
    let transport = over(
        &[503, 503],
        &[Data("one"), Data(""), Data("two")],
        builder().max_body(8),
    );
    let answer = open(&transport, 6).await.unwrap();
    assert_eq!(CallInfo::of(answer.extensions()).unwrap().attempts, 3);
    let (text, error) = read(answer).await;
    assert_eq!((text.as_str(), error.is_none()), ("onetwo", true));
}

#[tokio::test(start_paused = true)]
async fn a_body_that_breaks_stalls_or_is_too_long_ends_with_a_typed_error() {
    let cases: [(&[Piece], u64, ErrorKind, Phase); 3] = [
        (&[Data("one"), Break], 9, ErrorKind::Lost, Phase::MaybeSent),
        (
            &[Data("one"), Hang],
            9,
            ErrorKind::Timeout,
            Phase::MaybeSent,
        ),
        (
            &[Data("one"), Data("two")],
            5,
            ErrorKind::TooLarge,
            Phase::Answered,
        ),
    ];
    for (pieces, at_most, kind, phase) in cases {
        let transport = over(&[], pieces, builder());
        let start = tokio::time::Instant::now();
        let (text, error) = read(open(&transport, at_most).await.unwrap()).await;
        let error = error.unwrap();
        assert_eq!(text, "one");
        assert_eq!((error.kind(), error.phase()), (kind, phase), "{pieces:?}");
        assert_eq!((error.attempts(), error.request_id()), (1, Some("req_1")));
        let waited = start.elapsed().as_secs();
        assert_eq!(waited, if kind == ErrorKind::Timeout { 30 } else { 0 });
    }
}

/// The deadline is the head's, and each piece has the attempt's time-out anew.
#[tokio::test(start_paused = true)]
async fn the_deadline_ends_with_the_head() {
    let transport = over(
        &[],
        &[Data("one"), Hang],
        builder().timeout(Duration::from_secs(2)),
    );
    let mut request = get();
    let options = CallOptions::new().attempt_timeout(Duration::from_secs(7));
    request.extensions_mut().insert(options);
    let Opened::Body(answer) = transport.open(request, 9).await.unwrap() else {
        unreachable!("it is a success")
    };
    tokio::time::sleep(Duration::from_secs(60)).await;
    let start = tokio::time::Instant::now();
    let (text, error) = read(answer).await;
    assert_eq!(text, "one");
    assert_eq!(
        error.unwrap().to_string(),
        "no more of the answer's body came within 7s"
    );
    assert_eq!(start.elapsed().as_secs(), 7);
}

#[tokio::test(start_paused = true)]
async fn anything_but_a_success_is_read_whole() {
    for status in [302, 404] {
        let transport = over(&[status], &[Data("so"), Data("rry")], builder());
        let Opened::Refused(answer) = transport.open(get(), 1).await.unwrap() else {
            unreachable!("it is no success")
        };
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(answer.body().as_bytes(), b"sorry");
    }
}

/// A user's layer sees one message type, decodes what is encoded, and may answer by itself.
#[tokio::test]
async fn layers_of_the_users_stay_in_the_way() {
    let seen = Arc::new(AtomicU32::new(0));
    let counting = {
        let seen = Arc::clone(&seen);
        tower::layer::layer_fn(move |inner| {
            let seen = Arc::clone(&seen);
            tower::util::MapResponse::new(inner, move |answer: http::Response<Body>| {
                seen.fetch_add(1, Ordering::Relaxed);
                answer
            })
        })
    };
    let layers = builder()
        .layer(counting.clone())
        .attempt_layer(DecompressionLayer::new())
        .attempt_layer(counting);
    let transport = over(&[], &[Data("plain")], layers);
    let (text, error) = read(open(&transport, 5).await.unwrap()).await;
    assert_eq!((text.as_str(), error.is_none()), ("plain", true));
    assert_eq!(seen.load(Ordering::Relaxed), 2);

    // "zipped" in gzip.
    const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\xca\x2c\x28\x48\x4d\x01\x00\x57\x68\xc2\xe2\x06\x00\x00\x00";
    let wire = tower::service_fn(|request: Request| async move {
        assert_eq!(request.headers()["accept-encoding"], "gzip");
        http::Response::builder()
            .header("content-encoding", "gzip")
            .body(Body::from(Bytes::from_static(GZIP)))
    });
    let transport = builder()
        .attempt_layer(DecompressionLayer::new())
        .build_over(wire)
        .unwrap();
    let (text, error) = read(open(&transport, 6).await.unwrap()).await;
    assert_eq!((text.as_str(), error.is_none()), ("zipped", true));
}

/// Over a socket: far more than fits under the cap of other bodies, and an announcement that is too much.
#[tokio::test]
async fn what_is_larger_than_memory_should_be_passes_through() {
    const MEGABYTES: usize = 24;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    if stream.read_buf(&mut head).await.unwrap_or(0) == 0 {
                        return;
                    }
                }
                let length = MEGABYTES << 20;
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
                stream.write_all(head.as_bytes()).await.unwrap();
                for _ in 0..MEGABYTES {
                    // A client that has had enough goes away.
                    let _ = stream.write_all(&[b'x'; 1 << 20]).await;
                }
            });
        }
    });
    let transport = builder().base_url(&url).build().unwrap();
    let whole = transport.call(get()).await.unwrap_err();
    assert_eq!(whole.kind(), ErrorKind::TooLarge);

    let answer = open(&transport, 100 << 20).await.unwrap();
    assert_eq!(answer.body().announced(), (MEGABYTES << 20) as u64);
    let (text, error) = read(answer).await;
    assert_eq!((text.len(), error.is_none()), (MEGABYTES << 20, true));

    let error = open(&transport, 1 << 20).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.phase()),
        (ErrorKind::TooLarge, Phase::Answered)
    );
}
