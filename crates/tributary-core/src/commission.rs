//! From a base to a commission: rate per line, events, first order, cap, and the split among its parties.
//!
//! Each line earns by its own event type, else by the order's, else by the program's commission; see
//! [`EventType`](crate::program::EventType) for what counts before what. Start at [`earned`].

use crate::base::Base;
use crate::fact::{Line, OrderKind, OrderStated};
use crate::id::PartnerId;
use crate::money::{Currency, Money, Rate, percent_down, share_down, split};
use crate::program::{Commission, EventType, Exception, Role, Rules};

/// How a commission came about. Minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earned {
    /// Per line: the rate that counted and its part. They add up to `before_cap_minor`, unless there is no
    /// line to add up, as with a lead.
    pub lines: Vec<LineEarned>,
    /// The id of the order's event type, if the rules know it; lines may have others of their own.
    pub event: Option<String>,
    /// Before the cap.
    pub before_cap_minor: i64,
    /// Whether the cap cut it.
    pub capped: bool,
    /// What is earned in all.
    pub minor: i64,
    /// Who gets which part of it; the parts add up to `minor`.
    pub shares: Vec<(Role, i64)>,
    /// A fixed amount is of another currency than the order, so it earns nothing.
    pub other_currency: bool,
}

/// One line's part of a commission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineEarned {
    /// Its rate; `None` for a fixed amount.
    pub rate: Option<Rate>,
    /// The id of the event type whose commission counted; `None`: the program's own or an exception's.
    pub event: Option<String>,
    /// Its part.
    pub minor: i64,
}

/// By what a line earns.
enum Terms<'a> {
    /// A percentage of its base; of which event type, if of one.
    Rate(Rate, Option<&'a EventType>),
    /// A fixed amount of the line's own event.
    Line(Money, &'a EventType),
    /// Its part of the one fixed amount of the order.
    Order(Money, Option<&'a EventType>),
}

/// What `partner` earns on this base.
#[must_use]
pub fn earned(rules: &Rules, order: &OrderStated, base: &Base, partner: &PartnerId) -> Earned {
    let event = order.event.as_deref().and_then(|id| rules.event(id));
    let whole = [whole_of(order)];
    let lines = if order.lines.is_empty() && !base.lines.is_empty() {
        whole.as_slice()
    } else {
        order.lines.as_slice()
    };
    let terms: Vec<Terms<'_>> = lines.iter().map(|line| terms(rules, event, line, partner)).collect();
    let parts = parts(base, &terms, order.currency);
    let before_cap = match order.kind {
        OrderKind::Order => parts.iter().fold(0, |sum: i64, part| sum.saturating_add(*part)),
        OrderKind::Lead => lead_minor(event, order.currency),
    };
    let cap = rules.cap.filter(|cap| cap.currency == order.currency).map(|cap| cap.minor);
    let minor = cap.map_or(before_cap, |cap| before_cap.min(cap));
    let weights: Vec<i64> = rules.split.iter().map(|share| i64::from(share.weight)).collect();
    let roles = rules.split.iter().map(|share| share.role);
    Earned {
        other_currency: other_currency(rules, event, order, &terms),
        lines: terms.iter().zip(parts).map(|(terms, minor)| terms.told(minor)).collect(),
        event: event.map(|event| event.id.clone()),
        before_cap_minor: before_cap,
        capped: minor < before_cap,
        minor,
        shares: roles.zip(split(minor, &weights)).collect(),
    }
}

/// An order without lines as one line, of which nothing more is known.
fn whole_of(order: &OrderStated) -> Line {
    Line {
        external_id: String::new(),
        product: None,
        categories: Vec::new(),
        name: String::new(),
        sku: None,
        quantity: 1,
        total_minor: order.total_minor,
        event: None,
    }
}

/// A lead brings nothing in that a part could be taken of: a fixed amount of its event is earned in full
/// while it counts, and what is meant for orders is not.
fn lead_minor(event: Option<&EventType>, currency: Currency) -> i64 {
    match event.map(|event| &event.commission) {
        Some(Commission::Fixed { amount }) if amount.currency == currency => amount.minor.max(0),
        _ => 0,
    }
}

fn other_currency(
    rules: &Rules,
    event: Option<&EventType>,
    order: &OrderStated,
    terms: &[Terms<'_>],
) -> bool {
    let foreign = |commission: &Commission| match commission {
        Commission::Fixed { amount } => amount.currency != order.currency,
        Commission::Percent { .. } => false,
    };
    let of_order = event.map_or(&rules.commission, |event| &event.commission);
    match order.kind {
        OrderKind::Lead => event.is_some_and(|event| foreign(&event.commission)),
        OrderKind::Order if terms.is_empty() => foreign(of_order),
        OrderKind::Order => terms.iter().any(|terms| match terms {
            Terms::Rate(..) => false,
            Terms::Line(amount, _) | Terms::Order(amount, _) => amount.currency != order.currency,
        }),
    }
}

impl Terms<'_> {
    const fn rate(&self) -> Option<Rate> {
        match self {
            Self::Rate(rate, _) => Some(*rate),
            Self::Line(..) | Self::Order(..) => None,
        }
    }

    fn told(&self, minor: i64) -> LineEarned {
        let event = match self {
            Self::Rate(_, event) | Self::Order(_, event) => *event,
            Self::Line(_, event) => Some(*event),
        };
        LineEarned { rate: self.rate(), event: event.map(|event| event.id.clone()), minor }
    }
}

/// By what a line earns: its own event, else the order's, else the program's commission; and where that is
/// a percentage, the most specific exception that matches wins over it.
fn terms<'a>(
    rules: &'a Rules,
    of_order: Option<&'a EventType>,
    line: &Line,
    partner: &PartnerId,
) -> Terms<'a> {
    let own = line.event.as_deref().and_then(|id| rules.event(id));
    let event = own.or(of_order);
    match (event.map_or(&rules.commission, |event| &event.commission), own) {
        (Commission::Percent { rate }, _) => match exception(rules, line, Some(partner)) {
            Some(instead) => Terms::Rate(instead, None),
            None => Terms::Rate(*rate, event),
        },
        (Commission::Fixed { amount }, Some(own)) => Terms::Line(*amount, own),
        (Commission::Fixed { amount }, None) => Terms::Order(*amount, of_order),
    }
}

/// What each line earns before the cap. Percentages are rounded down once, over all of their lines.
fn parts(base: &Base, terms: &[Terms<'_>], currency: Currency) -> Vec<i64> {
    let lines = || base.lines.iter().zip(terms);
    let rated = percent_down(lines().filter_map(|(line, terms)| Some((line.minor, terms.rate()?))));
    let rate_of = |terms: &Terms<'_>| terms.rate().map_or(0, Rate::ppm);
    let weights: Vec<i64> = lines().map(|(line, terms)| line.minor.saturating_mul(rate_of(terms))).collect();
    let by_rate = split(rated, &weights);
    let by_order = order_parts(base, terms, currency);
    let by_line = lines().map(|(line, terms)| match terms {
        Terms::Line(amount, _) => fixed_minor(*amount, (line.minor, line.before_refunds_minor), currency),
        _ => 0,
    });
    let sums = by_rate.iter().zip(&by_order).zip(by_line);
    sums.map(|((rate, order), line)| rate.saturating_add(*order).saturating_add(line)).collect()
}

/// The one fixed amount of the order, spread over the lines that have no event of their own.
fn order_parts(base: &Base, terms: &[Terms<'_>], currency: Currency) -> Vec<i64> {
    let amount = terms.iter().find_map(|terms| match terms {
        Terms::Order(amount, _) => Some(*amount),
        _ => None,
    });
    let Some(amount) = amount else { return vec![0; terms.len()] };
    let share = |(line, terms): (i64, &Terms<'_>)| if let Terms::Order(..) = terms { line } else { 0 };
    let left: Vec<i64> = base.lines.iter().map(|line| line.minor).zip(terms).map(share).collect();
    let before = base.lines.iter().map(|line| line.before_refunds_minor).zip(terms).map(share);
    let sum = |sum: i64, part: i64| sum.saturating_add(part);
    let whole = fixed_minor(amount, (left.iter().copied().fold(0, sum), before.fold(0, sum)), currency);
    split(whole, &left)
}

/// A fixed amount as far as refunds have left of its base; never more than was brought.
fn fixed_minor(amount: Money, (left, before): (i64, i64), currency: Currency) -> i64 {
    if amount.currency != currency {
        return 0;
    }
    share_down(amount.minor.max(0), left, before).min(left).max(0)
}

/// The percentage that a product earns as the rules stand: for one partner, or for whoever has no exception of their own.
/// Nothing where the program pays a fixed amount.
#[must_use]
pub fn rate_of(rules: &Rules, product: &Line, partner: Option<&PartnerId>) -> Option<Rate> {
    match &rules.commission {
        Commission::Percent { rate } => Some(exception(rules, product, partner).unwrap_or(*rate)),
        Commission::Fixed { .. } => None,
    }
}

/// The rate of the most specific exception that matches.
fn exception(rules: &Rules, line: &Line, partner: Option<&PartnerId>) -> Option<Rate> {
    let mut best: Option<(usize, Rate)> = None;
    for exception in rules.exceptions.iter().filter(|exception| matches(exception, line, partner)) {
        let fields = specificity(exception);
        if best.is_none_or(|(most, _)| fields > most) {
            best = Some((fields, exception.rate));
        }
    }
    best.map(|(_, rate)| rate)
}

fn matches(exception: &Exception, line: &Line, partner: Option<&PartnerId>) -> bool {
    exception.partner.as_ref().is_none_or(|wanted| Some(wanted) == partner)
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

#[cfg(test)]
#[path = "commission_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "commission_event_tests.rs"]
mod event_tests;
