//! [`Certificate`]: what the sandbox shows to those who speak TLS: made by itself, or given.

#[cfg(feature = "tls")]
mod made;

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A certificate: with the feature `tls` for `localhost`, `127.0.0.1` and `::1`, by an authority that signs
/// nothing else and whose key is forgotten at once; or one that is given.
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
    #[cfg(feature = "tls")]
    pub fn generate(names: &[String]) -> io::Result<Self> {
        let authority = made::authority().map_err(made::refused)?;
        let (chain, key) = made::leaf(&authority, names).map_err(made::refused)?;
        Ok(Self {
            config: config(vec![chain], key).map_err(io::Error::other)?,
            authority: authority.pem(),
        })
    }

    /// One that exists: its chain, its own certificate first, and its key, both in PEM.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read, or they do not belong together. The sentence quotes nothing of them.
    pub fn from_pem(chain: &str, key: &str) -> io::Result<Self> {
        let refused = |rule| io::Error::new(io::ErrorKind::InvalidInput, rule);
        let certificates = CertificateDer::pem_slice_iter(chain.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| refused("must be certificates in PEM"))?;
        if certificates.is_empty() {
            return Err(refused("must be certificates in PEM"));
        }
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes())
            .map_err(|_| refused("must come with a key in PEM"))?;
        let config = config(certificates, key)
            .map_err(|_| refused("must belong to the key it comes with"))?;
        Ok(Self {
            config,
            authority: chain.to_owned(),
        })
    }

    /// The authority's certificate in PEM: what a client must trust. It is no secret. Of a certificate that was
    /// given: its chain.
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

fn config(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<Arc<ServerConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
