//! Who may be called. Names are looked up here, once: every address must be out in the world, and only those that were looked
//! at are connected to, so a name that is answered otherwise a moment later changes nothing.

use super::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use url::{Host, Url};

const URL_CHARS_MAX: usize = 2_000;

/// Why somebody is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no address.
    #[error("Use a whole address of at most 2000 characters, such as https://example.com/webhooks.")]
    NoAddress,
    /// It is not `https`.
    #[error("Use https: what is told is nobody else's business.")]
    NotHttps,
    /// It has a user and password, or a fragment.
    #[error("Leave out user, password and #: the signature says whom it is from.")]
    Extras,
    /// It leads to a port where other things than websites are.
    #[error("Use port 443, 80, or one above 1023.")]
    Port,
    /// It leads inside.
    #[error("This leads into a private network, where nobody outside may call. Use a public address.")]
    Inside,
}

impl Refusal {
    /// The word for machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoAddress | Self::Extras => "format",
            Self::NotHttps => "not_https",
            Self::Port => "port",
            Self::Inside => "private_address",
        }
    }
}

/// Reads an address that may be called, as far as it can be told without looking its name up.
///
/// # Errors
/// Why it may not.
pub fn check(text: &str, allows_private: bool) -> Result<Url, Refusal> {
    if text.len() > URL_CHARS_MAX || text.chars().any(|letter| letter.is_whitespace() || letter == '\\') {
        return Err(Refusal::NoAddress);
    }
    let url = Url::parse(text).map_err(|_| Refusal::NoAddress)?;
    if !matches!(url.scheme(), "http" | "https") || !text.contains("://") {
        return Err(Refusal::NoAddress);
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err(Refusal::Extras);
    }
    if allows_private {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return Err(Refusal::NotHttps);
    }
    if !matches!(url.port_or_known_default(), Some(443 | 80 | 1024..)) {
        return Err(Refusal::Port);
    }
    // An address in digits is never looked up, in whichever notation: it is judged here.
    let is_outside = match url.host() {
        Some(Host::Ipv4(address)) => is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => !is_own(name),
        None => return Err(Refusal::NoAddress),
    };
    if is_outside { Ok(url) } else { Err(Refusal::Inside) }
}

/// Names that are of this machine or its network by what they are.
fn is_own(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let last = name.rsplit('.').next().unwrap_or_default();
    ["localhost", "local", "internal", "intranet", "lan", "home", "arpa"].contains(&last)
}

/// What a name leads to.
pub type LookedUp = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// Looks names up, and refuses those that lead inside.
#[derive(Clone)]
pub struct Guard {
    allows_private: bool,
    look_up: Arc<dyn Fn(String) -> LookedUp + Send + Sync>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Guard(allows private: {})", self.allows_private)
    }
}

impl Guard {
    /// The guard that asks this machine for names.
    #[must_use]
    pub fn new(allows_private: bool) -> Self {
        Self::asking(allows_private, |name| {
            Box::pin(async move {
                let found = tokio::net::lookup_host((name, 0)).await?;
                Ok(found.map(|address| address.ip()).collect())
            })
        })
    }

    /// The guard that asks somebody else.
    pub fn asking(
        allows_private: bool,
        look_up: impl Fn(String) -> LookedUp + Send + Sync + 'static,
    ) -> Self {
        Self { allows_private, look_up: Arc::new(look_up) }
    }

    /// Reads an address that may be called.
    ///
    /// # Errors
    /// Why it may not.
    pub fn check(&self, text: &str) -> Result<Url, Refusal> {
        check(text, self.allows_private)
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (allows_private, asked) = (self.allows_private, (self.look_up)(name.as_str().to_owned()));
        Box::pin(async move {
            let found = asked.await?;
            // One that leads inside beside one outside is no mistake that somebody honest makes.
            if !allows_private && !found.iter().all(|address| is_public(*address)) {
                return Err(Refusal::Inside.into());
            }
            // The port is the address's own.
            let all: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(all)
        })
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
