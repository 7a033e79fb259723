//! The live feed: clicks and what became of orders as one stream, in the order in which it was written.
//!
//! A [`Place`] is a cursor: read [`after`] it and nothing is missed or seen twice, whatever the clocks say. A click's
//! place is its number in the chain of clicks; anything else stands behind the newest click of its moment.

mod decode;
mod now;
mod sql;

pub use now::{MINUTES, Now, now};

use crate::access;
use crate::chain::{self, Chain};
use crate::click::Click;
use crate::db::{Tx, Value};
use crate::error::Result;
use crate::order::OrderRow;
use crate::params;
use std::fmt;
use tributary_core::{Currency, OrderId, PartnerId, ProgramId, TenantId, Timestamp};

/// How far back a filtered list looks: a live page is about now, and looking must stay cheap.
pub const LOOK_BACK: i64 = 5_000;

/// Two clicks of one browser on the same link within this time are one intention, clicked twice.
pub const DUPLICATE_MS: i64 = 10_000;

/// A place in the feed, which is also a cursor: everything up to it has been seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The number of the newest click.
    pub click: i64,
    /// How many things that are no clicks were written since.
    pub behind: i64,
}

impl Place {
    /// Reads what [`fmt::Display`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (click, behind) = text.split_once('.')?;
        let (click, behind) = (click.parse().ok()?, behind.parse().ok()?);
        (click >= 0 && behind >= 0).then_some(Self { click, behind })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.click, self.behind)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Its place in the feed.
    pub place: Place,
    /// When.
    pub at: Timestamp,
    /// Whose it is, with the name they have now.
    pub partner: Option<(PartnerId, String)>,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Somebody, or something, followed a link.
    Click(Box<Clicked>),
    /// Something became of an order.
    Order(Box<Told>),
}

/// A click, with what only its neighbours tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clicked {
    /// The click.
    pub click: Click,
    /// No earlier click of this browser is known in the program.
    pub new_visitor: bool,
    /// The same browser followed the same link less than [`DUPLICATE_MS`] before.
    pub duplicate: bool,
}

/// What became of an order, as it stood at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// `order.created`, `order.attributed`, `order.unattributed`, `order.refunded` or `order.cancelled`.
    pub kind: String,
    /// The order.
    pub order: OrderId,
    /// The number that people see.
    pub number: String,
    /// City of the bill.
    pub city: String,
    /// Country of the bill.
    pub country: String,
    /// Of what the amounts are.
    pub currency: Currency,
    /// What the buyer pays in all.
    pub total_minor: i64,
    /// What this gave back to the buyer.
    pub given_back_minor: i64,
    /// What the partner earns.
    pub commission_minor: i64,
    /// Its status in the store.
    pub status: String,
    /// By which way the partner was credited.
    pub via: Option<String>,
    /// All that its event told.
    pub raw: serde_json::Value,
}

/// One kind of happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Clicks of all kinds.
    Clicks,
    /// Clicks on codes that nobody has.
    Unknown,
    /// Orders placed, credited, no longer credited, cancelled.
    Orders,
    /// Refunds.
    Refunds,
}

/// Which happenings are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of this partner only.
    pub partner: Option<PartnerId>,
    /// Of this program only, which is to say of its store.
    pub program: Option<ProgramId>,
    /// Also clicks that no person made.
    pub machines: bool,
}

/// Writes down that something became of an order; called in the transaction of its cause.
///
/// # Errors
/// What the database says.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    (kind, event): (&str, &str),
    (before, after): (Option<&OrderRow>, &OrderRow),
) -> Result<()> {
    let click = chain::head(tx, tenant, Chain::Click)?.seq;
    let key = params![tenant, click];
    let place = match tx.cell(sql::NEXT_PLACE, key) {
        Some([Value::Int(next)]) => *next,
        _ => tx.int(sql::NEXT_PLACE, key)?,
    };
    let partner = after.partner.as_ref().or_else(|| before.and_then(|before| before.partner.as_ref()));
    tx.later(sql::INSERT, params![tenant, click, place, kind, event, &after.id, partner])?;
    tx.know(sql::NEXT_PLACE, key, params![place + 1]);
    Ok(())
}

/// The newest place.
///
/// # Errors
/// What the database says.
pub fn head(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Place> {
    let click = chain::head(tx, tenant, Chain::Click)?.seq;
    let last = tx.row(sql::LAST, params![tenant], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let behind = last.filter(|(after_click, _)| *after_click == click).map_or(0, |(_, place)| place);
    Ok(Place { click, behind })
}

/// The newest place of every tenant.
///
/// # Errors
/// What the database says.
pub fn heads(tx: &mut Tx<'_>) -> Result<Vec<(TenantId, Place)>> {
    let tenants = access::tenants(tx)?;
    tenants.into_iter().map(|tenant| Ok((tenant.clone(), head(tx, &tenant)?))).collect()
}

/// What came after a place, oldest first, and the place up to which this is all of it.
///
/// # Errors
/// What the database says.
pub fn after(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    wanted: &Wanted,
    (seen, limit): (Place, i64),
) -> Result<(Vec<Happening>, Place)> {
    let mut found = Vec::new();
    if let Some(outcome) = wanted.clicks() {
        let row = params![
            tenant,
            seen.click,
            wanted.partner.as_ref(),
            wanted.machines,
            outcome,
            limit,
            DUPLICATE_MS,
            wanted.program.as_ref()
        ];
        found.extend(tx.rows(sql::CLICKS_AFTER, row, decode::click)?);
    }
    if let Some(refunds) = wanted.told() {
        let (partner, program) = (wanted.partner.as_ref(), wanted.program.as_ref());
        let row = params![tenant, seen.click, seen.behind, partner, refunds, limit, program];
        found.extend(tx.rows(sql::TOLD_AFTER, row, decode::told)?);
    }
    found.sort_by_key(|happening| happening.place);
    let all = usize::try_from(limit).unwrap_or(usize::MAX);
    if found.len() < all {
        return Ok((found, head(tx, tenant)?));
    }
    found.truncate(all);
    let last = found.last().map_or(seen, |happening| happening.place);
    Ok((found, last))
}

/// What came before a place, newest first; filtered lists look back [`LOOK_BACK`] places of each kind.
///
/// # Errors
/// What the database says.
pub fn before(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    wanted: &Wanted,
    (place, limit): (Place, i64),
) -> Result<Vec<Happening>> {
    let mut found = Vec::new();
    if let Some(outcome) = wanted.clicks() {
        // A click is before what stands behind it.
        let below = if place.behind > 0 { place.click.saturating_add(1) } else { place.click };
        let row = params![
            tenant,
            below,
            wanted.partner.as_ref(),
            wanted.machines,
            outcome,
            limit,
            DUPLICATE_MS,
            below.saturating_sub(LOOK_BACK),
            wanted.program.as_ref()
        ];
        found.extend(tx.rows(sql::CLICKS_BEFORE, row, decode::click)?);
    }
    if let Some(refunds) = wanted.told() {
        let (partner, program) = (wanted.partner.as_ref(), wanted.program.as_ref());
        let row = params![tenant, place.click, place.behind, partner, refunds, limit, LOOK_BACK, program];
        found.extend(tx.rows(sql::TOLD_BEFORE, row, decode::told)?);
    }
    found.sort_by_key(|happening| std::cmp::Reverse(happening.place));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// What stands at a place.
///
/// # Errors
/// What the database says.
pub fn at(tx: &mut Tx<'_>, tenant: &TenantId, place: Place) -> Result<Option<Happening>> {
    let previous = match place.behind {
        0 => Place { click: place.click - 1, behind: i64::MAX },
        behind => Place { behind: behind - 1, ..place },
    };
    let everything = Wanted { machines: true, ..Wanted::default() };
    let (found, _) = after(tx, tenant, &everything, (previous, 1))?;
    Ok(found.into_iter().find(|happening| happening.place == place))
}

impl Wanted {
    /// Whether clicks are wanted, and of which outcome.
    fn clicks(&self) -> Option<Option<&'static str>> {
        match self.kind {
            None | Some(Kind::Clicks) => Some(None),
            Some(Kind::Unknown) => Some(Some("unknown_code")),
            Some(Kind::Orders | Kind::Refunds) => None,
        }
    }

    /// Whether orders are wanted: all of it, or refunds only, or everything else.
    fn told(&self) -> Option<Option<bool>> {
        match self.kind {
            None => Some(None),
            Some(Kind::Orders) => Some(Some(false)),
            Some(Kind::Refunds) => Some(Some(true)),
            Some(Kind::Clicks | Kind::Unknown) => None,
        }
    }
}

#[cfg(test)]
mod tests;
