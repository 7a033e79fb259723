//! What is told of a customer besides where they come from. The newest word counts, but nothing that was asked to be forgotten
//! comes back.

use super::{Customer, Marks, Told, sql};
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
    match (&customer.partner, &marks.email_key) {
        (Some(partner), Some(key)) => partner::add_address(tx, tenant, (partner, key), now),
        _ => Ok(()),
    }
}
