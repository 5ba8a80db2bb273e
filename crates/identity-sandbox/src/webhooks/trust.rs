//! [`Trust`]: TLS with an https endpoint, and whose certificates are good there.
//!
//! No authority is known from the start: endpoints stand on this machine, and what vouches for them is made
//! here, too. So either the authority is given, or any certificate is taken because somebody said so.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Whose certificates are good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trust {
    authorities: Vec<CertificateDer<'static>>,
    anyone: bool,
}

impl Trust {
    /// Takes the authorities in `pem` for good.
    pub(crate) fn also(&mut self, pem: &[u8]) -> io::Result<()> {
        let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let found = found.unwrap_or_default();
        let mut roots = RootCertStore::empty();
        let (good, bad) = roots.add_parsable_certificates(found.iter().cloned());
        if good == 0 || bad > 0 {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the authorities for deliveries are no certificates in PEM",
            ));
        }
        self.authorities.extend(found);
        Ok(())
    }

    /// Takes every certificate for good.
    pub(crate) const fn anyone(&mut self) {
        self.anyone = true;
    }

    /// Speaks TLS from here on. What goes wrong is said without the address.
    pub(crate) async fn shake_hands(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, String> {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_| "the endpoint's URL cannot be read".to_owned())?;
        let config = self.config().map_err(|error| describe(&error))?;
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.map_err(|error| {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
            inner.map_or_else(|| NO_HANDSHAKE.to_owned(), describe)
        })
    }

    fn config(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(self.authorities.iter().cloned());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let config = if self.anyone {
            let verifier = Arc::new(Anyone(provider));
            builder
                .dangerous()
                .with_custom_certificate_verifier(verifier)
        } else {
            builder.with_root_certificates(roots)
        };
        Ok(config.with_no_client_auth())
    }
}

const NO_HANDSHAKE: &str = "no TLS handshake: the endpoint does not speak TLS";

fn describe(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(_) => {
            "the endpoint's certificate is not trusted: give the sandbox its authority for deliveries, or let it \
             take any certificate"
        }
        _ => NO_HANDSHAKE,
    }
    .to_owned()
}

/// Looks at no certificate; the handshake must be signed by its key all the same.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
