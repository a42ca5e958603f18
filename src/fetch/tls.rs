//! Whose certificates are believed.

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::failure::Why;

/// TLS that believes the authorities of a file (PEM) and no others; `None` when it holds no certificate.
pub fn trusting(pem: &[u8]) -> Option<TlsConfig> {
    let roots: Vec<Certificate<'static>> = parse_pem(pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    (!roots.is_empty()).then(|| TlsConfig::builder().root_certs(RootCerts::new_with_certs(&roots)).build())
}

/// Whom a connection trusts: those that browsers trust, or those whose certificates `SSL_CERT_FILE` names.
///
/// # Errors
/// When that file cannot be used.
pub fn from_environment(env: &dyn Fn(&str) -> Option<String>) -> Result<TlsConfig, Why> {
    let Some(file) = env("SSL_CERT_FILE").filter(|file| !file.is_empty()) else { return Ok(TlsConfig::default()) };
    let tls = std::fs::read(&file).ok().as_deref().and_then(trusting);
    tls.ok_or_else(|| Why::Tls { told: format!("`SSL_CERT_FILE={file}` holds no certificates") })
}
