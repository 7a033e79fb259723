//! The base of a commission: what was bought, less credit and refunds, line by line.
//!
//! Of goods: line totals after discounts, before tax, without shipping. Store credit (negative fees) pays for
//! lines, shipping and fees alike, so it takes its proportion of each line. A refund that names
//! lines takes their own net; a bare amount takes its proportion of the order's total; shipping
//! alone takes nothing. Of the total: what the buyer pays in all, less what was paid back, to the unit.
//! All of it is cumulative: the base after *all* refunds so far.

use crate::fact::{Line, OrderKind, OrderStated};
use crate::money::{share_half_away, split};
use crate::order::OrderNow;

/// What a percentage is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum BaseKind {
    /// The goods after discounts, without taxes and shipping.
    #[default]
    Goods,
    /// All that is paid, taxes and shipping included.
    Total,
}

impl BaseKind {
    #[cfg(feature = "serde")]
    pub(crate) fn is_goods(&self) -> bool {
        *self == Self::Goods
    }
}

/// How a base came about. Minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Of what it is.
    pub of: BaseKind,
    /// Per line, in the order of the order; the total of an order without lines is one line.
    pub lines: Vec<LineBase>,
    /// Sum of the line totals.
    pub lines_minor: i64,
    /// What store credit took, positive.
    pub credit_minor: i64,
    /// The base before refunds.
    pub before_refunds_minor: i64,
    /// What refunds that name lines took, positive.
    pub refunded_by_line_minor: i64,
    /// What bare amounts took in proportion, positive.
    pub refunded_in_proportion_minor: i64,
    /// What is left.
    pub minor: i64,
    /// A refund's detail is not known yet, so its proportion stands for it.
    pub provisional: bool,
}

/// One line's part of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineBase {
    /// Its total as stated.
    pub total_minor: i64,
    /// Its part of the base before refunds.
    pub before_refunds_minor: i64,
    /// What is left after refunds.
    pub minor: i64,
}

/// The base of an order now.
#[must_use]
pub fn base_of(kind: BaseKind, order: &OrderNow) -> Base {
    match kind {
        BaseKind::Goods => of_goods(order),
        BaseKind::Total => of_total(order),
    }
}

/// All that is paid, less what was paid back. Lines have their part of it by what they cost, and give back what refunds name of
/// them; what refunds do not name is given back in proportion. An order without lines is one itself.
fn of_total(order: &OrderNow) -> Base {
    let stated = &order.stated;
    let before_refunds_minor = stated.total_minor.max(0);
    let minor = before_refunds_minor.saturating_sub(order.refunded_minor().max(0)).max(0);
    let mut totals: Vec<i64> = stated.lines.iter().map(|line| line.total_minor.max(0)).collect();
    let lines_minor = sum(&totals);
    if totals.is_empty() && stated.kind == OrderKind::Order && before_refunds_minor > 0 {
        totals.push(before_refunds_minor);
    }
    // Where all goods are free, what is paid belongs to each line alike.
    let weights = if sum(&totals) == 0 { vec![1; totals.len()] } else { totals.clone() };
    let before = split(before_refunds_minor, &weights);
    let names = stated.lines.iter().map(|line| named_back(order, line)).chain(std::iter::repeat(0));
    let named: Vec<i64> = before.iter().zip(names).map(|(most, back)| back.min(*most)).collect();
    let back = before_refunds_minor.saturating_sub(minor);
    let by_line = if sum(&named) > back { split(back, &named) } else { named };
    let after_lines: Vec<i64> =
        before.iter().zip(&by_line).map(|(base, back)| base.saturating_sub(*back)).collect();
    let refunded_by_line_minor = sum(&by_line);
    let several = totals.len() > 1;
    let left = split(minor, &after_lines);
    let lines =
        totals.into_iter().zip(before).zip(left).map(|((total_minor, before_refunds_minor), minor)| {
            LineBase { total_minor, before_refunds_minor, minor }
        });
    Base {
        of: BaseKind::Total,
        lines: lines.collect(),
        lines_minor,
        credit_minor: 0,
        before_refunds_minor,
        refunded_by_line_minor,
        refunded_in_proportion_minor: back.saturating_sub(refunded_by_line_minor),
        minor,
        provisional: several && order.has_bare_refund(),
    }
}

fn of_goods(order: &OrderNow) -> Base {
    let stated = &order.stated;
    let totals: Vec<i64> = stated.lines.iter().map(|line| line.total_minor.max(0)).collect();
    let lines_minor = sum(&totals);
    let credit_minor = credit(stated, lines_minor);
    let before_refunds_minor = lines_minor.saturating_sub(credit_minor);
    let before: Vec<i64> = split(before_refunds_minor, &totals);
    let by_line = refunded_by_line(order, &totals, &before);
    let bare = bare_refunds(order).min(stated.total_minor.max(0));
    let after_lines: Vec<i64> =
        before.iter().zip(&by_line).map(|(base, back)| base.saturating_sub(*back)).collect();
    let refunded_by_line_minor = sum(&by_line);
    let not_refunded_by_line = sum(&after_lines);
    // Named lines and proportions may not meet exactly, so the refund that makes an order paid back
    // in full takes the remainder.
    let paid_back = stated.total_minor > 0 && order.refunded_minor() >= stated.total_minor;
    let in_proportion = if paid_back {
        not_refunded_by_line
    } else {
        share_half_away(before_refunds_minor, bare, stated.total_minor).min(not_refunded_by_line)
    };
    let minor = not_refunded_by_line.saturating_sub(in_proportion);
    let left = split(minor, &after_lines);
    let lines = totals.iter().zip(before).zip(left).map(|((total, before), minor)| LineBase {
        total_minor: *total,
        before_refunds_minor: before,
        minor,
    });
    Base {
        of: BaseKind::Goods,
        lines: lines.collect(),
        lines_minor,
        credit_minor,
        before_refunds_minor,
        refunded_by_line_minor,
        refunded_in_proportion_minor: in_proportion,
        minor,
        provisional: order.has_bare_refund(),
    }
}

/// Store credit's part of the lines: its share of all that was bought before tax.
fn credit(stated: &OrderStated, lines_minor: i64) -> i64 {
    let taken = stated.fees.iter().filter(|fee| **fee < 0).fold(0_i64, |s, fee| s.saturating_sub(*fee));
    let added = stated.fees.iter().filter(|fee| **fee > 0).fold(0_i64, |s, fee| s.saturating_add(*fee));
    let bought = lines_minor.saturating_add(stated.shipping_minor.max(0)).saturating_add(added);
    share_half_away(lines_minor, taken.min(bought), bought)
}

/// What named lines took, per line, in terms of the base after credit and never more than it.
fn refunded_by_line(order: &OrderNow, totals: &[i64], before: &[i64]) -> Vec<i64> {
    let lines = order.stated.lines.iter().zip(totals).zip(before);
    lines
        .map(|((line, total), base)| share_half_away(*base, named_back(order, line).min(*total), *total))
        .collect()
}

/// What refunds name of a line, before tax.
fn named_back(order: &OrderNow, line: &Line) -> i64 {
    let details = order.refunds.iter().filter_map(|refund| refund.detail.as_ref());
    let named = details.flat_map(|detail| &detail.lines).filter(|(id, _)| *id == line.external_id);
    named.fold(0_i64, |sum, (_, minor)| sum.saturating_add((*minor).max(0)))
}

/// Refunded amounts that no detail explains: all of a bare refund, and what a detailed one gives
/// beyond the taxes, shipping, fees and lines that it names. A line that is no longer on the order
/// explains nothing.
fn bare_refunds(order: &OrderNow) -> i64 {
    let on_order = |id: &String| order.stated.lines.iter().any(|line| line.external_id == *id);
    order.refunds.iter().fold(0_i64, |sum, refund| {
        let named = refund.detail.as_ref().map_or(0, |detail| {
            let lines = detail.lines.iter().filter(|(id, _)| on_order(id));
            lines.fold(detail.other_minor, |named, (_, minor)| named.saturating_add(*minor))
        });
        sum.saturating_add(refund.amount_minor.saturating_sub(named).max(0))
    })
}

fn sum(parts: &[i64]) -> i64 {
    parts.iter().fold(0, |sum, part| sum.saturating_add(*part))
}

#[cfg(test)]
#[path = "base_tests.rs"]
mod tests;
