//! TLS over loopback: whom the transport trusts, as whom it speaks, and how it names what is wrong.

#![expect(
    clippy::unwrap_used,
    reason = "a test may fail loudly, its helpers too"
)]

#[path = "support/tls_server.rs"]
mod tls_server;

use std::error::Error as _;

use identity_transport::layers::Wire;
use identity_transport::{Body, Error, ErrorKind, Phase, Request, Transport, TransportBuilder};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use self::tls_server::{Authority, Leaf, Server, VALID};

/// Answers one request over HTTP/1.1.
async fn answer(mut stream: TlsStream<TcpStream>, _: usize) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
    }
    let ok = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    // A client that has gone away has its answer.
    let _ = stream.write_all(ok).await;
    let _ = stream.shutdown().await;
}

async fn server(leaf: &Leaf) -> Server {
    Server::start(leaf, "http/1.1", None, answer).await
}

fn builder(server: &Server) -> TransportBuilder {
    Transport::builder("sk_test_1".parse().unwrap())
        .base_url(&server.url)
        .jitter(|| 0)
}

async fn get(builder: TransportBuilder) -> Result<u16, Error> {
    let request: Request = http::Request::get("/v1/x").body(Body::empty()).unwrap();
    let response = builder.build()?.call(request).await?;
    Ok(response.status().as_u16())
}

#[tokio::test]
async fn a_root_of_ones_own_is_trusted_instead_or_beside() {
    let authority = Authority::new("test");
    let server = server(&authority.leaf("127.0.0.1", VALID)).await;
    let trusting = |builder: TransportBuilder| {
        [
            builder.trust_only(authority.pem()),
            self::builder(&server).trust_also(authority.pem()),
        ]
    };
    for builder in trusting(builder(&server)) {
        assert_eq!(get(builder).await.unwrap(), 200);
    }
}

/// Each is named, and asked once: what is wrong with a certificate is wrong at the next attempt.
#[tokio::test]
async fn a_certificate_that_is_not_good_is_named_and_not_retried() {
    let authority = Authority::new("test");
    let self_signed = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let self_signed = Leaf {
        chain: self_signed.cert.pem(),
        key: self_signed.signing_key.serialize_pem(),
    };
    for (leaf, sentence) in [
        (
            self_signed,
            "tls failed with 127.0.0.1: the certificate's issuer is not trusted",
        ),
        (
            authority.leaf("127.0.0.1", (2019, 2020)),
            "tls failed with 127.0.0.1: the certificate has expired",
        ),
        (
            authority.leaf("127.0.0.1", (3000, 4000)),
            "tls failed with 127.0.0.1: the certificate is not valid yet",
        ),
        (
            authority.leaf("api.stripe.com", VALID),
            "tls failed with 127.0.0.1: the certificate is for another name",
        ),
        (
            Authority::new("stranger").leaf("127.0.0.1", VALID),
            "tls failed with 127.0.0.1: the certificate's issuer is not trusted",
        ),
    ] {
        let server = server(&leaf).await;
        let error = get(builder(&server).trust_only(authority.pem()))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), sentence);
        assert_eq!(
            (error.kind(), error.phase(), error.attempts()),
            (ErrorKind::Tls, Phase::NotSent, 1)
        );
        assert!(!error.is_retryable() && error.source().is_some());
        assert_eq!(server.connections(), 1, "{sentence}");
    }
}

/// A certificate that signs itself and says that it is an authority, as `openssl req -x509` makes it.
fn of_its_own(name: &str, years: (i32, i32)) -> Leaf {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    Leaf {
        chain: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

/// Such a certificate may be given as it is: its days and names are looked at all the same.
#[tokio::test]
async fn a_certificate_of_the_servers_own_is_good_for_this_server_alone() {
    let own = of_its_own;
    let good = own("127.0.0.1", VALID);
    for (leaf, given, sentence) in [
        (&good, &good, None),
        (
            &good,
            &own("127.0.0.1", VALID),
            Some("tls failed with 127.0.0.1: the certificate is not accepted"),
        ),
        (
            &own("127.0.0.1", (2019, 2020)),
            &good,
            Some("tls failed with 127.0.0.1: the certificate has expired"),
        ),
    ] {
        let server = server(leaf).await;
        let got = get(builder(&server).trust_also(given.chain.as_str())).await;
        assert_eq!(
            got.map_err(|error| error.to_string()).err().as_deref(),
            sentence
        );
    }
    for (leaf, sentence) in [
        (
            own("127.0.0.1", (2019, 2020)),
            "tls failed with 127.0.0.1: the certificate has expired",
        ),
        (
            own("api.stripe.com", VALID),
            "tls failed with 127.0.0.1: the certificate is for another name",
        ),
    ] {
        let server = server(&leaf).await;
        let error = get(builder(&server).trust_only(leaf.chain))
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), sentence);
    }
}

#[tokio::test]
async fn the_wire_alone_trusts_any_server_on_this_machine_only_when_asked_to() {
    let server = server(&of_its_own("elsewhere", VALID)).await;
    let post = || {
        http::Request::post(&server.url)
            .body(Body::empty())
            .unwrap()
    };
    let strict = Wire::builder().build().unwrap().oneshot(post()).await;
    assert_eq!(strict.unwrap_err().kind(), ErrorKind::Tls);
    let lax = Wire::builder().trust_any_on_loopback().build().unwrap();
    assert_eq!(lax.oneshot(post()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_bundled_roots_do_not_trust_a_strangers() {
    let server = server(&Authority::new("stranger").leaf("127.0.0.1", VALID)).await;
    assert_eq!(
        get(builder(&server)).await.unwrap_err().kind(),
        ErrorKind::Tls
    );
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_gets_it() {
    let (authority, clients) = (Authority::new("test"), Authority::new("clients"));
    let leaf = authority.leaf("127.0.0.1", VALID);
    let server = Server::start(&leaf, "http/1.1", Some(&clients), answer).await;
    let error = get(builder(&server).trust_only(authority.pem()))
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Tls, 1));

    let own = clients.leaf("client", VALID);
    let builder = builder(&server).trust_only(authority.pem());
    let status = get(builder.client_certificate(own.chain, own.key)).await;
    assert_eq!(status.unwrap(), 200);
}

#[tokio::test]
async fn what_is_no_certificate_is_refused_when_the_transport_is_built() {
    let authority = Authority::new("test");
    let (one, other) = (authority.leaf("a", VALID), authority.leaf("b", VALID));
    let builder = || Transport::builder("sk_test_1".parse().unwrap());
    for (builder, sentence) in [
        (
            builder().trust_only("SECRET"),
            "root certificates: must be PEM with at least one certificate",
        ),
        (
            builder().trust_also(one.key.clone()),
            "root certificates: must be PEM with at least one certificate",
        ),
        (
            builder().client_certificate("SECRET", one.key.clone()),
            "client certificate: must be PEM with at least one certificate",
        ),
        (
            builder().client_certificate(one.chain.clone(), "SECRET"),
            "client certificate: must have a PEM key",
        ),
        (
            builder().client_certificate(one.chain, other.key),
            "client certificate: must belong to its key",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("PRIVATE"));
        let error = builder.build().unwrap_err();
        assert_eq!(
            (error.kind(), error.to_string().as_str()),
            (ErrorKind::Config, sentence)
        );
    }
}

#[cfg(feature = "platform-roots")]
#[tokio::test]
async fn the_platforms_roots_do_not_trust_a_strangers_either() {
    let server = server(&Authority::new("stranger").leaf("127.0.0.1", VALID)).await;
    let error = get(builder(&server).trust_platform()).await.unwrap_err();
    // A machine may have no roots at all.
    assert!(
        matches!(error.kind(), ErrorKind::Tls | ErrorKind::Config),
        "{error}"
    );
}
