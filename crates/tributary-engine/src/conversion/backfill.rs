//! A membership that is accepted later: what its partner was credited with before becomes visible, without a word to anybody.

use super::{content, note, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{self, OrderKey};
use crate::params;
use tributary_core::decide::decide;
use tributary_core::{PartnerId, ProgramId, TenantId, Timestamp};

/// Derives the conversions of a partner in a program that are not there yet.
///
/// # Errors
/// What the database says.
pub fn derive_for(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (program, partner): (&ProgramId, &PartnerId),
    now: Timestamp,
) -> Result<()> {
    let keys = tx.rows(sql::TO_DERIVE, params![tenant, partner, program], |row| {
        Ok(OrderKey { tenant: tenant.clone(), store: row.parse(0)?, external_id: row.text(1)? })
    })?;
    for key in keys {
        let known = order::load_world(tx, &key)?;
        let (Ok(decision), Some(id)) = (decide(&known.world, now), order::id_of(tx, &key)?) else { continue };
        let content = content(tx, tenant, (&known, &decision), partner)?;
        note::keep(tx, (tenant, &id), (partner, content), None, now)?;
    }
    Ok(())
}
