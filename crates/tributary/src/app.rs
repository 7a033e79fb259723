//! What every request and worker shares.

use axum::http::{HeaderMap, header};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;
use tributary_core::Timestamp;
use tributary_engine::{Engine, Result};

use crate::intake::Intake;
use crate::mail::Mailer;
use crate::pulse::Pulse;
use crate::requests::Requests;
use crate::shed::Load;

use crate::http::client_ip::{TrustedProxies, client_ip};
use crate::http::redirect::salt::{SaltOfDay, hashed};
use crate::http::script::Counts;

pub use crate::http::redirect::destination;
pub use crate::http::script::source as script_source;
pub use tributary_engine::code::near_miss;

/// How this server was started.
#[derive(Debug, Default)]
pub struct Settings {
    /// How people reach it, without a trailing slash; guessed from each request when missing.
    pub base_url: Option<String>,
    /// Where it listens: what links in mails start with when nobody said how people reach it.
    pub here: String,
    /// Who may say whom a request came from.
    pub trusted_proxies: TrustedProxies,
    /// Whether it was started with made-up data.
    pub demo: bool,
    /// What whoever reads `/metrics` has to show; without it nobody does.
    pub metrics_token: Option<String>,
    /// After how many days clicks are forgotten; 0 for never.
    pub keep_clicks_days: u32,
    /// Whether webhooks may lead to addresses inside, and without TLS.
    pub allow_private_webhooks: bool,
    /// How mail leaves; without it mail waits, and screens show what to hand over.
    pub mailer: Option<Mailer>,
}

impl Settings {
    /// How people reach this server, without a trailing slash, as far as this request tells.
    #[must_use]
    pub fn base_url(&self, headers: &HeaderMap) -> String {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        self.base_url.clone().unwrap_or_else(|| format!("http://{host}"))
    }

    /// The same for links in mails: whoever sends a request has no say in where they lead.
    #[must_use]
    pub fn own_url(&self) -> String {
        self.base_url.clone().unwrap_or_else(|| self.here.clone())
    }

    /// Whether people reach this server over https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where a request comes from, as far as the trusted proxies tell.
    #[must_use]
    pub fn client_ip(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let hops = headers.get_all("x-forwarded-for");
        client_ip(peer, &self.trusted_proxies, hops.iter().map(axum::http::HeaderValue::as_bytes))
    }
}

/// The shared state. Clones share everything.
#[derive(Debug, Clone)]
pub struct App {
    /// The money machine.
    pub engine: Engine,
    /// Clicks on their way to it.
    pub intake: Arc<Intake>,
    /// What is at hand.
    pub load: Arc<Load>,
    /// How this server was started.
    pub settings: Arc<Settings>,
    /// Rings when a delivery was kept and waits to be judged.
    pub delivered: Arc<Notify>,
    /// Rings when something happened, for whoever watches.
    pub pulse: Arc<Pulse>,
    /// Rings when a shop is to be asked for something.
    pub asked: Arc<Notify>,
    /// What scripts on shops' pages have told.
    pub script: Arc<Counts>,
    /// What was asked by API and is not written down yet.
    pub requests: Arc<Requests>,
    /// The salt of the day for addresses.
    pub salt: Arc<SaltOfDay>,
    /// Whether the made-up data this server was started with is gone.
    emptied: Arc<AtomicBool>,
}

impl App {
    /// The state of a server on this engine.
    ///
    /// # Errors
    /// When the intake's folder cannot be used.
    pub fn open(engine: Engine, settings: Settings) -> Result<Self> {
        let pulse = Pulse::of(&engine);
        Ok(Self {
            intake: Intake::open(&engine)?,
            load: Arc::default(),
            engine,
            settings: Arc::new(settings),
            delivered: Arc::default(),
            pulse,
            asked: Arc::default(),
            script: Arc::default(),
            requests: Arc::default(),
            salt: Arc::default(),
            emptied: Arc::default(),
        })
    }

    /// Whether all data is made up.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.settings.demo && !self.emptied.load(Ordering::Acquire)
    }

    /// The made-up data is gone: from now on this is a server like any other.
    pub fn demo_is_over(&self) {
        self.emptied.store(true, Ordering::Release);
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// What is kept of an address: its hash with the salt of that day, or nothing.
    pub async fn address_of_day(&self, ip: IpAddr, now: Timestamp) -> Option<String> {
        hashed(self, ip, now).await
    }
}
