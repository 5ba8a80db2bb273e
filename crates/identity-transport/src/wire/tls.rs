//! Whom TLS trusts, and as whom it speaks.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::verifier::{Exception, Verifier};
use crate::Error;

/// Settings of TLS, checked when the transport is built.
#[derive(Clone, Default)]
pub(crate) struct Tls {
    pub(crate) trust: Trust,
    /// Certificates of authorities, beside or instead of the bundled ones.
    pub(crate) roots: Vec<u8>,
    /// The chain and the key of a client certificate.
    pub(crate) identity: Option<(Vec<u8>, Vec<u8>)>,
}

/// Which authorities are trusted beside those given by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trust {
    /// Mozilla's, as they were when this crate was built.
    #[default]
    Bundled,
    /// The operating system's.
    #[cfg(feature = "platform-roots")]
    Platform,
    /// None.
    Given,
}

impl Tls {
    pub(super) fn config(&self) -> Result<ClientConfig, Error> {
        let given = self.given()?;
        self.config_with((!given.is_empty()).then_some(Exception::Given(given)))
    }

    /// As [`config`](Self::config), and takes any certificate for good.
    pub(super) fn config_for_any(&self) -> Result<ClientConfig, Error> {
        self.config_with(Some(Exception::Any))
    }

    fn config_with(&self, exception: Option<Exception>) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| {
                Error::config("the tls provider has no usable version").because(error)
            })?;
        let roots = self.roots()?;
        let config = match exception {
            None => config.with_root_certificates(roots),
            Some(exception) => {
                let webpki = WebPkiServerVerifier::builder_with_provider(roots.into(), provider)
                    .build()
                    .map_err(|error| {
                        Error::config("root certificates: must be usable").because(error)
                    })?;
                let verifier = Verifier { webpki, exception };
                config
                    .dangerous()
                    .with_custom_certificate_verifier(Arc::new(verifier))
            }
        };
        let mut config = match &self.identity {
            None => config.with_no_client_auth(),
            Some((chain, key)) => {
                let chain = certificates("client certificate", chain)?;
                let key = PrivateKeyDer::from_pem_slice(key)
                    .map_err(|_| Error::config("client certificate: must have a PEM key"))?;
                config.with_client_auth_cert(chain, key).map_err(|error| {
                    Error::config("client certificate: must belong to its key").because(error)
                })?
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    fn roots(&self) -> Result<RootCertStore, Error> {
        let mut roots = RootCertStore::empty();
        match self.trust {
            Trust::Bundled => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            #[cfg(feature = "platform-roots")]
            Trust::Platform => {
                let found = rustls_native_certs::load_native_certs();
                // The odd certificate that rustls cannot use is no reason to trust none.
                roots.add_parsable_certificates(found.certs);
                if roots.is_empty() {
                    return Err(Error::config("the platform has no root certificates"));
                }
            }
            Trust::Given => {}
        }
        for certificate in self.given()? {
            roots.add(certificate).map_err(|error| {
                Error::config("root certificates: must be X.509").because(error)
            })?;
        }
        Ok(roots)
    }

    /// Those that were given by hand.
    fn given(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        if self.trust != Trust::Given && self.roots.is_empty() {
            return Ok(Vec::new());
        }
        certificates("root certificates", &self.roots)
    }
}

fn certificates(what: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(Error::config(format!(
            "{what}: must be PEM with at least one certificate"
        ))),
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls")
            .field("trust", &self.trust)
            .finish_non_exhaustive()
    }
}
