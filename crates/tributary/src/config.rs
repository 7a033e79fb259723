//! The only reader of environment and files: flags before `TRIBUTARY_*` variables before one TOML
//! file before defaults. Start at [`Place::resolve`] and [`Listening::resolve`].

use crate::http::client_ip::TrustedProxies;
use crate::mail::Mailer;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use tributary_engine::backup::DATABASE;
use tributary_engine::db::{self, Server};
use tributary_engine::{Engine, Error};
use url::Url;

const DATA_DEFAULT: &str = "./data";
const LISTEN_DEFAULT: &str = "127.0.0.1:8080";
const LOG_DEFAULT: &str = "info";

/// A setting that cannot be used; its text names the setting and says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

type Resolved<T> = Result<T, Unusable>;

/// Where the data is.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Place {
    /// Data directory: the server's key, and the database unless it is elsewhere [default: ./data]
    #[arg(long, value_name = "DIR", env = "TRIBUTARY_DATA")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL database, such as postgres://user:password@db.example.com/tributary; without it SQLite in the data
    /// directory
    #[arg(long, value_name = "URL", env = "TRIBUTARY_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Configuration file, TOML, with the keys data, database_url, listen, base_url, trusted_proxies, smtp_url, mail_from,
    /// metrics_token, keep_clicks_days, allow_private_webhooks and log
    #[arg(long, value_name = "FILE", env = "TRIBUTARY_CONFIG")]
    pub config: Option<PathBuf>,
}

/// How a server listens.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Listening {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "TRIBUTARY_LISTEN")]
    pub listen: Option<String>,
    /// How people reach this server, such as https://go.example.com; needed behind a proxy
    #[arg(long, value_name = "URL", env = "TRIBUTARY_BASE_URL")]
    pub base_url: Option<String>,
    /// A proxy whose X-Forwarded-For is believed, such as 10.0.0.0/8; may be repeated
    #[arg(
        long = "trusted-proxy",
        value_name = "CIDR",
        env = "TRIBUTARY_TRUSTED_PROXIES",
        value_delimiter = ','
    )]
    pub trusted_proxies: Vec<String>,
    /// Where mail is sent through, such as smtp://user:password@mail.example.com:587; file:///some/folder writes each into a
    /// file there, for trying out; without it mail waits
    #[arg(long, value_name = "URL", env = "TRIBUTARY_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Whom mail is from, such as "Northwind <partners@example.com>"
    #[arg(long, value_name = "ADDRESS", env = "TRIBUTARY_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// What whoever reads /metrics must send as a bearer token; without it there is no /metrics
    #[arg(long, value_name = "TOKEN", env = "TRIBUTARY_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
    /// After how many days clicks are forgotten that no order hangs on; their figures stay [default: 0, which is never]
    #[arg(long, value_name = "DAYS", env = "TRIBUTARY_KEEP_CLICKS_DAYS")]
    pub keep_clicks_days: Option<String>,
    /// Let webhooks lead to addresses inside this network and to http, for a receiver of one's own beside this server
    #[arg(
        long,
        value_name = "BOOL",
        env = "TRIBUTARY_ALLOW_PRIVATE_WEBHOOKS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true"
    )]
    pub allow_private_webhooks: Option<String>,
    /// What to log: error, warn, info, debug or trace [default: info]
    #[arg(long, value_name = "LEVEL", env = "TRIBUTARY_LOG")]
    pub log: Option<String>,
}

/// Secrets of a setup. Given by variable they stay out of the list of processes.
#[derive(Clone, clap::Args)]
pub struct Secrets {
    /// The owner's password, at least 8 characters
    #[arg(
        long,
        value_name = "PASSWORD",
        env = "TRIBUTARY_ADMIN_PASSWORD",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub admin_password: String,
    /// A secret that the shop's webhooks are signed with; may be repeated; made up when none is given
    #[arg(
        long = "webhook-secret",
        value_name = "SECRET",
        env = "TRIBUTARY_WEBHOOK_SECRET",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub webhook_secrets: Vec<String>,
    /// Consumer key of the shop's REST API, to read orders that webhooks missed
    #[arg(
        long,
        value_name = "CK",
        env = "TRIBUTARY_REST_KEY",
        hide_env_values = true,
        requires = "rest_secret"
    )]
    pub rest_key: Option<String>,
    /// Consumer secret that belongs to the key
    #[arg(
        long,
        value_name = "CS",
        env = "TRIBUTARY_REST_SECRET",
        hide_env_values = true,
        requires = "rest_key"
    )]
    pub rest_secret: Option<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

/// Where a server's data is.
#[derive(Debug, Clone)]
pub struct Data {
    /// The data directory.
    pub directory: PathBuf,
    /// The database server, where the database is not a file in the directory.
    pub server: Option<Server>,
}

/// How to run a server.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the data is.
    pub data: Data,
    /// The data directory, where one was named.
    pub named: Option<PathBuf>,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// How people reach it, without a trailing slash.
    pub base_url: Option<String>,
    /// Who may say whom a request came from.
    pub trusted_proxies: TrustedProxies,
    /// How mail leaves, if it does.
    pub mailer: Option<Mailer>,
    /// What whoever reads `/metrics` has to show, if anybody may.
    pub metrics_token: Option<String>,
    /// After how many days clicks are forgotten; 0 for never.
    pub keep_clicks_days: u32,
    /// Whether webhooks may lead to addresses inside, and without TLS.
    pub allow_private_webhooks: bool,
    /// What to log.
    pub log: String,
}

/// The file, as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database_url: Option<String>,
    listen: Option<String>,
    base_url: Option<String>,
    trusted_proxies: Option<Vec<String>>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    metrics_token: Option<String>,
    keep_clicks_days: Option<u32>,
    allow_private_webhooks: Option<bool>,
    log: Option<String>,
}

impl File {
    fn read(path: Option<&Path>) -> Resolved<Self> {
        let Some(path) = path else { return Ok(Self::default()) };
        let trouble = |what: &str| {
            Unusable(format!("the configuration file {} cannot be used: {what}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|error| trouble(&error.to_string()))?;
        toml::from_str(&text).map_err(|error| trouble(error.message()))
    }
}

impl Place {
    /// Where the data is.
    ///
    /// # Errors
    /// When the configuration file or the database's address cannot be used.
    pub fn resolve(&self) -> Resolved<Data> {
        let file = File::read(self.config.as_deref())?;
        let url = given(&self.database_url).or(file.database_url);
        let server = url.map(|url| Server::parse(&url)).transpose();
        let server = server.map_err(|wrong| Unusable(format!("database_url: {wrong}")))?;
        let directory = self.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from(DATA_DEFAULT));
        Ok(Data { directory, server })
    }
}

impl Data {
    /// Opens it, making it on first use.
    ///
    /// # Errors
    /// When the directory or the database cannot be used.
    pub fn open(&self) -> Result<Engine, Error> {
        Engine::open_at(&self.directory, &self.database())
    }

    /// The same for a server, which may answer clicks while the database is away.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_to_serve(&self) -> Result<Engine, Error> {
        Engine::open_to_serve(&self.directory, &self.database())
    }

    /// Where its database is.
    #[must_use]
    pub fn database(&self) -> db::Place {
        match &self.server {
            Some(server) => db::Place::Server(server.clone()),
            None => db::Place::File(self.directory.join(DATABASE)),
        }
    }
}

impl std::fmt::Display for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.server {
            Some(server) => write!(f, "{server}"),
            None => self.directory.display().fmt(f),
        }
    }
}

impl Listening {
    /// Everything a server must know.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn resolve(&self, place: &Place) -> Resolved<Config> {
        let file = File::read(place.config.as_deref())?;
        let listen = given(&self.listen).or(file.listen).unwrap_or_else(|| LISTEN_DEFAULT.to_owned());
        let base_url = given(&self.base_url).or(file.base_url);
        let proxies = match self.trusted_proxies.iter().any(|entry| !entry.is_empty()) {
            true => self.trusted_proxies.clone(),
            false => file.trusted_proxies.unwrap_or_default(),
        };
        let smtp_url = given(&self.smtp_url).or(file.smtp_url);
        let mail_from = given(&self.mail_from).or(file.mail_from);
        let mailer = smtp_url.map(|url| mailer(&url, mail_from.as_deref())).transpose()?;
        Ok(Config {
            named: place.data.clone().or(file.data),
            data: place.resolve()?,
            listen: address(&listen)?,
            base_url: base_url.map(|url| web_address("base_url", &url)).transpose()?,
            trusted_proxies: TrustedProxies::parse(&proxies).map_err(|bad| Unusable(bad.to_string()))?,
            mailer,
            metrics_token: given(&self.metrics_token).or(file.metrics_token),
            keep_clicks_days: keep_days(given(&self.keep_clicks_days), file.keep_clicks_days)?,
            allow_private_webhooks: allowed(
                given(&self.allow_private_webhooks),
                file.allow_private_webhooks,
            )?,
            log: given(&self.log).or(file.log).unwrap_or_else(|| LOG_DEFAULT.to_owned()),
        })
    }
}

/// An empty variable is one that was not set.
fn given(value: &Option<String>) -> Option<String> {
    value.clone().filter(|text| !text.is_empty())
}

fn address(text: &str) -> Resolved<SocketAddr> {
    let wrong =
        || Unusable(format!("listen: {text:?} is no address with a port; write one such as 127.0.0.1:8080"));
    text.parse().map_err(|_| wrong())
}

/// A span that is no mistake: a hundred years are as good as never.
fn keep_days(flag: Option<String>, file: Option<u32>) -> Resolved<u32> {
    const MOST: u32 = 36_500;
    let told = flag.unwrap_or_else(|| file.unwrap_or_default().to_string());
    let days = told.trim().parse().ok().filter(|days| *days <= MOST);
    let wrong = || {
        Unusable(format!(
            "keep_clicks_days: {told:?} is no number of days up to {MOST}; write one such as 400, or 0 to keep all clicks"
        ))
    };
    days.ok_or_else(wrong)
}

/// Off unless somebody says otherwise in a word that cannot be mistaken.
fn allowed(flag: Option<String>, file: Option<bool>) -> Resolved<bool> {
    let told = flag.unwrap_or_else(|| file.unwrap_or_default().to_string());
    let wrong = || Unusable(format!("allow_private_webhooks: {told:?} is neither true nor false"));
    told.trim().parse().map_err(|_| wrong())
}

fn mailer(url: &str, from: Option<&str>) -> Resolved<Mailer> {
    let from = from.ok_or_else(|| {
        Unusable("mail_from: say whom mail is from, such as partners@example.com".to_owned())
    })?;
    Mailer::new(url, from).map_err(Unusable)
}

/// An absolute http or https address as it was written, without a trailing slash.
///
/// # Errors
/// When it is none; the text names `setting`.
pub fn web_address(setting: &str, text: &str) -> Resolved<String> {
    let plain = |url: &Url| {
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        web && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
    };
    let text = text.trim().trim_end_matches('/');
    let written_out = text.contains("://") && !text.contains(['@', '\\', ' ']);
    match Url::parse(text) {
        Ok(url) if written_out && plain(&url) => Ok(text.to_owned()),
        _ => Err(Unusable(format!(
            "{setting}: {text:?} is no web address; write one such as https://shop.example, without ? and #"
        ))),
    }
}

/// A new directory for data that nobody keeps, below the system's own place for such.
///
/// # Errors
/// When it cannot be made.
pub fn throw_away_directory(name: &str) -> std::io::Result<PathBuf> {
    let path = std::env::temp_dir().join(name);
    std::fs::create_dir(&path).map(|()| path)
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
