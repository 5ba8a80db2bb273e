//! Rows 56, 60 to 62 and 66 to 71: bodies that are short, wrong, too long, packed, or no text.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use identity_client::{Client, ErrorKind, Phase};
use tower_http::decompression::DecompressionLayer;

use crate::support::answers::{head, session};
use crate::support::caller::{builder, client, create, delete, facts, failed, retrieve, status};
use crate::support::script::{Flood, Request, Reset, Stall, Step, serve, write};
use crate::support::server::Server;

const DECODE: (ErrorKind, Phase, u32) = (ErrorKind::Decode, Phase::Answered, 1);

/// A head with these lines and what follows it, which need not fit together.
fn answer(headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = format!("{}{headers}\r\n", head(200)).into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

/// A head that announces the length of what follows it.
fn whole(headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let length = body.as_ref().len();
    answer(&format!("{headers}content-length: {length}\r\n"), body)
}

pub(crate) async fn a_body_that_ends_with_the_connection() {
    for version in ["HTTP/1.0", "HTTP/1.1"] {
        let start = format!("{version} 200 OK\r\nconnection: close\r\n\r\n");
        let server = Server::always(vec![Request, write(format!("{start}{}", session()))]).await;
        assert_eq!(create(&client(&server.url)).await.unwrap().attempts(), 1);

        let half = &session()[..200];
        let server = Server::always(vec![Request, write(format!("{start}{half}"))]).await;
        assert_eq!(facts(&failed(create(&client(&server.url)).await)), DECODE);
    }
}

/// Status and request id are known, and whether the call took effect is not.
async fn is_cut(script: Vec<Step>) {
    let server = Server::always(script).await;
    let client = client(&server.url);
    for (error, attempts) in [
        (failed(create(&client).await), 3),
        (failed(retrieve(&client).await), 3),
        (failed(delete(&client).await), 1),
    ] {
        assert_eq!(facts(&error), (ErrorKind::Lost, Phase::MaybeSent, attempts));
        assert_eq!(
            (status(&error), error.request_id()),
            (Some(200), Some("req_1"))
        );
        assert_eq!(error.is_retryable(), attempts > 1);
    }
    let keys: Vec<_> = server.requests()[..3]
        .iter()
        .map(|seen| seen.key().unwrap().to_owned())
        .collect();
    assert!(keys.iter().all(|key| *key == keys[0]));
}

pub(crate) async fn a_body_that_is_too_short() {
    let short = answer("content-length: 5000\r\n", session());
    is_cut(vec![Request, write(short.clone())]).await;
    is_cut(vec![Request, write(short), Reset]).await;
}

pub(crate) async fn chunks_that_are_none() {
    for chunks in [
        "4\r\n{\"a\"\r\n",
        "4\r\n{\"",
        "zz\r\n{}\r\n0\r\n\r\n",
        "-1\r\n{}\r\n",
        "ffffffffffffffffff\r\n{}",
    ] {
        is_cut(vec![
            Request,
            write(answer("transfer-encoding: chunked\r\n", chunks)),
        ])
        .await;
    }
}

pub(crate) async fn a_body_that_is_too_long() {
    let server = Server::always(serve(answer("content-length: 10\r\n", session()))).await;
    let client = client(&server.url);
    for _ in 0..2 {
        assert_eq!(facts(&failed(create(&client).await)), DECODE);
    }
    assert_eq!(
        server.places(),
        [0, 1],
        "what else was sent is nobody's answer"
    );
}

pub(crate) async fn a_body_of_gigabytes() {
    let announced = answer("content-length: 5000000000\r\n", "{");
    let endless = answer("transfer-encoding: chunked\r\n", "");
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    for script in [
        vec![Request, write(announced), Stall],
        vec![Request, write(endless), Flood(chunk.into())],
    ] {
        let server = Server::always(script).await;
        let error = failed(create(&client(&server.url)).await);
        assert_eq!(facts(&error), (ErrorKind::TooLarge, Phase::Answered, 1));
        assert_eq!(
            (status(&error), error.request_id()),
            (Some(200), Some("req_1"))
        );
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A client that unpacks, by a layer of tower-http's at the seam.
fn unpacking(url: &str) -> Client {
    builder(url)
        .with(|transport| {
            transport
                .max_body(1 << 20)
                .attempt_layer(DecompressionLayer::new())
        })
        .build()
        .unwrap()
}

const GZIP: &str = "content-encoding: gzip\r\n";

pub(crate) async fn gzip_that_was_not_asked_for() {
    let server = Server::always(serve(whole(GZIP, gzip(session().as_bytes())))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), DECODE);
    assert_eq!(
        error.to_string(),
        "the answer with status 200 does not decode: is packed with gzip, which was not asked for"
    );
    assert_eq!(server.requests()[0].header("accept-encoding"), None);
    assert_eq!(
        create(&unpacking(&server.url)).await.unwrap().id.as_str(),
        "vs_1"
    );
}

/// Nothing is unpacked unasked; where a layer unpacks, the cap counts what comes out.
pub(crate) async fn a_bomb_of_gzip() {
    let server = Server::always(serve(whole(GZIP, gzip(&vec![b' '; 8 << 20])))).await;
    assert_eq!(facts(&failed(create(&client(&server.url)).await)), DECODE);
    let error = failed(create(&unpacking(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::TooLarge, Phase::Answered, 1));
}

pub(crate) async fn gzip_that_is_cut() {
    let packed = gzip(session().as_bytes());
    let cut = &packed[..packed.len() - 8];
    let server = Server::always(serve(whole(GZIP, cut))).await;
    assert_eq!(facts(&failed(create(&client(&server.url)).await)), DECODE);
    let error = failed(create(&unpacking(&server.url)).await);
    assert_eq!(facts(&error), (ErrorKind::Lost, Phase::MaybeSent, 3));
}

async fn is_no_json(body: Vec<u8>) {
    let json = "content-type: application/json\r\n";
    let server = Server::always(serve(whole(json, body))).await;
    let error = failed(create(&client(&server.url)).await);
    assert_eq!(facts(&error), DECODE);
    assert!(
        error.to_string().contains("is not JSON, at line 1"),
        "{error}"
    );
    assert!(error.raw_body().is_some());
}

pub(crate) async fn a_body_that_is_not_utf_8() {
    let mut body = session().into_bytes();
    let place = body.windows(4).position(|four| four == b"note").unwrap();
    body[place] = 0xff;
    is_no_json(body).await;
}

pub(crate) async fn a_body_of_another_encoding() {
    is_no_json(
        session()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    )
    .await;
    is_no_json([b"\xef\xbb\xbf", session().as_bytes()].concat()).await;
}
