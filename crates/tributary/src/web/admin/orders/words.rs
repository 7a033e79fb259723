//! What orders are explained with: reasons, declines and what to look at, as people read them.

use crate::lang::{self, msg};
use crate::t;
use tributary_core::reason::Reason;
use tributary_core::review::Review;
use tributary_core::ruling::Decline;
use tributary_engine::order::OrderRow;

/// Why a candidate did not win, or why nobody did.
pub(in crate::web::admin) fn sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::LowerPriority => t!("Another kind of evidence has priority in this program."),
        Reason::SignalNotUsed => t!("This program does not use this kind of evidence."),
        Reason::OutsideWindow => t!("The click was too long before the order for this program's window."),
        Reason::ClickAfterOrder => t!("The click came after the order was placed."),
        Reason::LaterTouch => t!("A later click counts instead: here the last touch wins."),
        Reason::EarlierTouch => t!("An earlier click counts: here the first touch wins."),
        Reason::ClearedByOrder => t!("An earlier order of this visitor already used the click."),
        Reason::PartnerPaused => t!("The partner was paused at that time."),
        Reason::SelfPurchase => t!("The partner bought it: own purchases do not earn here."),
        Reason::NotAPerson => t!("The click came from a bot, a preview or a prefetch."),
        Reason::OtherCoupon => t!("Another coupon on the same order counts."),
        Reason::SeveralCoupons => t!("Coupons of several partners are on the order, and then none counts."),
        Reason::DecidedByHand => t!("Somebody decided this order by hand."),
        Reason::UnknownCode => t!("No partner has this code."),
        Reason::UnknownClick => t!("No click with this id is known."),
        Reason::ForeignClick => t!("The click belongs to another program."),
        Reason::NoConsent => t!("The visitor said no to being remembered when they clicked."),
        Reason::MembershipEnded => t!("The publisher was not in the program any more when it was clicked."),
        Reason::NoTouch => t!("The order carries no coupon, click or other evidence of a partner."),
        Reason::NotFirstOrder => t!("Only a customer's first order earns, and this is not the first."),
        Reason::ReportedByBrowser => {
            t!("Only the browser reported it, and the store's own evidence counts first.")
        }
        Reason::CouponNotTheirs => t!("The welcome coupon was given to somebody else."),
        Reason::CouponUsed => t!("An earlier order has used the welcome coupon."),
        Reason::CouponNotFirstOrder => {
            t!("The welcome coupon is for a first order, and this is not the first.")
        }
        Reason::CouponVoid => t!("The welcome coupon had been taken back when the order was placed."),
        Reason::CouponExpired => t!("The welcome coupon had ended when the order was placed."),
        Reason::CouponBelowMinimum => t!("The goods come to less than the welcome coupon asks for."),
        Reason::ReferrerOnly => {
            t!("It is the code of a customer who tells friends: it earns rewards, not commissions.")
        }
        Reason::ReferralOff => t!("Rewards for telling friends were off when the order was placed."),
        Reason::NoSponsor => t!("No customer is known to have sent this one."),
        Reason::BoundAfterOrder => {
            t!("The customer came to belong to whoever sent them only after this order.")
        }
        Reason::OwnPurchase => {
            t!("The friend has the same address as the customer who sent them: own purchases earn nothing.")
        }
        Reason::NotFirstQualifyingOrder => {
            t!("Another order of this customer counted first, and only the first earns.")
        }
        Reason::AwaitingAnswer => t!("Whoever this program asks about rewards has not answered yet."),
        Reason::NotQualifiedYet => t!("The order is not in a status in which a friend's order earns."),
        Reason::RewardDeclined => t!("Somebody declined what this order earns."),
        Reason::OtherCurrency => {
            t!("The reward, its cap or its budget is in another currency than the order.")
        }
        Reason::TakenBack => t!("The order was paid back or called off, and so was what it earned."),
        Reason::NothingToEarn => t!("There is nothing in the order to take a reward of."),
        Reason::SponsorInactive => t!("This customer was paused when the order was placed."),
        Reason::BudgetSpent => t!("The budget for rewards was spent before this order."),
    }
}

/// Why a commission was declined, in as few words as fit a chip.
pub(in crate::web::admin) fn declined(decline: Decline) -> &'static str {
    let known = DECLINES.iter().find(|(one, _)| *one == decline);
    known.map_or("", |(_, words)| lang::text(words))
}

const DECLINES: [(Decline, &str); 11] = [
    (Decline::SelfReferral, msg("Own purchase")),
    (Decline::ExistingCustomer, msg("Already a customer")),
    (Decline::Duplicate, msg("Credited twice")),
    (Decline::CodeNotAllowed, msg("Code not allowed")),
    (Decline::ChannelNotAllowed, msg("Channel not allowed")),
    (Decline::OutsideWindow, msg("Outside the window")),
    (Decline::BelowMinimum, msg("Below the minimum")),
    (Decline::Refund, msg("Refunded")),
    (Decline::OrderCancelled, msg("Order cancelled")),
    (Decline::TestOrder, msg("Test order")),
    (Decline::Manual, msg("Another reason")),
];

/// Every reason to decline: word in the form, and text.
pub(super) fn declines() -> Vec<(String, String)> {
    DECLINES.iter().map(|(one, words)| (one.code().to_owned(), lang::text(words).to_owned())).collect()
}

/// Why a person should look at an order, in a few words.
pub(super) fn review(order: &OrderRow) -> Option<String> {
    if let Some(one) = order.review.as_deref().and_then(Review::parse) {
        let words = match one {
            Review::SeveralCoupons => t!("Coupons of several partners"),
            Review::QuickOrder => t!("Ordered seconds after the click"),
            Review::SelfPurchase => t!("The partner bought it"),
            Review::Doubtful => t!("The store told two states"),
            Review::Provisional => t!("A refund's detail is missing"),
            Review::Unverified => t!("Only a browser told of it"),
        };
        return Some(words.to_owned());
    }
    order.near_code.as_ref().map(|near| t!("Perhaps meant {code}", code = near))
}

/// What happens to an order if nobody looks at it.
pub(super) fn default_outcome(order: &OrderRow) -> &'static str {
    let credited = order.review.as_deref().and_then(Review::parse).is_some_and(Review::default_is_credited);
    if credited {
        t!("If nobody decides, the partner keeps the commission.")
    } else {
        t!("If nobody decides, nobody earns from it.")
    }
}
