//! Secrets that are shown once: kept in memory from the form that made them to the page that shows them. The page that
//! connects a store shows them for some minutes, because people go back and forth on it while they paste.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tributary_core::{KeyId, WebhookEndpointId};
use tributary_engine::access::Session;

const KEPT_FOR: Duration = Duration::from_secs(10 * 60); // as long as pasting takes
const KEPT_MAX: usize = 100; // nobody makes more without looking

/// Secrets that were just made.
#[derive(Clone, Default)]
pub(super) struct Secrets {
    /// What the store's webhooks are to be signed with.
    pub(super) webhook_secret: Option<String>,
    /// What the shop is to sign its customers' tokens with.
    pub(super) customer_secret: Option<String>,
    /// A new API key.
    pub(super) api_key: Option<String>,
    /// The key of the first minute, with its id.
    pub(super) start_key: Option<(KeyId, String)>,
    /// What a webhook endpoint's messages are signed with.
    pub(super) endpoint_secret: Option<(WebhookEndpointId, String)>,
    /// An address for postbacks with its token.
    pub(super) postback: Option<String>,
    /// Somebody's address, and the link that lets them join.
    pub(super) invite: Option<(String, String)>,
}

/// The secrets waiting to be shown, per session.
#[derive(Default)]
pub(super) struct Once(Mutex<HashMap<String, (Instant, Secrets)>>);

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
        kept.insert(session.csrf.clone(), (Instant::now(), secrets));
    }

    /// Shows this session's secrets and keeps them, for a page that is looked at several times in a row.
    pub(super) fn peek(&self, session: &Session) -> Secrets {
        let Ok(mut kept) = self.0.lock() else { return Secrets::default() };
        kept.retain(|_, (since, _)| since.elapsed() < KEPT_FOR);
        kept.get(&session.csrf).map(|(_, secrets)| secrets.clone()).unwrap_or_default()
    }

    /// Hands out this session's secrets, and forgets them.
    pub(super) fn take(&self, session: &Session) -> Secrets {
        let secrets = self.peek(session);
        if let Ok(mut kept) = self.0.lock() {
            kept.remove(&session.csrf);
        }
        secrets
    }
}
