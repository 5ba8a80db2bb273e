//! A certificate made at the start, by an authority made at the start.

use std::io;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::pki_types::PrivateKeyDer;

pub(super) fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    name(&mut params, "identity sandbox, for this machine only");
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

pub(super) fn leaf(
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

pub(super) fn refused(error: rcgen::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
