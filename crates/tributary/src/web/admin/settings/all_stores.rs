//! All stores, where there are several: what each is, how it is connected and when it was last heard of.

use crate::t;
use crate::web::admin::desk::Desk;
use crate::web::admin::moment::Moments;
use crate::web::chosen;
use crate::web::view::settings::all_stores::StoreRow;
use tributary_core::Timestamp;
use tributary_engine::Error;
use tributary_engine::connection::{self, Connection};
use tributary_engine::db::Tx;
use tributary_engine::delivery;
use tributary_engine::page::Cursor;
use tributary_engine::store::{self, Store};

const PLATFORMS: [(&str, &str); 2] = [("woocommerce", "WooCommerce"), ("zencart", "Zen Cart")];

/// A store, and what is known of it.
pub(super) struct Known {
    store: Store,
    judged: bool,
    plugin: Option<Connection>,
    last: Option<Timestamp>,
}

/// Every store; none where there is only one.
pub(super) fn find(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<Known>, Error> {
    let all = store::with_programs(tx, desk.tenant())?;
    if all.len() < 2 {
        return Ok(Vec::new());
    }
    let newest = Cursor { after: None, limit: 1 };
    let known = all.into_iter().map(|(store, program)| {
        let last = delivery::list(tx, desk.tenant(), (Some(&store.id), None), &newest)?.rows.pop();
        let plugin = connection::load(tx, &store)?;
        Ok(Known { judged: program.is_some(), plugin, last: last.map(|one| one.received_at), store })
    });
    known.collect()
}

/// Its row.
pub(super) fn row(desk: &Desk, known: &Known) -> StoreRow {
    let (store, clock) = (&known.store, Moments::new(&known.store.timezone, desk.clock.now()));
    let at = |path: &str| format!("{path}?{}={}", chosen::NAME, store.id);
    StoreRow {
        name: store.name.clone(),
        url: store.url.clone(),
        platform: known.plugin.as_ref().map_or("", |plugin| platform(&plugin.platform)).to_owned(),
        currency: store.currency.code().to_owned(),
        connected: known.plugin.as_ref().map(|plugin| clock.stamp(plugin.connected_at)),
        last_event: known.last.map(|at| clock.stamp(at)),
        here: store.id == desk.store.id,
        judged: known.judged,
        href: at("/admin/settings/stores"),
        rename_href: at("/admin/settings/general"),
    }
}

fn platform(word: &str) -> &'static str {
    PLATFORMS.iter().find(|(known, _)| *known == word).map_or(t!("Any other shop"), |(_, name)| *name)
}
