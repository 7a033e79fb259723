//! What an order makes of the welcome coupons it carries.

use super::words::sentence;
use crate::t;
use crate::web::admin::desk::amount;
use crate::web::view::orders::coupons::Coupon;
use tributary_core::referral::welcome::Redemption;
use tributary_engine::order::Explanation;

/// The part of the page.
pub(super) fn coupons(told: &Explanation) -> Vec<Coupon> {
    let shaped = |on: &Redemption| Coupon {
        code: on.code.clone(),
        told: words(on),
        cost: amount(on.cost_minor, told.row.currency),
        redeemed: on.redeemed,
    };
    told.decision.welcomed.iter().map(shaped).collect()
}

fn words(on: &Redemption) -> Vec<String> {
    if !on.broken.is_empty() {
        return on.broken.iter().map(|reason| sentence(*reason).to_owned()).collect();
    }
    let word = match (on.redeemed, on.cost_minor) {
        (false, _) => t!("Not used: the order was called off."),
        (true, 0) => t!("Used. It costs nothing while the order does not count."),
        (true, _) => t!("Used."),
    };
    vec![word.to_owned()]
}
