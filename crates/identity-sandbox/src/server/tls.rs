//! [`Certificate`]: a certificate for this machine, made by the sandbox itself.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// A certificate for `localhost`, `127.0.0.1` and `::1`, by an authority that signs nothing else and
/// whose key is forgotten at once.
///
/// Clients trust it when they are given [`authority_pem`](Self::authority_pem): Node by
/// `NODE_EXTRA_CA_CERTS`, Python and Go by `SSL_CERT_FILE`, curl by `--cacert`.
#[derive(Clone)]
pub struct Certificate {
    config: Arc<ServerConfig>,
    authority: String,
}

impl Certificate {
    /// Makes one, for loopback names and for `names`.
    ///
    /// # Errors
    ///
    /// When a name cannot stand in a certificate.
    pub fn generate(names: &[String]) -> io::Result<Self> {
        let authority = authority().map_err(refused)?;
        let (chain, key) = leaf(&authority, names).map_err(refused)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            config: Arc::new(config),
            authority: authority.pem(),
        })
    }

    /// The authority's certificate in PEM: what a client must trust. It is no secret.
    #[must_use]
    pub fn authority_pem(&self) -> &str {
        &self.authority
    }

    /// Writes [`authority_pem`](Self::authority_pem) to a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write_authority(&self, path: &Path) -> io::Result<()> {
        std::fs::write(path, &self.authority)
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificate")
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    name(&mut params, "identity sandbox, for this machine only");
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn leaf(
    authority: &CertifiedIssuer<'_, KeyPair>,
    names: &[String],
) -> Result<
    (
        rustls::pki_types::CertificateDer<'static>,
        PrivateKeyDer<'static>,
    ),
    rcgen::Error,
> {
    let own = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(
        own.into_iter()
            .chain(names.iter().cloned())
            .collect::<Vec<_>>(),
    )?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    name(&mut params, "identity sandbox");
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority)?;
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    Ok((certificate.der().clone(), key))
}

/// Years around any day on which it may be used; the machine's clock is not asked.
fn name(params: &mut CertificateParams, common_name: &str) {
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 1, 1);
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
}

fn refused(error: rcgen::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
