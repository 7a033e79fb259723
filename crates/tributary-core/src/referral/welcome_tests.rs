//! A coupon on an order: what it costs, and what breaks it.

use super::*;
use crate::base::{BaseKind, base_of};
use crate::fact::{Line, OrderStated};
use crate::fact::{OrderFact, Origin, Recorded, RefundStated};
use crate::id::FactId;
use crate::order::fold;
use crate::presets::Preset;
use crate::program::Rules;

fn usd() -> Currency {
    Currency::parse("USD").unwrap()
}

fn coupon(gift: Gift) -> Welcomed {
    Welcomed {
        coupon: CouponId::from_bits(1),
        code: "WELCOME-000000-000000".to_owned(),
        gift,
        minimum: None,
        expires_at: None,
        void_at: None,
        theirs: true,
        first_order: true,
        used: false,
    }
}

fn fixed(minor: i64) -> Gift {
    Gift::Fixed { amount: Money::new(minor, usd()) }
}

fn percent(text: &str) -> Gift {
    Gift::Percent { rate: crate::money::Rate::parse_percent(text).unwrap() }
}

fn rules() -> Rules {
    Preset::named("reftrackr").unwrap().rules()
}

/// An order of one line, placed at 1000, of which so much was given back.
fn order(goods: i64, status: Status, refunded: i64) -> OrderNow {
    let mut stated = OrderStated::blank("1", usd(), Timestamp::from_ms(1_000));
    (stated.status, stated.total_minor) = (status, goods);
    stated.lines = vec![Line::blank("1", goods)];
    if refunded > 0 {
        let refund = RefundStated {
            external_id: "r".to_owned(),
            amount_minor: refunded,
            detail: None,
            reason: String::new(),
        };
        stated.refunds = Some(vec![refund]);
    }
    let fact = OrderFact::Stated { order: Box::new(stated), origin: Origin::Webhook, restored: false };
    let heard = Recorded { id: FactId::from_bits(1), seq: 1, received_at: Timestamp::from_ms(9_000), fact };
    fold(&[heard]).unwrap()
}

fn cost(welcomed: &Welcomed, order: &OrderNow) -> i64 {
    redeem(welcomed, &rules(), order, &base_of(BaseKind::Goods, order)).cost_minor
}

#[test]
fn a_coupon_costs_what_it_took_off_and_less_with_every_refund() {
    let fifty = coupon(fixed(5_000));
    assert_eq!(cost(&fifty, &order(10_000, Status::Completed, 0)), 5_000);
    assert_eq!(cost(&fifty, &order(10_000, Status::Completed, 2_500)), 3_750);
    assert_eq!(cost(&fifty, &order(10_000, Status::Completed, 10_000)), 0);
    assert_eq!(cost(&fifty, &order(10_000, Status::Cancelled, 0)), 0);
    assert_eq!(cost(&fifty, &order(10_000, Status::Refunded, 0)), 0);
}

#[test]
fn a_percentage_is_taken_of_the_goods_before_it() {
    // 100 less a fifth is 80.
    assert_eq!(cost(&coupon(percent("20")), &order(8_000, Status::Completed, 0)), 2_000);
    assert_eq!(cost(&coupon(percent("12.5")), &order(8_750, Status::Completed, 0)), 1_250);
    assert_eq!(cost(&coupon(percent("100")), &order(0, Status::Completed, 0)), 0);
}

#[test]
fn a_coupon_in_another_currency_costs_nothing_that_could_be_said() {
    let yen = Currency::parse("JPY").unwrap();
    let other = coupon(Gift::Fixed { amount: Money::new(50, yen) });
    assert_eq!(cost(&other, &order(10_000, Status::Completed, 0)), 0);
}

#[test]
fn each_broken_condition_is_named_and_nothing_is_redeemed() {
    let whole = coupon(fixed(5_000));
    let at = |ms| Some(Timestamp::from_ms(ms));
    let cases = [
        (Welcomed { theirs: false, ..whole.clone() }, Reason::CouponNotTheirs),
        (Welcomed { used: true, first_order: false, ..whole.clone() }, Reason::CouponUsed),
        (Welcomed { first_order: false, ..whole.clone() }, Reason::CouponNotFirstOrder),
        (Welcomed { void_at: at(1_000), ..whole.clone() }, Reason::CouponVoid),
        (Welcomed { expires_at: at(1_000), ..whole.clone() }, Reason::CouponExpired),
        (Welcomed { minimum: Some(Money::new(15_001, usd())), ..whole.clone() }, Reason::CouponBelowMinimum),
    ];
    let order = order(10_000, Status::Completed, 0);
    for (welcomed, reason) in cases {
        let found = redeem(&welcomed, &rules(), &order, &base_of(BaseKind::Goods, &order));
        assert_eq!((found.broken, found.redeemed, found.cost_minor), (vec![reason], false, 0));
    }
    let kept = Welcomed { expires_at: at(1_001), minimum: Some(Money::new(15_000, usd())), ..whole };
    let found = redeem(&kept, &rules(), &order, &base_of(BaseKind::Goods, &order));
    assert_eq!((found.broken, found.redeemed, found.cost_minor), (Vec::new(), true, 5_000));
}

#[test]
fn an_order_that_waits_for_payment_uses_the_coupon_and_costs_nothing_yet() {
    let order = order(10_000, Status::Pending, 0);
    let found = redeem(&coupon(fixed(5_000)), &rules(), &order, &base_of(BaseKind::Goods, &order));
    assert_eq!((found.redeemed, found.cost_minor), (true, 0));
}
