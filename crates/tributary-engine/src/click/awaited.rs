//! Orders that name a click which is on its way: credited by what its id says, and settled again when it comes.

use super::sql;
use crate::db::Tx;
use crate::error::Result;
use crate::order::OrderKey;
use crate::params;
use std::collections::BTreeSet;
use tributary_core::{ClickId, TenantId};

/// Notes that an order waits for clicks.
///
/// # Errors
/// What the database says.
pub(crate) fn await_all(tx: &mut Tx<'_>, key: &OrderKey, clicks: &[ClickId]) -> Result<()> {
    for click in clicks {
        tx.exec(sql::AWAIT, params![&key.tenant, click, &key.store, &key.external_id])?;
    }
    Ok(())
}

/// The orders whose clicks have come; they wait no more.
///
/// # Errors
/// What the database says.
pub(crate) fn come(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<BTreeSet<(OrderKey, ClickId)>> {
    let rows = tx.rows(sql::COME, params![tenant], |row| {
        let key = OrderKey { tenant: tenant.clone(), store: row.parse(1)?, external_id: row.text(2)? };
        Ok((key, row.parse(0)?))
    })?;
    let come: BTreeSet<(OrderKey, ClickId)> = rows.into_iter().collect();
    for (_, click) in &come {
        tx.exec(sql::AWAIT_NO_MORE, params![tenant, click])?;
    }
    Ok(come)
}
