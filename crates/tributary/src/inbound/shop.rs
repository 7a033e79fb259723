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
    let clock = app.engine.clock.clone();
    let stamp = move || Stamp {
        unix_s: clock.now().ms().div_euclid(1000),
        nonce: chance::bytes::<16>().map(|bytes| hex(&bytes)).unwrap_or_default(),
    };
    let shop = Shop { base, key: key.key, secret: key.secret, client, stamp: Arc::new(stamp) };
    Ok(Some(Reachable { store, shop }))
}
