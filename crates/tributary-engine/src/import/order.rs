//! Orders out of rows: one state as the old system had it, whose it was, and whether anything is owed for it.

use super::judge::{Deed, Judged, skip, wrong};
use super::plan::Owed;
use super::record::{self, Cells, Fault, LineRecord, OrderRecord};
use super::resolve::{Whose, Work};
use super::row::{self, Outcome, Row, Verdict};
use crate::db::Tx;
use crate::error::Result;
use crate::order::{OrderKey, facts_of};
use crate::person;
use tributary_core::fact::{Customer, Line, OrderStated, Origin, Place, RefundDetail, RefundStated};
use tributary_core::order::{Status, fold};
use tributary_core::{Money, PartnerId};

/// Rows that one order may have as its lines.
const LINES_MAX: i64 = 1_000;

/// An order to take.
#[derive(Debug)]
pub(super) struct Taking {
    pub(super) key: OrderKey,
    pub(super) stated: OrderStated,
    /// How the file before had it.
    pub(super) was: Option<Box<OrderStated>>,
    pub(super) partner: Option<PartnerId>,
    /// Why nothing is owed for it.
    pub(super) settled: Option<&'static str>,
    pub(super) note: Option<String>,
}

/// Judges a row of orders.
pub(super) fn judge(tx: &mut Tx<'_>, work: &Work<'_>, row: &Row, cells: Cells<'_>) -> Result<Judged> {
    let read = record::order(&work.reading(), cells);
    let one = match read {
        Ok(one) => one,
        Err((field, detail)) => return Ok(wrong(field, detail)),
    };
    let key = format!("o:{}", one.order);
    let first = work.first_with(tx, &key)?;
    if first != 0 && first < row.number {
        return further(tx, work, &key, record::has_lines(cells.part));
    }
    let lines = match lines(tx, work, (row, cells), (&one, &key))? {
        Ok(lines) => lines,
        Err((field, detail)) => return Ok(wrong(field, detail)),
    };
    let partner = match one.partner.as_deref().map(|text| work.whose(tx, text)).transpose()? {
        Some(Whose::Nobody) => {
            return Ok(wrong("partner", "There is no such partner: bring partners first."));
        }
        Some(Whose::Several) => {
            return Ok(wrong("partner", "Several partners have this name or address: use the id."));
        }
        Some(Whose::Known(id)) => Some(id),
        Some(Whose::Coming) | None => None,
    };
    let settled = settled(work, &one);
    let note = note(&one);
    let stated = match stated(work, one, lines) {
        Ok(stated) => stated,
        Err((field, detail)) => return Ok(wrong(field, detail)),
    };
    let key = OrderKey {
        tenant: work.tenant.clone(),
        store: work.import.plan.store.clone(),
        external_id: stated.external_id.clone(),
    };
    beside(tx, work, Taking { key, stated, was: None, partner, settled, note })
}

/// A further row of an order above.
fn further(tx: &mut Tx<'_>, work: &Work<'_>, key: &str, has_lines: bool) -> Result<Judged> {
    if !has_lines {
        return Ok(wrong("order", "An earlier row of the file has the same order."));
    }
    let first = row::by_key(tx, (work.tenant, &work.import.id), key, 1)?.into_iter().next();
    Ok(match first.and_then(|row| row.verdict) {
        Some(Verdict::Wrong) => wrong("order", "The first row of this order can't be used."),
        Some(Verdict::Skip) => skip(None, "The first row of this order is skipped."),
        _ => (Outcome::of(Verdict::Joined), Deed::Nothing),
    })
}

/// The order beside what is known of it.
fn beside(tx: &mut Tx<'_>, work: &Work<'_>, taking: Taking) -> Result<Judged> {
    let new = Outcome { about: taking.partner.clone(), ..Outcome::of(Verdict::New) };
    let Some(now) = fold(&facts_of(tx, &taking.key)?) else { return Ok((new, Deed::Take(Box::new(taking)))) };
    if now.origin != Origin::File {
        return Ok(skip(None, "The store has told of this order itself, and its word stands."));
    }
    if now.status == Status::Deleted {
        return Ok((new, Deed::Take(Box::new(taking)))); // it was taken back
    }
    if now.stated == taking.stated {
        return Ok(skip(None, "Nothing to change."));
    }
    if !work.import.plan.options.update {
        return Ok(skip(None, "This order is here already, and changes were not asked for."));
    }
    let update = Outcome { about: taking.partner.clone(), ..Outcome::of(Verdict::Update) };
    let was = Some(Box::new(now.stated));
    Ok((update, Deed::Take(Box::new(Taking { was, ..taking }))))
}

/// The lines of an order: of all rows that have its number, or of the one.
fn lines(
    tx: &mut Tx<'_>,
    work: &Work<'_>,
    (row, cells): (&Row, Cells<'_>),
    (one, key): (&OrderRecord, &str),
) -> Result<std::result::Result<Vec<LineRecord>, Fault>> {
    if !record::has_lines(cells.part) {
        return Ok(record::line(cells, one.currency).map(|line| vec![line]));
    }
    let mut rows = row::by_key(tx, (work.tenant, &work.import.id), key, LINES_MAX)?;
    rows.retain(|other| other.part == row.part);
    let part = cells.part;
    Ok(rows.iter().map(|row| record::line(Cells { part, cells: &row.cells }, one.currency)).collect())
}

/// Why nothing is owed for an order, if so.
fn settled(work: &Work<'_>, one: &OrderRecord) -> Option<&'static str> {
    match (one.settled, work.import.plan.options.owed) {
        (Some(true), _) => Some("Settled where it comes from."),
        (_, Owed::Nothing) => Some("Brought as history: nothing is owed for it."),
        (_, Owed::Rules) => None,
    }
}

/// What the file says beside the order.
fn note(one: &OrderRecord) -> Option<String> {
    let commission = one.commission.map(|minor| Money::new(minor, one.currency).decimal());
    let commission = commission.map(|amount| format!("Commission there: {amount} {}.", one.currency));
    match (commission, &one.note) {
        (Some(commission), Some(note)) => Some(format!("{commission} {note}")),
        (commission, note) => commission.or_else(|| note.clone()),
    }
}

fn stated(
    work: &Work<'_>,
    one: OrderRecord,
    lines: Vec<LineRecord>,
) -> std::result::Result<OrderStated, Fault> {
    let summed = lines
        .iter()
        .filter_map(|line| line.total_minor)
        .fold(None, |sum: Option<i64>, minor| Some(sum.unwrap_or(0).saturating_add(minor)));
    let around = one.shipping_minor.saturating_add(one.tax_minor);
    let total = one.total_minor.or_else(|| summed.map(|sum| sum.saturating_add(around)));
    let total = match (total, one.commission) {
        (Some(total), _) => total,
        (None, Some(_)) => 0, // only what was earned is known
        (None, None) => return Err(("total", "Give the order's total.")),
    };
    let bought = total.checked_sub(around).filter(|left| *left >= 0);
    let bought = bought.ok_or(("total", "Shipping and tax are more than the total."))?;
    if one.refunded_minor > total {
        return Err(("refunded", "This is more than the order's total."));
    }
    let refund = RefundStated {
        external_id: "file".to_owned(),
        amount_minor: one.refunded_minor,
        detail: Some(RefundDetail::default()),
        reason: String::new(),
    };
    let [city, state, country] = one.place;
    let lines = lines.into_iter().enumerate().map(|(at, line)| one_line(at, line, bought)).collect();
    let blank = OrderStated::blank(&one.order, one.currency, one.placed_at);
    Ok(OrderStated {
        number: one.number.unwrap_or_else(|| one.order.clone()),
        status: one.status,
        placed_step_ms: one.placed_step_ms,
        // What the store itself says of any later moment is believed over the file.
        modified_at: Some(one.updated_at.unwrap_or(one.placed_at)),
        total_minor: total,
        shipping_minor: one.shipping_minor,
        tax_minor: one.tax_minor,
        lines,
        coupons: one.coupons,
        refunds: (one.refunded_minor > 0).then(|| vec![refund]),
        customer: Customer {
            external_id: None,
            email_key: one.email.as_deref().map(|email| person::email_key(work.people_key, email)),
            email_hint: one.email.as_deref().map(person::email_hint),
        },
        place: Place { city, state, country },
        ..blank
    })
}

/// A line without an amount of its own is all that was bought.
fn one_line(at: usize, line: LineRecord, bought: i64) -> Line {
    Line {
        product: line.product,
        categories: line.category.into_iter().collect(),
        name: line.name,
        sku: line.sku,
        quantity: line.quantity,
        ..Line::blank(&at.to_string(), line.total_minor.unwrap_or(bought))
    }
}
