//! Orders and customers by the code to which a customer is bound: at the time of the order, or as it is now, as the shop's own report
//! reads it. Customers who were forgotten stay in it.

mod domain;
mod sql;

pub use domain::{DOMAINS_MAX, Domain, code_of_site, domains, drop_domain, put_domain, site};

use crate::code::fold;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use tributary_core::{Currency, OrderId, StoreId, TenantId, Timestamp};

/// Whose code counts for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// That to which the customer was bound when it was placed.
    #[default]
    AtOrder,
    /// That to which the customer is bound now, or was last: changing it changes what is read of the past.
    Now,
}

/// Which customers' orders are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's.
    #[default]
    All,
    /// Those of customers bound to nobody.
    Nobody,
    /// Those of customers bound to this code, in any spelling. A code may well be `0`.
    Code(String),
}

/// Which orders are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of this store.
    pub store: StoreId,
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after.
    pub to: Timestamp,
    /// Whose code counts.
    pub reading: Reading,
    /// Of these customers.
    pub whose: Whose,
    /// In this status; `None`: in any, drafts excepted.
    pub status: Option<String>,
    /// Only orders that carry the code itself as a coupon.
    pub only_coupon: bool,
}

/// What customers of one code bought, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByCode {
    /// The code as it is written; `None`: bound to nobody.
    pub code: Option<String>,
    /// Customers with it, whether or not they ordered.
    pub customers: i64,
    /// Those of them who ordered.
    pub buyers: i64,
    /// Orders.
    pub orders: i64,
    /// What they paid in all.
    pub total_minor: i64,
    /// What was given back of it.
    pub refunded_minor: i64,
    /// What a commission would be taken of.
    pub base_minor: i64,
    /// Of what; the amounts are nothing where nobody ordered.
    pub currency: Option<Currency>,
}

/// An order behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// The order.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Its status in the store.
    pub status: String,
    /// Its coupons.
    pub coupons: Vec<String>,
    /// What was paid in all.
    pub total_minor: i64,
    /// What was given back of it.
    pub refunded_minor: i64,
    /// Of what.
    pub currency: Currency,
    /// Enough to recognise the customer.
    pub customer_hint: String,
}

/// What customers bought, by code: the most first, nobody's last. A code without orders is in it as long as customers have it.
///
/// # Errors
/// What the database says.
pub fn by_code(tx: &mut Tx<'_>, tenant: &TenantId, wanted: &Wanted) -> Result<Vec<ByCode>> {
    let mut rows = counted(tx, tenant, wanted)?;
    let all = if wanted.whose == Whose::Nobody { Vec::new() } else { customers(tx, tenant, wanted)? };
    for (folded, code, customers) in all {
        if matches!(&wanted.whose, Whose::Code(asked) if fold(asked) != folded) {
            continue;
        }
        let mut known = false;
        for (_, row) in rows.iter_mut().filter(|(key, _)| *key == folded) {
            (row.customers, known) = (customers, true);
        }
        if !known {
            rows.push((folded, blank(Some(code), customers)));
        }
    }
    if matches!(wanted.whose, Whose::All | Whose::Nobody) {
        let now = i64::from(wanted.reading == Reading::Now);
        let asked = params![tenant, &wanted.store, wanted.from, wanted.to, now];
        let unbound = tx.int(sql::UNBOUND, asked)?;
        // An order may be of somebody of whom nothing else is known.
        rows.iter_mut()
            .filter(|(key, _)| key.is_empty())
            .for_each(|(_, row)| row.customers = unbound.max(row.buyers));
    }
    let rank = |(key, row): &(String, ByCode)| {
        (key.is_empty(), std::cmp::Reverse(row.orders), key.clone(), row.currency)
    };
    rows.sort_by_key(rank);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn blank(code: Option<String>, customers: i64) -> ByCode {
    let (buyers, orders, total_minor, refunded_minor, base_minor) = (0, 0, 0, 0, 0);
    ByCode { code, customers, buyers, orders, total_minor, refunded_minor, base_minor, currency: None }
}

fn counted(tx: &mut Tx<'_>, tenant: &TenantId, wanted: &Wanted) -> Result<Vec<(String, ByCode)>> {
    asked(tx, tenant, wanted, (sql::BY_CODE, None), |row| {
        let folded = row.text(0)?;
        let code = Some(row.text(1)?).filter(|_| !folded.is_empty());
        let figures = ByCode {
            code,
            customers: 0,
            buyers: row.int(4)?,
            orders: row.int(3)?,
            total_minor: row.int(5)?,
            refunded_minor: row.int(6)?,
            base_minor: row.int(7)?,
            currency: Some(row.parse(2)?),
        };
        Ok((folded, figures))
    })
}

/// The customers of each code: those bound to it at some time of the period, or now.
fn customers(tx: &mut Tx<'_>, tenant: &TenantId, wanted: &Wanted) -> Result<Vec<(String, String, i64)>> {
    let now = i64::from(wanted.reading == Reading::Now);
    let asked = params![tenant, &wanted.store, wanted.from, wanted.to, now];
    tx.rows(sql::CUSTOMERS, asked, |row| Ok((row.text(0)?, row.text(1)?, row.int(2)?)))
}

/// The orders behind figures, newest first, at most so many.
///
/// # Errors
/// What the database says.
pub fn orders(tx: &mut Tx<'_>, tenant: &TenantId, wanted: &Wanted, limit: i64) -> Result<Vec<Behind>> {
    asked(tx, tenant, wanted, (sql::BEHIND, Some(limit)), |row| {
        Ok(Behind {
            id: row.parse(0)?,
            number: row.text(1)?,
            placed_at: row.time(2)?,
            status: row.text(3)?,
            coupons: row.json(4)?,
            total_minor: row.int(5)?,
            refunded_minor: row.int(6)?,
            currency: row.parse(7)?,
            customer_hint: row.opt_text(8)?.unwrap_or_default(),
        })
    })
}

fn asked<T>(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    wanted: &Wanted,
    (statement, limit): (&'static str, Option<i64>),
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    // Nobody's code is the empty one, which no code can be.
    let code = match &wanted.whose {
        Whose::All => None,
        Whose::Nobody => Some(String::new()),
        Whose::Code(code) => Some(fold(code)),
    };
    let (now, only) = (i64::from(wanted.reading == Reading::Now), i64::from(wanted.only_coupon));
    let status = wanted.status.as_deref();
    match limit {
        None => {
            let asked =
                params![tenant, &wanted.store, wanted.from, wanted.to, now, code.as_deref(), status, only];
            tx.rows(statement, asked, read)
        }
        Some(limit) => {
            let asked = params![
                tenant,
                &wanted.store,
                wanted.from,
                wanted.to,
                now,
                code.as_deref(),
                status,
                only,
                limit
            ];
            tx.rows(statement, asked, read)
        }
    }
}
