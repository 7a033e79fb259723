//! Secrets that are shown once: kept in memory from the form that made them to the page that shows them.

use std::collections::HashMap;
use std::sync::Mutex;
use tributary_engine::access::Session;

const KEPT_MAX: usize = 100; // nobody makes more without looking

/// Secrets that were just made.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    /// What the store's webhooks are to be signed with.
    pub(super) webhook_secret: Option<String>,
    /// A new API key.
    pub(super) api_key: Option<String>,
    /// Somebody's address, and the link that lets them join.
    pub(super) invite: Option<(String, String)>,
}

/// The secrets waiting to be shown, per session.
#[derive(Default)]
pub(super) struct Once(Mutex<HashMap<String, Secrets>>);

impl std::fmt::Debug for Once {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Once(…)")
    }
}

impl Once {
    /// Keeps secrets for the next page of this session.
    pub(super) fn keep(&self, session: &Session, secrets: Secrets) {
        let Ok(mut kept) = self.0.lock() else { return };
        if kept.len() >= KEPT_MAX {
            kept.clear();
        }
        kept.insert(session.csrf.clone(), secrets);
    }

    /// Hands out this session's secrets, and forgets them.
    pub(super) fn take(&self, session: &Session) -> Secrets {
        self.0.lock().ok().and_then(|mut kept| kept.remove(&session.csrf)).unwrap_or_default()
    }
}
