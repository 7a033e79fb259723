//! Rows of reports: what each partner, link, place or kind of customer brought. Each equals the sum
//! of the orders and clicks behind it, because both are chosen by the same filter.

use super::{clicks, kept, names, sql};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{Filter, NONE};
use crate::sum::axis;
use std::collections::BTreeMap;
use tributary_core::TenantId;

/// By what a report's rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The credited partner.
    Partner,
    /// The program that judged.
    Program,
    /// The link that won.
    Link,
    /// The code that won.
    Code,
    /// Where the click that won came from.
    Source,
    /// By which way it was won.
    Way,
    /// The country of the bill.
    Country,
    /// Its state or region.
    Region,
    /// Its city.
    City,
    /// `new` or `returning`.
    Customer,
}

impl Axis {
    const fn orders(self) -> &'static str {
        match self {
            Self::Partner => sql::BY_PARTNER,
            Self::Program => sql::BY_PROGRAM,
            Self::Link => sql::BY_LINK,
            Self::Code => sql::BY_CODE,
            Self::Source => sql::BY_SOURCE,
            Self::Way => sql::BY_WAY,
            Self::Country => sql::BY_COUNTRY,
            Self::Region => sql::BY_REGION,
            Self::City => sql::BY_CITY,
            Self::Customer => sql::BY_CUSTOMER,
        }
    }

    /// The statement for whole days, and the column of it in the one for parts of days.
    pub(super) const fn clicks(self) -> Option<(&'static str, usize)> {
        match self {
            Self::Program => Some((sql::CLICKS_BY_PROGRAM, 0)),
            Self::Partner => Some((sql::CLICKS_BY_PARTNER, 1)),
            Self::Link => Some((sql::CLICKS_BY_LINK, 2)),
            Self::Code => Some((sql::CLICKS_BY_CODE, 3)),
            Self::Source => Some((sql::CLICKS_BY_SOURCE, 4)),
            _ => None,
        }
    }

    /// Under which name sums of clicks and orders are kept for it; nothing where they are not kept by it alone.
    pub(super) const fn kept(self) -> Option<&'static str> {
        match self {
            Self::Partner => Some(axis::PARTNER),
            Self::Program => Some(axis::PROGRAM),
            Self::Link => Some(axis::LINK),
            Self::Code => Some(axis::CODE),
            Self::Source => Some(axis::SOURCE),
            Self::Way => Some(axis::WAY),
            Self::Country => Some(axis::COUNTRY),
            Self::Region | Self::City | Self::Customer => None,
        }
    }

    const fn names(self) -> Option<&'static str> {
        match self {
            Self::Partner => Some(sql::PARTNER_NAMES),
            Self::Program => Some(sql::PROGRAM_NAMES),
            Self::Link => Some(sql::LINK_NAMES),
            Self::Code => Some(sql::CODE_NAMES),
            _ => None,
        }
    }
}

/// What orders that earn add up to, in one currency, with the clicks beside them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Orders that earn.
    pub orders: i64,
    /// Those of them that a click won; a coupon needs none.
    pub by_click: i64,
    /// Their base: what was bought before tax, after refunds.
    pub revenue_minor: i64,
    /// What they earn their partners; the platform's part is nobody's commission.
    pub commission_minor: i64,
    /// Clicks of people that count.
    pub clicks: i64,
}

/// Figures add up.
impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.by_click += other.by_click;
        self.revenue_minor += other.revenue_minor;
        self.commission_minor += other.commission_minor;
        self.clicks += other.clicks;
    }
}

/// One row of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What a filter calls it; [`NONE`] for the row without any.
    pub key: String,
    /// What people call it: a name, slug, code or host; empty for the row without any.
    pub name: String,
    /// What it brought.
    pub figures: Figures,
}

/// What orders that earn add up to; the filter names the currency.
///
/// # Errors
/// What the database says.
pub fn figures(tx: &mut Tx<'_>, tenant: &TenantId, filter: &Filter) -> Result<Figures> {
    let mut sum = Figures::default();
    let parts = match kept::figures(tx, tenant, filter)? {
        Some((whole, edges)) => {
            sum += whole;
            kept::cut(filter, &edges)
        }
        None => vec![filter.clone()],
    };
    for part in &parts {
        grouped(tx, tenant, sql::FIGURES, part)?.into_iter().for_each(|(_, figures)| sum += figures);
    }
    if clicks::tells_clicks(filter) {
        sum.clicks = clicks::clicks(tx, tenant, filter)?;
    }
    Ok(sum)
}

/// The rows of an axis, most revenue first. Places and customers have no clicks.
///
/// # Errors
/// What the database says.
pub fn rows(tx: &mut Tx<'_>, tenant: &TenantId, axis: Axis, filter: &Filter) -> Result<Vec<Row>> {
    let mut found: BTreeMap<String, Figures> = BTreeMap::new();
    let (whole, parts) = match kept::rows(tx, tenant, axis, filter)? {
        Some((whole, edges)) => (whole, kept::cut(filter, &edges)),
        None => (Vec::new(), vec![filter.clone()]),
    };
    for (key, figures) in whole {
        *found.entry(key).or_default() += figures;
    }
    for part in &parts {
        for (key, figures) in grouped(tx, tenant, axis.orders(), part)? {
            *found.entry(key).or_default() += figures;
        }
    }
    if clicks::tells_clicks(filter) {
        for (key, clicks) in clicks::clicks_by(tx, tenant, axis, filter)? {
            *found.entry(key).or_default() += Figures { clicks, ..Figures::default() };
        }
    }
    let mut rows = Vec::with_capacity(found.len());
    let keys: Vec<&str> = found.keys().map(String::as_str).filter(|key| !key.is_empty()).collect();
    let mut named = match axis.names() {
        Some(statement) => names::read(tx, tenant, statement, &keys)?,
        None => BTreeMap::new(),
    };
    for (key, figures) in found {
        let name = named.remove(&key);
        // Clicks on codes of customers who tell friends are no partner's.
        let of_partners = matches!(axis, Axis::Partner | Axis::Code) && !key.is_empty();
        if of_partners && name.is_none() && figures.orders == 0 {
            continue;
        }
        let name = name.unwrap_or_else(|| key.clone());
        let key = if key.is_empty() { NONE.to_owned() } else { key };
        rows.push(Row { key, name, figures });
    }
    let rank = |row: &Row| (-row.figures.revenue_minor, -row.figures.orders, -row.figures.clicks);
    rows.sort_by(|a, b| {
        rank(a).cmp(&rank(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.key.cmp(&b.key))
    });
    Ok(rows)
}

fn grouped(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    statement: &'static str,
    filter: &Filter,
) -> Result<Vec<(String, Figures)>> {
    tx.rows(statement, &filter.matching(tenant), |row| {
        Ok((row.opt_text(0)?.unwrap_or_default(), decode(row, 1)?))
    })
}

/// Figures that stand in the columns from `at`; sums of nothing are null.
fn decode(row: &crate::db::Row<'_>, at: usize) -> Result<Figures> {
    Ok(Figures {
        orders: row.int(at)?,
        by_click: row.int(at + 1)?,
        revenue_minor: row.opt_int(at + 2)?.unwrap_or_default(),
        commission_minor: row.opt_int(at + 3)?.unwrap_or_default(),
        clicks: 0,
    })
}

/// What people call a thing of an axis; its key where it has no name, or none that is known.
///
/// # Errors
/// What the database says.
pub fn name(tx: &mut Tx<'_>, tenant: &TenantId, axis: Axis, key: &str) -> Result<String> {
    let Some(statement) = axis.names().filter(|_| !key.is_empty()) else { return Ok(key.to_owned()) };
    let named = names::read(tx, tenant, statement, &[key])?;
    Ok(named.into_values().next().unwrap_or_else(|| key.to_owned()))
}
