//! A customer's own coupon, as whoever was sent by a friend sees it: to be used with the first order, used, or over.

use super::words;
use crate::lang::number;
use crate::{t, th};
use maud::{Markup, html};
use serde::Serialize;
use tributary_core::Timestamp;
use tributary_engine::code::Discount;
use tributary_engine::welcome::{Coupon, State};
use utoipa::ToSchema;

/// The customer's own coupon, from whoever sent them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReferCoupon)]
pub struct CouponShown {
    /// The code.
    #[schema(example = "WELCOME-4Q7XWB-0NM2TK")]
    pub code: String,
    /// `open`, `used` or `ended`.
    pub stage: &'static str,
    /// In a sentence.
    pub text: String,
}

/// Puts a coupon into the reader's words; nothing of one that was taken back.
#[must_use]
pub fn shown(coupon: &Coupon, now: Timestamp) -> Option<CouponShown> {
    let gift = match coupon.discount {
        Discount::Fixed(minor) => words::money(minor, coupon.currency),
        Discount::Percent(bps) => number::percent(bps),
    };
    let (stage, text) = match coupon.state(now) {
        State::Made | State::InShop | State::Failed => {
            ("open", t!("You get {gift} off your first order.", gift = gift))
        }
        State::Used => ("used", t!("It took {gift} off your first order.", gift = gift)),
        State::Expired => ("ended", t!("It has ended.").to_owned()),
        State::Void => return None,
    };
    Some(CouponShown { code: coupon.code.clone(), stage, text })
}

/// The coupon, drawn.
pub fn drawn(one: &CouponShown) -> Markup {
    html! {
        section data-coupon=(one.stage) {
            p.lead { (th!("Your coupon: {code}", code = html! { b.code dir="ltr" { (one.code) } })) }
            p.meta { (one.text) }
        }
    }
}
