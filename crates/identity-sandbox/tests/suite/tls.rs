//! The server behind TLS, called by clients that trust nothing but its own authority.

use std::sync::Arc;

use identity_client::Client;
use identity_sandbox::{AttemptResult, Certificate, Clock, Sandbox, Server};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

async fn start(names: &[String]) -> (Server, Certificate) {
    let certificate = Certificate::generate(names).unwrap();
    let server = Sandbox::new().server().tls(certificate.clone()).start();
    (server.await.unwrap(), certificate)
}

async fn connect(
    server: &Server,
    authority: &str,
    name: &'static str,
    protocols: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let authority = CertificateDer::from_pem_slice(authority.as_bytes()).unwrap();
    roots.add(authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let stream = TcpStream::connect(server.addr()).await?;
    let name = ServerName::try_from(name).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_is_answered() {
    let (server, certificate) = start(&["sandbox.test".to_owned()]).await;
    assert!(
        server.url().starts_with("https://127.0.0.1:"),
        "{}",
        server.url()
    );
    for name in ["localhost", "127.0.0.1", "sandbox.test"] {
        let stream = connect(&server, certificate.authority_pem(), name, &["http/1.1"]);
        let mut stream = stream.await.unwrap();
        let call = "GET /v1/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(call.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 401 "), "{name}: {answer}");
    }
}

#[tokio::test]
async fn http_2_is_agreed_on_where_the_client_offers_it() {
    let (server, certificate) = start(&[]).await;
    let authority = certificate.authority_pem();
    let stream = connect(&server, authority, "localhost", &["h2", "http/1.1"])
        .await
        .unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
}

#[tokio::test]
async fn over_http_2_there_is_one_date_and_it_is_the_sandboxs() {
    let certificate = Certificate::generate(&[]).unwrap();
    let clock = Clock::frozen(crate::call::START);
    let sandbox = Sandbox::builder().clock(clock).build();
    let server = sandbox.server().tls(certificate.clone()).start();
    let server = server.await.unwrap();
    let client = Client::builder("sk_test_123".parse().unwrap())
        .base_url(server.url())
        .with(|transport| transport.trust_only(certificate.authority_pem()))
        .build()
        .unwrap();
    let request = http::Request::get(crate::call::SESSIONS).body(Default::default());
    let answer = client.transport().call(request.unwrap()).await.unwrap();
    assert_eq!(answer.version(), http::Version::HTTP_2);
    let dates: Vec<_> = answer.headers().get_all("date").iter().collect();
    assert_eq!(dates, ["Mon, 21 Sep 2026 14:13:20 GMT"]);
}

#[tokio::test]
async fn strangers_do_not_trust_it_and_plain_http_is_not_answered() {
    let (server, _) = start(&[]).await;
    let other = Certificate::generate(&[]).unwrap();
    let refused = connect(&server, other.authority_pem(), "localhost", &[]).await;
    assert!(refused.is_err());
    let mut plain = TcpStream::connect(server.addr()).await.unwrap();
    plain
        .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // It ends, by a close or by a reset; an alert may come first.
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[test]
fn a_name_that_cannot_be_certified_is_refused() {
    let error = Certificate::generate(&["n\u{e4}me".to_owned()]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

/// Another sandbox stands in for the endpoint: it says what came to it.
#[tokio::test]
async fn webhooks_are_delivered_over_https_to_whom_is_trusted() {
    let (endpoint, certificate) = start(&[]).await;
    let other = Certificate::generate(&[]).unwrap();
    let refused = Err(
        "the endpoint's certificate is not trusted: give the sandbox its authority for \
                       deliveries, or let it take any certificate",
    );
    let trusting = |certificate: &Certificate| {
        let pem = certificate.authority_pem().as_bytes();
        Sandbox::builder().trust_for_delivery(pem).unwrap()
    };
    for (builder, expected) in [
        (Sandbox::builder(), refused),
        (trusting(&other), refused),
        (trusting(&certificate), Ok(401)),
        (Sandbox::builder().trust_anyone_for_delivery(), Ok(401)),
    ] {
        let sandbox = builder.clock(Clock::frozen(crate::call::START)).build();
        let url = endpoint.url();
        let form = format!("url={url}/v1/hooks&enabled_events[]=*");
        crate::call::post_to(&sandbox, "/v1/webhook_endpoints", &form);
        crate::call::post(&sandbox, "type=document");
        sandbox.webhooks().settle().await;
        let attempts = sandbox.webhooks().attempts();
        let result = match &attempts[0].result {
            AttemptResult::Status(status) => Ok(*status),
            AttemptResult::Failed(why) => Err(&**why),
            other => panic!("{other:?}"),
        };
        assert_eq!(result, expected);
    }
    assert_eq!(endpoint.sandbox().requests(), 2);
    let error = Sandbox::builder()
        .trust_for_delivery(b"no PEM")
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the authorities for deliveries are no certificates in PEM"
    );
}

#[tokio::test]
async fn an_https_endpoint_that_speaks_plain_http_is_told_from_a_stranger() {
    let endpoint = Sandbox::start().await.unwrap();
    let sandbox = crate::call::sandbox();
    let url = endpoint.url().replace("http://", "https://");
    let form = format!("url={url}/&enabled_events[]=*");
    crate::call::post_to(&sandbox, "/v1/webhook_endpoints", &form);
    crate::call::post(&sandbox, "type=document");
    sandbox.webhooks().settle().await;
    let words = "no TLS handshake: the endpoint does not speak TLS";
    let result = &sandbox.webhooks().attempts()[0].result;
    assert_eq!(*result, AttemptResult::Failed(words.into()));
}
