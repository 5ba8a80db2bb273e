//! Servers over TLS: the API, a receiver of webhooks, with certificates that the test makes.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;

use identity_cli::Exit;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::sessions::SESSION;
use crate::support::{Canned, KEY, Scratch, Served, line, request};
use crate::webhooks::{Listening, SECRET, event};

/// A certificate and its key, and what must be trusted for it; all in PEM.
pub(crate) struct Shown {
    pub(crate) chain: String,
    pub(crate) key: String,
    pub(crate) trusted: String,
}

/// A certificate for 127.0.0.1 by an authority of the test's own.
pub(crate) fn by_an_authority() -> Shown {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "test");
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    Shown {
        chain: params.signed_by(&key, &authority).unwrap().pem(),
        key: key.serialize_pem(),
        trusted: authority.pem(),
    }
}

/// One that signs itself, as `openssl req -x509` makes it.
fn by_itself() -> Shown {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let chain = params.self_signed(&key).unwrap().pem();
    Shown {
        trusted: chain.clone(),
        chain,
        key: key.serialize_pem(),
    }
}

/// A server that gives everyone the same answer over TLS.
fn secured(shown: &Shown, body: &'static str) -> Canned {
    let config = Arc::new(config(shown));
    Canned::speaking("https", move |stream| {
        let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
        // Who does not trust the certificate asks nothing.
        converse(connection, stream, body).ok()
    })
}

fn converse(
    mut connection: ServerConnection,
    mut stream: TcpStream,
    body: &str,
) -> std::io::Result<String> {
    let mut tls = rustls::Stream::new(&mut connection, &mut stream);
    let asked = request(&mut tls)?;
    write!(
        tls,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    connection.send_close_notify();
    connection.complete_io(&mut stream)?;
    Ok(asked)
}

fn config(shown: &Shown) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(shown.chain.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap(),
        )
        .unwrap()
}

const UNTRUSTED: &str = "tls failed with 127.0.0.1: the certificate's issuer is not trusted";

#[test]
fn events_are_handed_on_over_tls_to_whom_is_trusted() {
    let scratch = Scratch::new("forward-tls");
    for shown in [by_an_authority(), by_itself()] {
        let app = secured(&shown, "");
        let url = format!("{}/in?a=b", app.url());
        let ca_file = scratch.write("ca.pem", &shown.trusted);
        let body = event("evt_1", "verified");
        let flags = [
            "--forward-to",
            &url,
            "--until",
            "verified",
            "--retries",
            "0",
        ];

        let listening = Listening::start(&[&flags[..], &["--fail-on", "handler"]].concat(), &[KEY]);
        assert_eq!(listening.deliver(&body), 500);
        let (code, _, err) = listening.end();
        assert_eq!(code, Some(8), "{err}");
        assert!(err.contains("--ca-file names whom to trust"), "{err}");
        assert!(app.requests().is_empty());

        for (more, env, warns) in [
            (&["--ca-file", ca_file.as_str()][..], vec![], false),
            (&[], vec![("IDENTITY_CA_FILE", ca_file.as_str())], false),
            (&["--insecure"], vec![], true),
        ] {
            let listening = Listening::start(&[&flags[..], more].concat(), &env);
            assert_eq!(listening.deliver(&body), 200);
            let (code, _, err) = listening.end();
            assert_eq!(code, Some(0), "{err}");
            assert_eq!(listening_warned(&err), warns, "{err}");
        }
        for text in app.requests() {
            assert!(text.starts_with("POST /in?a=b HTTP/1.1\r\n"), "{text}");
            assert!(text.ends_with(&format!("\r\n\r\n{body}")), "{text}");
            assert!(text.contains("stripe-signature: t="), "{text}");
            assert!(!text.contains("sk_test"), "{text}");
        }
        assert_eq!(app.requests().len(), 3);
    }
}

fn listening_warned(err: &str) -> bool {
    err.contains("certificates of servers on this machine are not checked")
}

#[test]
fn an_event_is_sent_again_over_tls() {
    let served = Served::start();
    served.create();
    let event = served.sandbox.events()[0].id.to_string();
    let shown = by_itself();
    let app = secured(&shown, "");
    let scratch = Scratch::new("resend-tls");
    let ca_file = scratch.write("ca.pem", &shown.trusted);
    let [key, base] = served.env();
    let env = [key, base, ("STRIPE_WEBHOOK_SECRET", SECRET)];
    let resend = |flags: &str| {
        line(
            &format!("event resend {event} --to {}/hooks {flags}", app.url()),
            &env,
        )
    };
    let refused = resend("");
    assert_eq!(refused.exit, Exit::Network);
    assert!(
        refused
            .stderr
            .starts_with("error: tls failed with 127.0.0.1: "),
        "{}",
        refused.stderr
    );
    for flags in [&format!("--ca-file {ca_file}"), "--insecure"] {
        let ran = resend(flags);
        assert_eq!(ran.exit, Exit::Ok, "{}", ran.stderr);
    }
    assert_eq!(app.requests().len(), 2);
    let ran = line(
        &format!("event resend {event} --endpoint we_1 --insecure"),
        &env,
    );
    assert_eq!(
        ran.stderr,
        "error: --insecure: has no use here: there is no --to\n"
    );
}

/// By flag, by environment, by profile; and the curl command says it too.
#[test]
fn the_api_itself_may_have_an_authority_of_its_own() {
    let shown = by_an_authority();
    let api = secured(&shown, SESSION);
    let scratch = Scratch::new("api-tls");
    let ca_file = scratch.write("ca.pem", &shown.trusted);
    let typed = format!("session get vs_1 --base-url {} --max-retries 0", api.url());
    let untrusted = line(&typed, &[KEY]);
    assert_eq!(untrusted.exit, Exit::Network);
    assert!(
        untrusted
            .stderr
            .starts_with(&format!("error: {UNTRUSTED}\n")),
        "{}",
        untrusted.stderr
    );
    assert!(api.requests().is_empty());
    let with_flag = format!("{typed} --ca-file {ca_file}");
    assert_eq!(line(&with_flag, &[KEY]).json()["id"], "vs_1");
    let variable = ("IDENTITY_CA_FILE", ca_file.as_str());
    assert_eq!(line(&typed, &[KEY, variable]).json()["id"], "vs_1");
    let config = scratch.path("config.toml");
    let set = format!("config set ca_file {ca_file}");
    let config = ("IDENTITY_CONFIG", config.as_str());
    assert_eq!(line(&set, &[config]).exit, Exit::Ok);
    assert_eq!(line(&typed, &[KEY, config]).json()["id"], "vs_1");
    let curl = line(&format!("{with_flag} --curl"), &[KEY]).stdout;
    assert!(
        curl.starts_with(&format!("curl -g --cacert '{ca_file}' ")),
        "{curl}"
    );
}

#[test]
fn a_file_of_authorities_that_is_none_is_named() {
    let scratch = Scratch::new("no-ca");
    let rule = "must name a file that can be read and holds certificates in PEM";
    let key = scratch.write("key.pem", &by_itself().key);
    let folder = scratch.path("");
    for path in [key.as_str(), folder.as_str(), "/nonexistent/MARK"] {
        let typed = format!("session get vs_1 --ca-file {path}");
        let ran = line(&typed, &[KEY]);
        assert_eq!(
            (ran.exit, ran.stderr),
            (Exit::Usage, format!("error: --ca-file: {rule}\n"))
        );
    }
    let broken = scratch.write("broken.pem", "-----BEGIN CERTIFICATE-----\nMARK\n");
    let ran = line(&format!("session get vs_1 --ca-file {broken}"), &[KEY]);
    assert_eq!(ran.exit, Exit::Usage);
    assert!(!ran.stderr.contains("MARK"), "{}", ran.stderr);
    let ran = line("--sandbox session get vs_1 --ca-file x", &[]);
    assert_eq!(
        ran.stderr,
        "error: --sandbox: must not be given together with --ca-file\n"
    );
}

#[cfg(unix)]
#[test]
fn a_sandbox_is_served_over_tls_and_controlled_over_it() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    let scratch = Scratch::new("serve-tls");
    let shown = by_an_authority();
    let (cert, key) = (
        scratch.write("cert.pem", &shown.chain),
        scratch.write("key.pem", &shown.key),
    );
    let ca_file = scratch.write("ca.pem", &shown.trusted);
    let mut child = Command::new(env!("CARGO_BIN_EXE_identity"))
        .args([
            "sandbox",
            "serve",
            "--port",
            "0",
            "--tls-cert",
            &cert,
            "--tls-key",
            &key,
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut ready = String::new();
    stdout.read_line(&mut ready).unwrap();
    let url = ready.trim().strip_prefix("listening on ").unwrap();
    let env = [KEY, ("STRIPE_API_BASE", url)];
    let trusting = [
        KEY,
        ("STRIPE_API_BASE", url),
        ("IDENTITY_CA_FILE", &*ca_file),
    ];
    let id = line("session create --type document -o id", &trusting);
    let verdict = line(
        &format!(
            "session simulate {} verified --field status",
            id.stdout.trim()
        ),
        &trusting,
    );
    let untrusted = [line("session list", &env), line("sandbox clock", &env)];
    rustix::process::kill_process(
        rustix::process::Pid::from_child(&child),
        rustix::process::Signal::TERM,
    )
    .unwrap();
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    assert_eq!(
        verdict.stdout, "verified\n",
        "{}{}",
        id.stderr, verdict.stderr
    );
    for ran in untrusted {
        assert_eq!(ran.exit, Exit::Network);
        assert!(
            ran.stderr.starts_with(&format!("error: {UNTRUSTED}")),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn a_certificate_that_cannot_be_served_is_named() {
    let scratch = Scratch::new("serve-no-tls");
    let (one, other) = (by_itself(), by_itself());
    let cert = scratch.write("cert.pem", &one.chain);
    let key = scratch.write("key.pem", &one.key);
    let wrong = scratch.write("wrong.pem", &other.key);
    let serve = |flags: &str| line(&format!("sandbox serve --port 0 {flags}"), &[]);
    for (flags, sentence) in [
        (
            format!("--tls-cert {cert}"),
            "--tls-key: is required".to_owned(),
        ),
        (
            format!("--tls-key {key}"),
            "--tls-cert: is required".to_owned(),
        ),
        (
            format!("--tls-cert {key} --tls-key {key}"),
            "--tls-cert: must be certificates in PEM".to_owned(),
        ),
        (
            format!("--tls-cert {cert} --tls-key {cert}"),
            "--tls-cert: must come with a key in PEM".to_owned(),
        ),
        (
            format!("--tls-cert {cert} --tls-key {wrong}"),
            "--tls-cert: must belong to the key it comes with".to_owned(),
        ),
        (
            format!("--delivery-ca-file {key}"),
            "--delivery-ca-file: must hold certificates in PEM".to_owned(),
        ),
    ] {
        let ran = serve(&flags);
        assert_eq!(
            (ran.exit, ran.stderr.as_str()),
            (Exit::Usage, &*format!("error: {sentence}\n")),
            "{flags}"
        );
    }
    assert_eq!(
        serve("--tls-cert /nonexistent --tls-key x").exit,
        Exit::Network
    );
}
