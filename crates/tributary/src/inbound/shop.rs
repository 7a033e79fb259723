//! A store's REST door, opened with the credentials kept for it.

use super::woocommerce::rest::{Shop, Stamp, client};
use crate::app::App;
use crate::call;
use std::sync::Arc;
use tributary_core::StoreId;
use tributary_engine::seal::hex;
use tributary_engine::store::{self, Store};
use tributary_engine::{Error, Result, chance};

/// A store with its open door.
#[derive(Debug)]
pub struct Reachable {
    /// The store.
    pub store: Store,
    /// Its REST API.
    pub shop: Shop,
}

/// Opens a store's REST API; `None` when no credentials are kept for it.
///
/// # Errors
/// What the database says, or an address that is none.
pub async fn open(app: &App, id: &StoreId) -> Result<Option<Reachable>> {
    let (id, sealer) = (id.clone(), app.engine.sealer.clone());
    let (store, key) = call::read(&app.engine, move |tx| {
        let store = store::by_id(tx, &id)?;
        let key = store::rest_key(tx, &store, &sealer)?;
        Ok((store, key))
    })
    .await?;
    let Some(key) = key else { return Ok(None) };
    let base = url::Url::parse(&store.url)
        .map_err(|e| Error::Broken(format!("the store's address {} cannot be used: {e}", store.url)))?;
    let client = client().map_err(|e| Error::Broken(format!("no HTTP client: {e}")))?;
    let shop = Shop { base, key: key.key, secret: key.secret, client, stamp: stamps(app) };
    Ok(Some(Reachable { store, shop }))
}

/// The door of a store without a key: only what anybody may ask.
#[must_use]
pub fn without_key(app: &App, store: &Store) -> Option<Shop> {
    let base = url::Url::parse(&store.url).ok()?;
    Some(Shop { base, key: String::new(), secret: String::new(), client: client().ok()?, stamp: stamps(app) })
}

/// Time and chance for signatures.
fn stamps(app: &App) -> Arc<dyn Fn() -> Stamp + Send + Sync> {
    let clock = app.engine.clock.clone();
    Arc::new(move || Stamp {
        unix_s: clock.now().ms().div_euclid(1000),
        nonce: chance::bytes::<16>().map(|bytes| hex(&bytes)).unwrap_or_default(),
    })
}
