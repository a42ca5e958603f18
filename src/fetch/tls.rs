//! Whose certificates are believed.

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

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
