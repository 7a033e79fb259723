//! Whose a customer is: bound from one moment on, to one at a time, and never in a circle.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use std::collections::BTreeSet;
use tributary_core::{BindingId, ClickId, CustomerId, PartnerId, TenantId, Timestamp};

/// To whom a customer is bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// The code, as it was typed; empty where a click bound.
    pub code: String,
    /// The customer who sent them.
    pub sponsor: Option<CustomerId>,
    /// The partner whose code it was.
    pub partner: Option<PartnerId>,
    /// The click that led to it.
    pub click: Option<ClickId>,
}

/// A customer bound to somebody, for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Its id.
    pub id: BindingId,
    /// To whom.
    pub whose: Whose,
    /// By what.
    pub via: String,
    /// From this moment on.
    pub since: Timestamp,
    /// Until this moment, which is the first without it; `None`: still.
    pub until: Option<Timestamp>,
    /// Who or what said so.
    pub by: String,
}

/// Whose a customer was at a moment.
///
/// # Errors
/// What the database says.
pub fn binding_at(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    at: Timestamp,
) -> Result<Option<Binding>> {
    tx.row(sql::BINDING_AT, params![tenant, customer, at], decode)
}

/// All that a customer ever was bound to, oldest first.
///
/// # Errors
/// What the database says.
pub fn bindings(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId) -> Result<Vec<Binding>> {
    tx.rows(sql::BINDINGS, params![tenant, customer], decode)
}

/// Who sent a customer, and who sent them, as it was at a moment: nearest first, at most so many.
///
/// # Errors
/// What the database says.
pub fn chain_at(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    (at, most): (Timestamp, usize),
) -> Result<Vec<CustomerId>> {
    let (mut chain, mut seen) = (Vec::new(), BTreeSet::from([customer.clone()]));
    let mut below = customer.clone();
    while chain.len() < most {
        let binding = binding_at(tx, tenant, &below, at)?;
        let Some(sponsor) = binding.and_then(|binding| binding.whose.sponsor) else { break };
        if !seen.insert(sponsor.clone()) {
            break;
        }
        chain.push(sponsor.clone());
        below = sponsor;
    }
    Ok(chain)
}

fn decode(row: &Row<'_>) -> Result<Binding> {
    Ok(Binding {
        id: row.parse(0)?,
        whose: Whose {
            code: row.text(1)?,
            sponsor: row.opt_parse(2)?,
            partner: row.opt_parse(3)?,
            click: row.opt_parse(4)?,
        },
        via: row.text(5)?,
        since: row.time(6)?,
        until: row.opt_int(7)?.map(Timestamp::from_ms),
        by: row.text(8)?,
    })
}
