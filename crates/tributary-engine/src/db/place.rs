//! Where a database is: a file of this machine, or a PostgreSQL server.

use crate::error::{Error, Result};
use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::config::{Host, SslMode};

/// A server that does not answer within this time is away.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);

/// Where a database is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A PostgreSQL server.
    Server(Server),
}

/// A database on a PostgreSQL server, and how to get there.
#[derive(Clone)]
pub struct Server {
    pub(super) config: Box<tokio_postgres::Config>,
    /// Whether the way there is encrypted and the server's certificate verified.
    pub(super) tls: bool,
    /// Certificates to trust instead of the system's.
    pub(super) roots: Option<PathBuf>,
    name: String,
}

/// Never the password.
impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({})", self.name)
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Server {
    /// Reads `postgres://user:password@host:5432/database?sslmode=verify-full&sslrootcert=/path/ca.pem`.
    ///
    /// Without `sslmode` the way to another machine is encrypted and verified, and the way to this one is plain.
    /// `require`, `verify-ca` and `verify-full` all verify the certificate and its name: encryption towards
    /// somebody unknown protects nothing.
    ///
    /// # Errors
    /// What is wrong with the address; its password is never repeated.
    pub fn parse(url: &str) -> Result<Self> {
        let wrong = |what: String| Error::Broken(format!("the database URL: {what}"));
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(wrong("it has to start with postgres://".to_owned()));
        }
        let (start, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", text)) => mode = Some(text),
                Some(("sslrootcert", text)) => roots = Some(PathBuf::from(text.replace("%2F", "/"))),
                _ => rest.push(pair),
            }
        }
        let question = if rest.is_empty() { "" } else { "?" };
        let plain = format!("{start}{question}{}", rest.join("&"));
        let mut config: tokio_postgres::Config = plain.parse().map_err(|e| wrong(without_secrets(&e)))?;
        let tls = match mode {
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            None => roots.is_some() || !config.get_hosts().iter().all(is_here),
            Some(other) => {
                let what = format!("sslmode={other} is none of disable, require, verify-ca, verify-full");
                return Err(wrong(what));
            }
        };
        config.ssl_mode(if tls { SslMode::Require } else { SslMode::Disable });
        config.application_name("tributary");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_WITHIN);
        }
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            Some(Host::Unix(path)) => path.display().to_string(),
            None => return Err(wrong("it names no host".to_owned())),
        };
        let Some(database) = config.get_dbname() else {
            return Err(wrong("it names no database, as in postgres://user@host/database".to_owned()));
        };
        let name = format!("{database} on {host}");
        Ok(Self { config: Box::new(config), tls, roots, name })
    }
}

/// What a parser says, without the address that it may repeat.
fn without_secrets(error: &tokio_postgres::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string);
    source.unwrap_or_else(|| "it cannot be read".to_owned())
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => name == "localhost" || name == "::1" || name.starts_with("127."),
        Host::Unix(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_another_machine_is_encrypted_unless_somebody_says_otherwise() {
        let tls = |url: &str| Server::parse(url).unwrap().tls;
        assert!(tls("postgres://u:p@db.example.org/shop"));
        assert!(!tls("postgres://u:p@db.example.org/shop?sslmode=disable"));
        assert!(!tls("postgres://u:p@127.0.0.1:5433/shop"));
        assert!(!tls("postgres://u@localhost/shop"));
        assert!(tls("postgres://u@localhost/shop?sslmode=verify-full"));
        assert!(tls("postgresql://u@localhost/shop?sslrootcert=/etc/ca.pem"));
    }

    #[test]
    fn an_address_that_cannot_be_used_says_why_and_never_repeats_the_password() {
        let said = |url: &str| Server::parse(url).unwrap_err().to_string();
        assert!(said("mysql://u:secret@h/d").contains("start with postgres://"));
        assert!(said("postgres://u:secret@h/d?sslmode=allow").contains("sslmode=allow"));
        assert!(said("postgres://u:secret@h").contains("names no database"));
        for url in ["postgres://u:secret@h:port/d", "postgres://u:secret@h/d?what=1", "postgres://u:secret@h"]
        {
            assert!(!said(url).contains("secret"), "{}", said(url));
        }
        let server = Server::parse("postgres://u:secret@h/d?sslmode=require").unwrap();
        assert_eq!((server.to_string(), format!("{server:?}")), ("d on h".into(), "Server(d on h)".into()));
    }
}
