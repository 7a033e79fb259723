//! Whose a customer is: bound from one moment on, to one at a time, and never in a circle.

use super::sql;
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use crate::{chance, code, letter, params};
use std::collections::BTreeSet;
use tributary_core::{BindingId, ClickId, CustomerId, PartnerId, StoreId, TenantId, Timestamp};

/// As far as anybody's chain is walked to see that it has no circle.
const CHAIN_MAX: usize = 10_000;

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

/// A binding about to be made.
#[derive(Debug, Clone)]
pub struct NewBinding<'a> {
    /// Who is bound.
    pub customer: &'a CustomerId,
    /// To whom.
    pub whose: Whose,
    /// By what: `click`, `code`, `coupon`, `typed`, `hand`.
    pub via: &'static str,
    /// From this moment on.
    pub since: Timestamp,
    /// Who or what says so, for people.
    pub by: &'a str,
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

/// Binds a customer who is bound to nobody.
///
/// # Errors
/// [`Error::Conflict`] when the customer is bound already, would be their own sponsor, or would close a circle.
pub fn bind(
    tx: &mut Tx<'_>,
    (tenant, store): (&TenantId, &StoreId),
    new: &NewBinding<'_>,
    now: Timestamp,
) -> Result<BindingId> {
    if let Some(sponsor) = &new.whose.sponsor {
        // What was told late may begin before what it would close a circle with.
        for moment in [new.since, Timestamp::MAX] {
            let above = chain_at(tx, tenant, sponsor, (moment, CHAIN_MAX))?;
            if sponsor == new.customer || above.contains(new.customer) {
                return Err(Error::Conflict(
                    "this would close a circle of customers who sent each other".to_owned(),
                ));
            }
        }
    }
    let id = BindingId::from_bits(chance::ordered_bits(now)?);
    let Whose { code, sponsor, partner, click } = &new.whose;
    let row = params![
        tenant,
        &id,
        store,
        new.customer,
        code,
        code::fold(code),
        sponsor.as_ref(),
        partner.as_ref(),
        click.as_ref(),
        new.via,
        new.since,
        new.by
    ];
    match tx.exec(sql::BIND, row) {
        Err(error) if error.is_unique() => {
            Err(Error::Conflict("this customer is bound to somebody already".to_owned()))
        }
        other => {
            other?;
            if sponsor.is_some() {
                letter::ask(tx, tenant, &letter::About::Friend(new.customer.clone()), now)?;
            }
            Ok(id)
        }
    }
}

/// Ends what a customer is bound to at a moment; nothing where there is nothing.
///
/// # Errors
/// What the database says.
pub fn unbind(tx: &mut Tx<'_>, tenant: &TenantId, customer: &CustomerId, at: Timestamp) -> Result<()> {
    tx.exec(sql::END_BINDING, params![tenant, customer, at]).map(|_| ())
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
