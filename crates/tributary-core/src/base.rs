//! The base of a commission: what was bought, less credit and refunds, line by line.
//!
//! Line totals after discounts, before tax, without shipping. Store credit (negative fees) pays for
//! lines, shipping and fees alike, so it takes its proportion of each line. A refund that names
//! lines takes their own net; a bare amount takes its proportion of the order's total; shipping
//! alone takes nothing. All of it is cumulative: the base after *all* refunds so far.

use crate::fact::OrderStated;
use crate::money::{share_half_away, split};
use crate::order::OrderNow;

/// How a base came about. Minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Per line, in the order of the order.
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
    /// After store credit.
    pub before_refunds_minor: i64,
    /// What is left after refunds.
    pub minor: i64,
}

/// The base of an order now.
#[must_use]
pub fn base_of(order: &OrderNow) -> Base {
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
        .map(|((line, total), base)| {
            let back = order
                .refunds
                .iter()
                .filter_map(|refund| refund.detail.as_ref())
                .flat_map(|detail| &detail.lines)
                .filter(|(id, _)| *id == line.external_id)
                .fold(0_i64, |sum, (_, minor)| sum.saturating_add((*minor).max(0)));
            share_half_away(*base, back.min(*total), *total)
        })
        .collect()
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
