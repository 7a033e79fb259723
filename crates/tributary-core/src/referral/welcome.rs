//! A friend's welcome coupon on an order: whether the order keeps its conditions, and what it costs the program.
//!
//! The shop takes the discount off, and we are told nothing but the code. So the conditions are looked at again here, and the cost follows
//! from the coupon's terms and the goods, less what was given back.

use super::rules::Gift;
use crate::base::Base;
use crate::due::counts;
use crate::fact::OrderKind;
use crate::id::{CouponId, ProgramId};
use crate::ledger::{Account, Balances};
use crate::money::{Currency, Money, share_half_away};
use crate::order::{OrderNow, Status};
use crate::program::Rules;
use crate::reason::Reason;
use crate::time::Timestamp;

const PPM: i64 = 1_000_000;

/// A welcome coupon as it bears on an order that carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcomed {
    /// The coupon.
    pub coupon: CouponId,
    /// Its code, as it was given.
    pub code: String,
    /// What it takes off.
    pub gift: Gift,
    /// The least that has to be in the cart.
    pub minimum: Option<Money>,
    /// The first moment without it.
    pub expires_at: Option<Timestamp>,
    /// When it was taken back.
    pub void_at: Option<Timestamp>,
    /// Whether the order is of the friend who was given it, by account or by address.
    pub theirs: bool,
    /// Whether it is the friend's first order; one that was called off is none.
    pub first_order: bool,
    /// Whether an earlier order of theirs uses it.
    pub used: bool,
}

/// What became of a welcome coupon on an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redemption {
    /// The coupon.
    pub coupon: CouponId,
    /// Its code, as it was given.
    pub code: String,
    /// Which of its conditions the order breaks.
    pub broken: Vec<Reason>,
    /// Whether this order uses it: it stands and breaks nothing.
    pub redeemed: bool,
    /// What the program gave with it, after all that was given back of the order.
    pub cost_minor: i64,
}

/// Whether an order stands: one that was called off gives its coupon back, a refunded one has used it.
#[must_use]
pub fn stands(order: &OrderNow) -> bool {
    let called_off =
        matches!(order.status, Status::Cancelled | Status::Failed | Status::Trash | Status::Deleted);
    !called_off && order.status != Status::Draft && !order.unverified && order.stated.kind == OrderKind::Order
}

/// What becomes of a welcome coupon on an order.
#[must_use]
pub fn redeem(welcomed: &Welcomed, rules: &Rules, order: &OrderNow, base: &Base) -> Redemption {
    let given = given(welcomed.gift, base, order.stated.currency);
    let goods = base.lines_minor.saturating_add(given);
    let broken = broken(welcomed, order, goods);
    let redeemed = broken.is_empty() && stands(order);
    let left = if base.before_refunds_minor > 0 {
        share_half_away(given, base.minor, base.before_refunds_minor)
    } else {
        given
    };
    Redemption {
        coupon: welcomed.coupon.clone(),
        code: welcomed.code.clone(),
        broken,
        redeemed,
        cost_minor: if redeemed && counts(rules, order) { left } else { 0 },
    }
}

/// What it took off the goods. They are told after discounts, so a percentage is taken of what they were before.
fn given(gift: Gift, base: &Base, currency: Currency) -> i64 {
    match gift {
        Gift::Fixed { amount } if amount.currency == currency => amount.minor,
        Gift::Fixed { .. } => 0,
        Gift::Percent { rate } => {
            share_half_away(base.lines_minor, rate.ppm(), PPM.saturating_sub(rate.ppm()))
        }
    }
}

fn broken(welcomed: &Welcomed, order: &OrderNow, goods: i64) -> Vec<Reason> {
    let moment = order.own_moment();
    let ended = |end: Option<Timestamp>| end.is_some_and(|end| moment >= end);
    let currency = order.stated.currency;
    let minimum = welcomed.minimum.filter(|minimum| minimum.currency == currency);
    [
        (!welcomed.theirs, Reason::CouponNotTheirs),
        (welcomed.used, Reason::CouponUsed),
        (welcomed.theirs && !welcomed.first_order && !welcomed.used, Reason::CouponNotFirstOrder),
        (ended(welcomed.void_at), Reason::CouponVoid),
        (ended(welcomed.expires_at), Reason::CouponExpired),
        (minimum.is_some_and(|minimum| goods < minimum.minor), Reason::CouponBelowMinimum),
    ]
    .into_iter()
    .filter_map(|(is_broken, reason)| is_broken.then_some(reason))
    .collect()
}

/// Adds to what is due what the coupons of an order cost; `None` when it would not fit 64 bits.
#[must_use]
pub fn add_cost(
    due: Balances,
    redemptions: &[Redemption],
    program: &ProgramId,
    currency: Currency,
) -> Option<Balances> {
    redemptions.iter().try_fold(due, |due, redemption| {
        due.add(Account::Coupon(program.clone()), currency, redemption.cost_minor)?.add(
            Account::Expense(program.clone()),
            currency,
            redemption.cost_minor.checked_neg()?,
        )
    })
}

#[cfg(test)]
#[path = "welcome_tests.rs"]
mod tests;
