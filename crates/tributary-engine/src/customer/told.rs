//! What is told of a customer besides where they come from. The newest word counts, but nothing that was asked to be forgotten
//! comes back.

use super::{Customer, Marks, Told, address, load, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::{params, partner};
use tributary_core::{TenantId, Timestamp};

/// Notes what is told of a customer; what is not told stays.
pub(super) fn refresh(
    tx: &mut Tx<'_>,
    (tenant, customer): (&TenantId, &Customer),
    told: &Told,
    (marks, now): (&Marks, Timestamp),
) -> Result<()> {
    if customer.forgotten_at.is_some() {
        return Ok(());
    }
    let row = params![
        tenant,
        &customer.id,
        told.email.as_deref().map(str::trim),
        marks.email_key.as_deref(),
        &marks.email_hint,
        told.name.trim(),
        told.login.trim(),
        told.language.trim()
    ];
    tx.exec(sql::REFRESH, row)?;
    let known = load(tx, tenant, &customer.id)?;
    let words = [&*known.name, &*known.login, known.email.as_deref().unwrap_or_default()].join(" ");
    tx.exec(sql::SET_WORDS, params![tenant, &customer.id, words.to_lowercase()])?;
    let Some(key) = &marks.email_key else { return Ok(()) };
    if let Some(partner) = &customer.partner {
        partner::add_address(tx, tenant, (partner, key), now)?;
    }
    if address::add(tx, (tenant, customer), key, now)? {
        address::settle(tx, (tenant, customer), Some(key), now)?;
    }
    Ok(())
}
