//! What orders add up to, per hour, per day and per 32 days, by each thing that figures are told apart by. It is written
//! in the transaction that notes how an order stands, so that no page adds up all orders; `verify` counts it again.

mod read;
mod span;
mod sql;

pub(crate) use read::{by_currency, by_key, by_key_all, by_place};
pub(crate) use span::{Cut, Parts};
#[cfg(test)]
pub(crate) use sql::MADE;

use crate::click::{self, Calendar};
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::params;
use std::collections::BTreeMap;
use tributary_core::{OrderId, TenantId, Timestamp};

/// The width of sums of an hour; their places are those of [`Calendar::hour_of`].
pub(crate) const HOUR: i64 = 0;
/// The width of sums of a day.
pub(crate) const DAY: i64 = 1;
/// How many days the wide sums span.
pub(crate) const WIDE: i64 = 32;
/// Stands between the parts of a key that has several.
pub(crate) const BETWEEN: char = '\u{1f}';

/// By what orders are told apart. Of those that earn, but for the first two.
pub(crate) mod axis {
    /// All orders; the key says how they stand, see [`super::state`].
    pub(crate) const STATE: &str = "state";
    /// All that are credited, by partner.
    pub(crate) const CREDIT: &str = "credit";
    pub(crate) const PROGRAM: &str = "program";
    pub(crate) const PARTNER: &str = "partner";
    pub(crate) const LINK: &str = "link";
    pub(crate) const CODE: &str = "code";
    pub(crate) const SOURCE: &str = "source";
    pub(crate) const WAY: &str = "way";
    pub(crate) const COUNTRY: &str = "country";
    /// Country, region and city.
    pub(crate) const PLACE: &str = "place";
    /// `new` or `returning`, and the partner.
    pub(crate) const BUYER: &str = "buyer";
    pub(crate) const PRODUCT: &str = "product";
    /// The same, for the pieces that were ordered, whether they came back or not.
    pub(crate) const ORDERED: &str = "ordered";
    /// Every one.
    pub(crate) const ALL: [&str; 13] =
        [STATE, CREDIT, PROGRAM, PARTNER, LINK, CODE, SOURCE, WAY, COUNTRY, PLACE, BUYER, PRODUCT, ORDERED];

    /// Whether hours are kept. Of running days and by the hour, people look at how orders stand, and at the one thing that
    /// they filter by. On the other axes an hour has about as many keys as orders, so its sums would spare nobody anything.
    pub(crate) fn has_hours(axis: &str) -> bool {
        [STATE, PROGRAM, PARTNER, LINK, CODE, SOURCE, WAY, COUNTRY].contains(&axis)
    }
}

/// In which sums an hour counts on an axis: width, and place among those of that width.
fn places(axis: &str, hour: i64) -> impl Iterator<Item = (i64, i64)> {
    let day = click::day_of_hour(hour);
    let hours = axis::has_hours(axis).then_some((HOUR, hour));
    hours.into_iter().chain([(DAY, day), (WIDE, day.div_euclid(WIDE))])
}

/// What is added up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) orders: i64,
    pub(crate) by_click: i64,
    /// Pieces on the axes of products; orders with refunds on that of credits.
    pub(crate) parts: i64,
    pub(crate) revenue_minor: i64,
    pub(crate) commission_minor: i64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.orders += other.orders;
        self.by_click += other.by_click;
        self.parts += other.parts;
        self.revenue_minor += other.revenue_minor;
        self.commission_minor += other.commission_minor;
    }
}

impl Counts {
    const fn taken_back(self) -> Self {
        Self {
            orders: -self.orders,
            by_click: -self.by_click,
            parts: -self.parts,
            revenue_minor: -self.revenue_minor,
            commission_minor: -self.commission_minor,
        }
    }

    /// What stands in the columns from `at`.
    pub(crate) fn decode(row: &Row<'_>, at: usize) -> Result<Self> {
        Ok(Self {
            orders: row.int(at)?,
            by_click: row.int(at + 1)?,
            parts: row.int(at + 2)?,
            revenue_minor: row.int(at + 3)?,
            commission_minor: row.int(at + 4)?,
        })
    }
}

/// Where an order counts: axis, hour, currency, key.
pub(crate) type Cell = (&'static str, i64, String, String);
/// What it counts there.
pub(crate) type Cells = BTreeMap<Cell, Counts>;

/// How an order stands, as a key: credited, with refunds, to be looked at, earning.
pub(crate) fn state(flags: [bool; 4]) -> String {
    flags.map(|flag| if flag { '1' } else { '0' }).into_iter().collect()
}

/// What such a key says.
pub(crate) fn flags(key: &str) -> [bool; 4] {
    let mut letters = key.chars().map(|letter| letter == '1');
    std::array::from_fn(|_| letters.next().unwrap_or_default())
}

/// What an order that stands counts, and where; nothing of one that does not.
///
/// # Errors
/// What the database says.
pub(crate) fn of_order(tx: &mut Tx<'_>, tenant: &TenantId, id: &OrderId) -> Result<Cells> {
    let calendar = calendar(tx, tenant)?;
    counted(tx, tenant, id, &calendar)
}

/// What an order counts that is being written.
///
/// # Errors
/// What the database says.
pub(crate) fn counted_now(tx: &mut Tx<'_>, tenant: &TenantId, noted: &Noted, sold: &[Sold]) -> Result<Cells> {
    Ok(noted.cells(sold, &calendar(tx, tenant)?))
}

/// What an order counts by what is written of it, on a calendar.
///
/// # Errors
/// What the database says.
pub(crate) fn counted(
    tx: &mut Tx<'_>,
    tenant: &TenantId,
    id: &OrderId,
    calendar: &Calendar,
) -> Result<Cells> {
    let Some(noted) = tx.row(sql::ORDER, params![tenant, id], Noted::decode)? else {
        return Ok(Cells::new());
    };
    let sold = if noted.earns {
        tx.rows(sql::PRODUCTS, params![tenant, id], |row| {
            let (units, base_minor, earned_minor) = (row.int(1)?, row.int(2)?, row.int(3)?);
            Ok(Sold { product: row.text(0)?, units, base_minor, earned_minor, ordered: row.int(4)? })
        })?
    } else {
        Vec::new()
    };
    Ok(noted.cells(&sold, calendar))
}

/// What is sold of one product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sold {
    /// The store's id of it, or its name.
    pub(crate) product: String,
    pub(crate) units: i64,
    pub(crate) base_minor: i64,
    pub(crate) earned_minor: i64,
    /// Pieces that were ordered, whether they came back or not.
    pub(crate) ordered: i64,
}

impl Sold {
    /// A line of it.
    pub(crate) const fn add(&mut self, units: i64, base_minor: i64, earned_minor: i64, quantity: i64) {
        self.units += units;
        self.base_minor += base_minor;
        self.earned_minor += earned_minor;
        self.ordered += if quantity > 0 { quantity } else { 0 };
    }
}

/// How an order is noted.
pub(crate) struct Noted {
    pub(crate) currency: String,
    pub(crate) placed_at: Timestamp,
    /// Program, partner, way, link, code, source, country, region, city; empty for none.
    pub(crate) names: [String; 9],
    pub(crate) returning: bool,
    pub(crate) refunded: bool,
    pub(crate) review: bool,
    pub(crate) earns: bool,
    pub(crate) base_minor: i64,
    pub(crate) commission_minor: i64,
}

impl Noted {
    fn decode(row: &Row<'_>) -> Result<Self> {
        let mut names: [String; 9] = Default::default();
        for (at, name) in names.iter_mut().enumerate() {
            *name = row.opt_text(at + 2)?.unwrap_or_default();
        }
        Ok(Self {
            currency: row.text(0)?,
            placed_at: row.time(1)?,
            names,
            returning: row.int(11)? == 1,
            refunded: row.int(12)? > 0,
            review: row.int(13)? == 1,
            earns: row.int(16)? == 1,
            base_minor: row.int(14)?,
            commission_minor: row.int(15)?,
        })
    }

    /// What it counts, and where.
    fn cells(&self, sold: &[Sold], calendar: &Calendar) -> Cells {
        let hour = calendar.hour_of(self.placed_at);
        let cell = |(axis, key, counts)| ((axis, hour, self.currency.clone(), key), counts);
        let mut cells: Cells = self.sums().into_iter().map(cell).collect();
        for sold in sold.iter().filter(|_| self.earns) {
            let (parts, ordered) =
                (sold.units, Counts { orders: 1, parts: sold.ordered, ..Counts::default() });
            let (revenue_minor, commission_minor) = (sold.base_minor, sold.earned_minor);
            let earned = Counts { orders: 1, by_click: 0, parts, revenue_minor, commission_minor };
            let key = || sold.product.clone();
            cells.extend([(axis::PRODUCT, key(), earned), (axis::ORDERED, key(), ordered)].map(cell));
        }
        cells
    }

    /// Axis, key, and what counts there, but for products.
    fn sums(&self) -> Vec<(&'static str, String, Counts)> {
        let [program, partner, way, link, code, source, country, region, city] = &self.names;
        let one = Counts {
            orders: 1,
            by_click: i64::from(!source.is_empty()),
            parts: 0,
            revenue_minor: if self.earns { self.base_minor } else { 0 },
            commission_minor: self.commission_minor,
        };
        let credited = !partner.is_empty();
        let stands = state([credited, self.refunded, self.review, self.earns]);
        let mut sums = vec![(axis::STATE, stands, one)];
        if credited {
            let refunded = Counts { parts: i64::from(self.refunded), ..one };
            sums.push((axis::CREDIT, partner.clone(), refunded));
        }
        if self.earns {
            let kind = if self.returning { "returning" } else { "new" };
            let joined = |parts: &[&str]| parts.join(&BETWEEN.to_string());
            let earning = [
                (axis::PROGRAM, program.clone()),
                (axis::PARTNER, partner.clone()),
                (axis::LINK, link.clone()),
                (axis::CODE, code.clone()),
                (axis::SOURCE, source.clone()),
                (axis::WAY, way.clone()),
                (axis::COUNTRY, country.clone()),
                (axis::PLACE, joined(&[country, region, city])),
                (axis::BUYER, joined(&[kind, partner])),
            ];
            sums.extend(earning.into_iter().map(|(axis, key)| (axis, key, one)));
        }
        sums
    }
}

/// Takes back what an order counted before and adds what it counts now.
///
/// # Errors
/// What the database says.
pub(crate) fn note(tx: &mut Tx<'_>, tenant: &TenantId, before: &Cells, after: &Cells) -> Result<()> {
    let mut changes = after.clone();
    for (cell, counts) in before {
        *changes.entry(cell.clone()).or_default() += counts.taken_back();
    }
    changes.retain(|_, counts| *counts != Counts::default());
    for ((axis, hour, currency, key), counts) in &changes {
        let amounts =
            [counts.orders, counts.by_click, counts.parts, counts.revenue_minor, counts.commission_minor];
        for (width, place) in places(axis, *hour) {
            tx.add(sql::ADD, params![tenant, *axis, width, place, currency, key], &amounts)?;
        }
    }
    Ok(())
}

/// Adds every order of a tenant up anew, on the calendar that its days are counted on now.
///
/// # Errors
/// What the database says.
pub fn rebuild(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<()> {
    tx.exec(sql::FORGET, params![tenant])?;
    let calendar = calendar(tx, tenant)?;
    let mut cells = Cells::new();
    for id in tx.rows(sql::ALL_ORDERS, params![tenant], |row| row.parse::<OrderId>(0))? {
        for (cell, counts) in counted(tx, tenant, &id, &calendar)? {
            *cells.entry(cell).or_default() += counts;
        }
        if cells.len() > CELLS_MAX {
            note(tx, tenant, &Cells::new(), &std::mem::take(&mut cells))?;
        }
    }
    note(tx, tenant, &Cells::new(), &cells)
}

/// So much is added up in memory before it is written; orders come in the order of their days.
const CELLS_MAX: usize = 50_000;

/// The calendar of a tenant, which has one from now on.
fn calendar(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<Calendar> {
    click::calendar(tx, tenant)?.map_or_else(|| click::begin(tx, tenant), Ok)
}

/// Whether there are orders, and none was ever added up, or none in its hour.
///
/// # Errors
/// What the database says.
pub(crate) fn is_missing(tx: &mut Tx<'_>, tenant: &TenantId) -> Result<bool> {
    Ok(tx.int(sql::IS_MISSING, params![tenant])? == 1)
}
