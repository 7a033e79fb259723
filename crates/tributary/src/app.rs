//! What every request and worker shares.

use std::sync::Arc;
use tokio::sync::Notify;
use tributary_engine::Engine;

use crate::http::client_ip::TrustedProxies;
use crate::http::redirect::salt::SaltOfDay;

/// How this server was started.
#[derive(Debug, Default)]
pub struct Settings {
    /// How people reach it, without a trailing slash; guessed from each request when missing.
    pub base_url: Option<String>,
    /// Who may say whom a request came from.
    pub trusted_proxies: TrustedProxies,
    /// Whether its data is made up.
    pub demo: bool,
}

/// The shared state. Clones share everything.
#[derive(Debug, Clone)]
pub struct App {
    /// The money machine.
    pub engine: Engine,
    /// How this server was started.
    pub settings: Arc<Settings>,
    /// Rings when a delivery was kept and waits to be judged.
    pub delivered: Arc<Notify>,
    /// The salt of the day for addresses.
    pub salt: Arc<SaltOfDay>,
}

impl App {
    /// The state of a server on this engine.
    #[must_use]
    pub fn new(engine: Engine, settings: Settings) -> Self {
        Self { engine, settings: Arc::new(settings), delivered: Arc::default(), salt: Arc::default() }
    }
}
