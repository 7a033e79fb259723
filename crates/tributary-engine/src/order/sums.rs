//! What the orders of a list add up to, by how they stand: its foot and its tabs out of one reading.

use super::{ANY, Filter, NONE, sql};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::sum::{self, Parts, axis};
use std::collections::BTreeMap;
use tributary_core::{Currency, TenantId};

/// What the orders of a filter add up to, in one currency; defined as the overview's numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sums {
    /// Of what the amounts are.
    pub currency: Currency,
    /// How many orders.
    pub orders: i64,
    /// Base of those that earn.
    pub revenue_minor: i64,
    /// What they earn their partners.
    pub commission_minor: i64,
}

/// The orders of a filter that stand alike, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// A partner is credited.
    pub credited: bool,
    /// Something was paid back.
    pub refunded: bool,
    /// A person should look at them.
    pub review: bool,
    /// Something is due for them.
    pub earns: bool,
    /// What they add up to.
    pub sums: Sums,
}

/// What all the orders of a filter add up to, the currency with most orders first.
///
/// # Errors
/// What the database says.
pub fn sums(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<Sums>> {
    Ok(summed(&standings(tx, tenant, filter)?))
}

/// The sums of several standings, per currency.
#[must_use]
pub fn summed<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Vec<Sums> {
    let mut all: BTreeMap<Currency, Sums> = BTreeMap::new();
    for Standing { sums: one, .. } in standings {
        let nothing = Sums { orders: 0, revenue_minor: 0, commission_minor: 0, ..*one };
        let sum = all.entry(one.currency).or_insert(nothing);
        sum.orders += one.orders;
        sum.revenue_minor += one.revenue_minor;
        sum.commission_minor += one.commission_minor;
    }
    let mut all: Vec<Sums> = all.into_values().collect();
    all.sort_by_key(|sum| std::cmp::Reverse(sum.orders));
    all
}

/// What the orders of a filter add up to, by how they stand.
///
/// # Errors
/// What the database says.
pub fn standings(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<Standing>> {
    let parts = if is_kept(filter) { Parts::asked(tx, tenant, filter)? } else { None };
    let Some(parts) = parts else { return read(tx, tenant, filter) };
    let mut all = Vec::new();
    for (key, counts, code) in sum::by_currency(tx, tenant, axis::STATE, &parts)? {
        let sums = Sums {
            currency: currency(code)?,
            orders: counts.orders,
            revenue_minor: counts.revenue_minor,
            commission_minor: counts.commission_minor,
        };
        all.push(Standing::of(&key, sums));
    }
    all.retain(|one| filter.currency.is_none_or(|currency| one.sums.currency == currency));
    all.retain(|one| one.is_wanted(filter));
    for part in parts.edges {
        all.extend(read(tx, tenant, &Filter { from: Some(part.from), to: Some(part.to), ..filter.clone() })?);
    }
    Ok(all)
}

/// Whether a filter wants nothing that the kept sums do not know.
fn is_kept(filter: &Filter) -> bool {
    let known = Filter {
        from: filter.from,
        to: filter.to,
        currency: filter.currency,
        attributed: filter.attributed,
        refunded: filter.refunded,
        review: filter.review,
        earns: filter.earns,
        sort: filter.sort,
        ..Filter::default()
    };
    known == *filter
}

impl Standing {
    fn of(key: &str, sums: Sums) -> Self {
        let [credited, refunded, review, earns] = sum::flags(key);
        Self { credited, refunded, review, earns, sums }
    }

    fn is_wanted(&self, filter: &Filter) -> bool {
        let fits = |wish: Option<bool>, is: bool| wish.is_none_or(|wish| wish == is);
        fits(filter.attributed, self.credited)
            && fits(filter.refunded, self.refunded)
            && fits(filter.review, self.review)
            && fits(filter.earns, self.earns)
    }
}

/// The same order by order.
fn read(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Vec<Standing>> {
    tx.rows(narrowest(filter), &filter.matching(tenant), |row| {
        let sums = Sums {
            currency: row.parse(0)?,
            orders: row.int(2)?,
            revenue_minor: row.int(3)?,
            commission_minor: row.int(4)?,
        };
        Ok(Standing::of(&row.text(1)?, sums))
    })
}

/// What is wished for most narrowly chooses the index.
fn narrowest(filter: &Filter) -> &'static str {
    let one = |wish: &Option<String>| wish.as_deref().is_some_and(|wish| wish != NONE && wish != ANY);
    if one(&filter.link) {
        sql::STATES_OF_LINK
    } else if one(&filter.code) {
        sql::STATES_OF_CODE
    } else if filter.partner.is_some() {
        sql::STATES_OF_PARTNER
    } else {
        sql::STATES
    }
}

fn currency(code: String) -> Result<Currency> {
    Currency::try_from(code).map_err(|e| Error::Broken(e.to_string()))
}
