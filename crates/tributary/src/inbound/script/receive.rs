//! Takes an event in: whose it is, where the browser was, kept on disk, then answered. It is judged after.

use super::{TOPIC, registration};
use crate::app::App;
use crate::app::destination::{AllowedHosts, check};
use crate::call;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tributary_core::StoreId;
use tributary_engine::db::Tx;
use tributary_engine::delivery::{self, NewDelivery};
use tributary_engine::store::Store;
use tributary_engine::{Error, Result, program, store};

const PAGE_VIEW: &str = "page";
const ID_CHARS_MAX: usize = 100; // of the browser's own id of an event

/// An event as it stands on the wire.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// What the script wrote: JSON.
    pub text: String,
    /// Where the browser says it was: `Origin`, else `Referer`.
    pub origin: Option<String>,
    /// Clicks in cookies that only a server can read; they come along where the shop's own host passes events on.
    pub cookies: Vec<String>,
}

/// What became of an event so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Kept, to be judged.
    Kept,
    /// A page view: it says nothing about an order, so nobody keeps it.
    Seen,
    /// Kept as refused.
    Refused(&'static str),
}

impl Receipt {
    /// The word for it in the answer's header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Seen => "seen",
            Self::Refused(why) => why,
        }
    }
}

/// An event with what the script cannot say of itself, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept<'a> {
    /// Where the browser says it was.
    pub(super) origin: Option<String>,
    /// Clicks in cookies of the server.
    pub(super) cookies: Vec<String>,
    /// What the script wrote, as it wrote it.
    #[serde(borrow)]
    pub(super) sent: &'a RawValue,
}

#[derive(Deserialize)]
struct Outline {
    #[serde(default)]
    store: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    id: Option<String>,
}

/// Whether an event only says that somebody looked at a page.
#[must_use]
pub fn is_page_view(text: &str) -> bool {
    serde_json::from_str::<Outline>(text).is_ok_and(|outline| outline.kind.as_deref() == Some(PAGE_VIEW))
}

/// Keeps an event. Once this returns, it is on disk.
///
/// # Errors
/// [`Error::Invalid`] when it names no store, [`Error::NotFound`] for an unknown one, or what the database says.
pub async fn receive(app: &App, arrived: Arrived) -> Result<Receipt> {
    let outline: Outline = serde_json::from_str(&arrived.text)
        .map_err(|bad| Error::field("", "format", format!("Send one JSON object: {bad}.")))?;
    let named = outline.store.as_deref().and_then(|id| StoreId::parse(id).ok());
    let unnamed = || Error::field("/store", "unknown", "Name the store by its id: data-store=\"sto_…\".");
    let id = named.ok_or_else(unnamed)?;
    let kind = outline.kind.unwrap_or_default();
    if kind == PAGE_VIEW {
        return Ok(Receipt::Seen);
    }
    let (store, allowed) = call::read(&app.engine, move |tx| {
        let store = store::by_id(tx, &id)?;
        let allowed = allowed(tx, &store)?;
        Ok((store, allowed))
    })
    .await?;
    let refused = refusal(&kind, arrived.origin.as_deref(), &allowed);
    let new = NewDelivery {
        tenant: store.tenant,
        store: store.id,
        topic: Some(format!("{TOPIC}{}", kind.chars().take(20).collect::<String>())),
        content_type: Some("application/json".to_owned()),
        delivery_id: outline.id.map(|id| id.chars().take(ID_CHARS_MAX).collect()),
        body: enveloped(&arrived)?,
        refused,
    };
    let now = app.engine.now();
    call::write(&app.engine, move |tx| delivery::keep(tx, &new, now)).await?;
    app.delivered.notify_one();
    Ok(refused.map_or(Receipt::Kept, Receipt::Refused))
}

fn enveloped(arrived: &Arrived) -> Result<Vec<u8>> {
    let broken = |e: serde_json::Error| Error::Broken(e.to_string());
    let sent: &RawValue = serde_json::from_str(&arrived.text).map_err(broken)?;
    let kept = Kept { origin: arrived.origin.clone(), cookies: arrived.cookies.clone(), sent };
    serde_json::to_vec(&kept).map_err(broken)
}

/// The hosts whose pages may tell of a store's orders: its own, with and without `www.`, and those its program allows.
fn allowed(tx: &mut Tx<'_>, store: &Store) -> Result<AllowedHosts> {
    let mut hosts = match program::of_store(tx, &store.tenant, &store.id) {
        Ok(id) => program::load(tx, &store.tenant, &id)?.current.rules.allowed_hosts,
        Err(Error::NotFound(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    // What was stored under other rules than today's counts for nothing, and keeps nobody else out.
    hosts.retain(|entry| AllowedHosts::parse(&[entry]).is_ok());
    let allowed = AllowedHosts::parse(&hosts).unwrap_or_default();
    Ok(allowed.and_of(&store.url).and_of(&with_www(&store.url)))
}

/// The same shop under the name with `www.` that many have besides, or without it.
fn with_www(url: &str) -> String {
    match (url.replacen("://www.", "://", 1), url.replacen("://", "://www.", 1)) {
        (without, _) if without != url => without,
        (_, with) => with,
    }
}

fn refusal(kind: &str, origin: Option<&str>, allowed: &AllowedHosts) -> Option<&'static str> {
    if !matches!(kind, "transaction" | "lead" | registration::KIND) {
        return Some("unknown_type");
    }
    match origin {
        // A page that hides where it is: `Referrer-Policy: no-referrer`.
        None | Some("null") => Some("no_origin"),
        Some(origin) => check(origin, allowed).is_err().then_some("foreign_origin"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_store_and_of_its_allowed_hosts_may_tell() {
        let allowed = AllowedHosts::parse(&["shop.example", "pay.example:8443"]).unwrap();
        let told = |origin| refusal("transaction", origin, &allowed);
        assert_eq!(told(Some("https://shop.example")), None);
        assert_eq!(told(Some("https://pay.example:8443")), None);
        assert_eq!(told(Some("https://shop.example.evil.example")), Some("foreign_origin"));
        assert_eq!(told(Some("https://evil.example/?shop.example")), Some("foreign_origin"));
        assert_eq!(told(Some("https://pay.example")), Some("foreign_origin"));
        assert_eq!((told(None), told(Some("null"))), (Some("no_origin"), Some("no_origin")));
        assert_eq!(refusal("click", Some("https://shop.example"), &allowed), Some("unknown_type"));
    }
}
