//! From a base to a commission: rate per line, first order, cap, and the split among its parties.

use crate::base::Base;
use crate::fact::{Line, OrderStated};
use crate::id::PartnerId;
use crate::money::{Rate, percent_down, share_down, split};
use crate::program::{Commission, Exception, Role, Rules};

/// How a commission came about. Minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// Per line: the rate that counted and its part, which add up to `before_cap_minor`.
    pub lines: Vec<LineEarned>,
    /// Before the cap.
    pub before_cap_minor: i64,
    /// Whether the cap cut it.
    pub capped: bool,
    /// What is earned in all.
    pub minor: i64,
    /// Who gets which part of it; the parts add up to `minor`.
    pub shares: Vec<(Role, i64)>,
    /// A fixed amount is of another currency than the order, so nothing can be earned.
    pub other_currency: bool,
}

/// One line's part of a commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEarned {
    /// Its rate; `None` for a fixed amount per order.
    pub rate: Option<Rate>,
    /// Its part.
    pub minor: i64,
}

/// What `partner` earns on this base.
#[must_use]
pub fn earned(rules: &Rules, order: &OrderStated, base: &Base, partner: &PartnerId) -> Earned {
    let rates: Vec<Option<Rate>> = order.lines.iter().map(|line| rate_for(rules, line, partner)).collect();
    let (before_cap, other_currency) = match &rules.commission {
        Commission::Percent { .. } => (percent_total(base, &rates), false),
        Commission::Fixed { amount } if amount.currency != order.currency => (0, true),
        Commission::Fixed { amount } => {
            // An order never earns its partners more than it brought.
            (share_down(amount.minor, base.minor, base.before_refunds_minor).min(base.minor), false)
        }
    };
    let cap = rules.cap.filter(|cap| cap.currency == order.currency).map(|cap| cap.minor);
    let minor = cap.map_or(before_cap, |cap| before_cap.min(cap));
    let weights: Vec<i64> = rules.split.iter().map(|share| i64::from(share.weight)).collect();
    let roles = rules.split.iter().map(|share| share.role);
    Earned {
        lines: per_line(base, rates, before_cap),
        before_cap_minor: before_cap,
        capped: minor < before_cap,
        minor,
        shares: roles.zip(split(minor, &weights)).collect(),
        other_currency,
    }
}

fn percent_total(base: &Base, rates: &[Option<Rate>]) -> i64 {
    percent_down(base.lines.iter().zip(rates).filter_map(|(line, rate)| rate.map(|rate| (line.minor, rate))))
}

/// The rate of the most specific exception that matches, else the program's own.
fn rate_for(rules: &Rules, line: &Line, partner: &PartnerId) -> Option<Rate> {
    let own = match &rules.commission {
        Commission::Percent { rate } => *rate,
        Commission::Fixed { .. } => return None,
    };
    let mut best: Option<(usize, Rate)> = None;
    for exception in rules.exceptions.iter().filter(|exception| matches(exception, line, partner)) {
        let fields = specificity(exception);
        if best.is_none_or(|(most, _)| fields > most) {
            best = Some((fields, exception.rate));
        }
    }
    Some(best.map_or(own, |(_, rate)| rate))
}

fn matches(exception: &Exception, line: &Line, partner: &PartnerId) -> bool {
    exception.partner.as_ref().is_none_or(|wanted| wanted == partner)
        && exception.product.as_ref().is_none_or(|wanted| line.product.as_ref() == Some(wanted))
        && exception.category.as_ref().is_none_or(|wanted| line.categories.contains(wanted))
}

/// A product says more than a category, and either together with a partner says more still.
fn specificity(exception: &Exception) -> usize {
    let product = if exception.product.is_some() { 4 } else { 0 };
    let category = if exception.category.is_some() { 2 } else { 0 };
    let partner = usize::from(exception.partner.is_some());
    usize::saturating_add(product, category).saturating_add(partner)
}

/// Shows a total per line so that the lines add up to it.
fn per_line(base: &Base, rates: Vec<Option<Rate>>, total: i64) -> Vec<LineEarned> {
    let weigh = |line: i64, rate: &Option<Rate>| match rate {
        Some(rate) => line.saturating_mul(rate.ppm()),
        None => line,
    };
    let weights: Vec<i64> =
        base.lines.iter().zip(&rates).map(|(line, rate)| weigh(line.minor, rate)).collect();
    rates.into_iter().zip(split(total, &weights)).map(|(rate, minor)| LineEarned { rate, minor }).collect()
}

#[cfg(test)]
#[path = "commission_tests.rs"]
mod tests;
