//! Who bought, who sent them, and which of their orders counts first.

use super::{granted, sql};
use crate::customer::{self, Customer};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{OrderKey, siblings::Ties};
use crate::{params, partner};
use std::collections::BTreeSet;
use tributary_core::fact::OrderStated;
use tributary_core::reason::Reason;
use tributary_core::referral::{Friend, Qualified, Sponsor};
use tributary_core::{CustomerId, ProgramId, TenantId, Timestamp};

/// As many customers further up as can earn; rules have no more levels.
const EARNERS_MAX: usize = 10;
/// How far up it is looked for them where customers are passed over, and so how far down it is looked when it is told late whose
/// somebody is.
pub(crate) const HOPS_MAX: usize = 100;

/// The customer who placed an order: of the account, else of the address, if that was theirs by then. An account that is not known is
/// never taken for another account with the same address.
///
/// # Errors
/// What the database says.
pub fn buyer(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (account, email_key): (Option<&str>, Option<&str>),
    placed_at: Timestamp,
) -> Result<Option<Customer>> {
    let store = (&key.tenant, &key.store);
    if account.is_some() {
        let known = customer::find(tx, store, (account, None))?;
        if known.is_some() {
            return Ok(known);
        }
    }
    let Some(email_key) = email_key else { return Ok(None) };
    let by_address = customer::find_at(tx, store, (None, Some(email_key)), placed_at)?;
    Ok(by_address.filter(|found| account.is_none() || found.external_id.is_none()))
}

/// What bears on the reward for an order's buyer having been sent.
///
/// # Errors
/// What the database says.
pub fn friend_of(
    tx: &mut Tx<'_>,
    (key, program): (&OrderKey, &ProgramId),
    order: &OrderStated,
    moment: Timestamp,
) -> Result<Option<Friend>> {
    let marks = (order.customer.external_id.as_deref(), order.customer.email_key.as_deref());
    let Some(bought) = buyer(tx, key, marks, order.placed_at)? else { return Ok(None) };
    let sponsors = sponsors(tx, &key.tenant, (&bought.id, marks.1), moment)?;
    let bound_later = sponsors.is_empty() && is_bound_after(tx, &key.tenant, &bought.id, moment)?;
    let of_nobody = sponsors.is_empty();
    Ok(Some(Friend {
        other: if of_nobody { None } else { earliest_other(tx, key, &bought)? },
        granted: if of_nobody {
            tributary_core::referral::Granted::default()
        } else {
            granted(tx, key, (program, order.currency))?
        },
        customer: bought.id,
        sponsors,
        bound_later,
    }))
}

/// Who sent a customer, and who sent those, as it was at a moment, and why some of them cannot earn.
fn sponsors(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (friend, address): (&CustomerId, Option<&str>),
    moment: Timestamp,
) -> Result<Vec<Sponsor>> {
    let mut sponsors: Vec<Sponsor> = Vec::new();
    for id in customer::chain_at(tx, tenant, friend, (moment, HOPS_MAX))? {
        let earners = sponsors.iter().filter(|sponsor| sponsor.barred.is_none()).count();
        if earners == EARNERS_MAX {
            break;
        }
        let sponsor = customer::load(tx, tenant, &id)?;
        let barred = barred(tx, tenant, &sponsor, ((friend, address), moment))?;
        sponsors.push(Sponsor { customer: id, barred });
    }
    Ok(sponsors)
}

fn barred(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    sponsor: &Customer,
    ((friend, address), moment): ((&CustomerId, Option<&str>), Timestamp),
) -> Result<Option<Reason>> {
    // Addresses are known as they were at a moment, so a later change reaches nothing that was decided.
    let addresses = customer::addresses(tx, tenant, &sponsor.id)?;
    let own = match address {
        Some(address) => addresses.had(address, moment),
        None => customer::addresses(tx, tenant, friend)?.share(&addresses, moment),
    };
    if own {
        return Ok(Some(Reason::OwnPurchase));
    }
    let paused = match &sponsor.partner {
        Some(partner) => partner::standing_at(tx, tenant, partner, moment)?.paused,
        None => false,
    };
    Ok(paused.then_some(Reason::SponsorInactive))
}

fn is_bound_after(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    customer: &CustomerId,
    moment: Timestamp,
) -> Result<bool> {
    let all = customer::bindings(tx, tenant, customer)?;
    Ok(all.iter().any(|binding| binding.since > moment && binding.whose.sponsor.is_some()))
}

/// The earliest of a customer's orders that qualified, other than this one.
///
/// # Errors
/// What the database says.
pub fn earliest_other(tx: &mut Tx<'_>, key: &OrderKey, customer: &Customer) -> Result<Option<Qualified>> {
    let account = customer.external_id.as_deref();
    let asked = params![&key.tenant, &key.store, account, &customer.id, &key.external_id];
    tx.row(sql::EARLIEST_OTHER, asked, |row| Ok(Qualified { at: row.time(0)?, external_id: row.text(1)? }))
}

/// The orders whose reward may hang on how this one stands. Of a customer's orders only the first earns, so it is the earliest of the
/// others: it comes to be the first, or no longer is. An order is one of whoever has its account, and of all whose its address was then.
///
/// # Errors
/// What the database says.
pub fn touched(
    tx: &mut Tx<'_>,
    key: &OrderKey,
    (before, after): (Option<&Ties>, Option<&Ties>),
) -> Result<Vec<OrderKey>> {
    let (before, after) = (before.map(Ties::marks), after.map(Ties::marks));
    if before == after || !super::is_promised(tx, key)? {
        return Ok(Vec::new());
    }
    let mut found = BTreeSet::new();
    for marks in before.into_iter().chain(after) {
        for customer in customer::marked(tx, (&key.tenant, &key.store), marks.who, marks.placed_at)? {
            let other = earliest_other(tx, key, &customer)?;
            found.extend(other.map(|other| OrderKey { external_id: other.external_id, ..key.clone() }));
        }
    }
    Ok(found.into_iter().collect())
}
