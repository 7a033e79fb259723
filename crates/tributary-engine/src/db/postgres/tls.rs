//! The way to the server: plain on this machine, else TLS with a verified certificate.

use super::super::place::Server;
use crate::error::Error;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// What brings the server's answers, for as long as the connection lasts.
pub(super) type Lasting = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send>>;

pub(super) struct Connector(Option<MakeRustlsConnect>);

impl Connector {
    pub(super) fn new(server: &Server) -> Result<Self, Error> {
        server.tls.then(|| trusting(server.roots.as_deref())).transpose().map(Self)
    }

    pub(super) async fn connect(&self, config: &Config) -> Result<(Client, Lasting), tokio_postgres::Error> {
        Ok(match &self.0 {
            Some(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                (client, Box::pin(connection))
            }
            None => {
                let (client, connection) = config.connect(NoTls).await?;
                (client, Box::pin(connection))
            }
        })
    }
}

fn trusting(roots: Option<&Path>) -> Result<MakeRustlsConnect, Error> {
    let broken = |e: &dyn std::fmt::Display| Error::Broken(format!("TLS to the database: {e}"));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider);
    let builder = builder.with_safe_default_protocol_versions().map_err(|e| broken(&e))?;
    let config = match roots {
        Some(path) => builder.with_root_certificates(read(path)?).with_no_client_auth(),
        None => builder.with_platform_verifier().map_err(|e| broken(&e))?.with_no_client_auth(),
    };
    Ok(MakeRustlsConnect::new(config))
}

fn read(path: &Path) -> Result<RootCertStore, Error> {
    let broken = |e: &dyn std::fmt::Display| {
        Error::Broken(format!("the certificates to trust in {} cannot be used: {e}", path.display()))
    };
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|e| broken(&e))? {
        store.add(certificate.map_err(|e| broken(&e))?).map_err(|e| broken(&e))?;
    }
    if store.is_empty() {
        return Err(broken(&"there is no certificate in it"));
    }
    Ok(store)
}
