//! Rows 24 to 26: TLS faults are named, with the host, and never retried.

use std::time::Duration;

use identity_client::{Client, ErrorKind, Phase};

use crate::support::answers::{head, ok, session};
use crate::support::caller::{builder, create, facts, failed, retrieve, status};
use crate::support::script::{Cut, Request, Stall, serve, write};
use crate::support::server::{Server, TlsServer};
use crate::support::tls_server::{Authority, Leaf, VALID};

const TLS: (ErrorKind, Phase, u32) = (ErrorKind::Tls, Phase::NotSent, 1);

/// Makes a certificate, perhaps by the authority that is trusted.
type Making<'a> = &'a dyn Fn(&Authority) -> Leaf;

fn trusting(server: &TlsServer) -> Client {
    let pem = server.authority.pem();
    builder(server.url())
        .with(move |transport| transport.trust_only(pem.clone()))
        .build()
        .unwrap()
}

pub(crate) async fn a_certificate_that_is_not_good() {
    let self_signed = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let self_signed = |_: &Authority| Leaf {
        chain: self_signed.cert.pem(),
        key: self_signed.signing_key.serialize_pem(),
    };
    let by = |name: &'static str, years| move |authority: &Authority| authority.leaf(name, years);
    let strangers = |_: &Authority| Authority::new("stranger").leaf("127.0.0.1", VALID);
    let cases: [(Making<'_>, &str); 5] = [
        (&self_signed, "the certificate's issuer is not trusted"),
        (
            &by("127.0.0.1", (2019, 2020)),
            "the certificate has expired",
        ),
        (
            &by("127.0.0.1", (3000, 4000)),
            "the certificate is not valid yet",
        ),
        (
            &by("api.stripe.com", VALID),
            "the certificate is for another name",
        ),
        (&strangers, "the certificate's issuer is not trusted"),
    ];
    for (leaf, reason) in cases {
        let authority = Authority::new("test");
        let leaf = leaf(&authority);
        let server = TlsServer::with(authority, &leaf, None, serve(ok())).await;
        let error = failed(create(&trusting(&server)).await);
        assert_eq!(facts(&error), TLS);
        assert_eq!(
            error.to_string(),
            format!("tls failed with 127.0.0.1: {reason}")
        );
        assert!(!error.is_retryable());
        assert_eq!(server.server.connections(), 1);
        assert!(server.log.borrow().is_empty());
    }
    // One that is good, but a certificate of the client's is wanted and there is none.
    let (authority, clients) = (Authority::new("test"), Authority::new("clients"));
    let leaf = authority.leaf("127.0.0.1", VALID);
    let server = TlsServer::with(authority, &leaf, Some(&clients), serve(ok())).await;
    let error = failed(create(&trusting(&server)).await);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Tls, 1));
    assert!(server.log.borrow().is_empty());
}

pub(crate) async fn a_handshake_that_does_not_come() {
    let plain = vec![write("HTTP/1.1 400 Bad Request\r\n\r\n"), Stall];
    for (script, sentence) in [
        (
            plain,
            "tls failed with 127.0.0.1: the peer does not speak it",
        ),
        (
            vec![Stall],
            "tls failed: no handshake within the connect time-out",
        ),
    ] {
        let server = Server::always(script).await;
        let client = builder(&server.https())
            .connect_timeout(Duration::from_millis(80))
            .build()
            .unwrap();
        let error = failed(create(&client).await);
        assert_eq!(facts(&error), TLS);
        assert_eq!(error.to_string(), sentence);
        assert_eq!(server.connections(), 1);
    }
}

/// Without a word that the stream ends, only a length that was announced and kept is believed.
pub(crate) async fn tls_that_is_cut_off() {
    let short = format!("{}content-length: 5000\r\n\r\n{}", head(200), session());
    let endless = format!("{}connection: close\r\n\r\n{}", head(200), session());
    for answer in [short, endless] {
        let server = TlsServer::start(vec![Request, write(answer), Cut]).await;
        for error in [
            failed(create(&trusting(&server)).await),
            failed(retrieve(&trusting(&server)).await),
        ] {
            assert_eq!(facts(&error), (ErrorKind::Lost, Phase::MaybeSent, 3));
            assert_eq!(status(&error), Some(200));
        }
    }
    let server = TlsServer::start(vec![Request, write(ok()), Cut]).await;
    assert_eq!(create(&trusting(&server)).await.unwrap().attempts(), 1);
}
