//! What may happen to customers who tell friends.

use proptest::prelude::*;

/// One thing that happens. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) enum Step {
    SignUp(usize, usize),
    Assign(usize, Option<usize>),
    Order(usize, i64),
    /// An order comes to be in another status; the last says whether it is told at once.
    Change(usize, usize, bool),
    Refund(usize, i64, bool),
    /// A webhook comes: of the order as it is now, or as it was so many changes ago, whether or not that one came before.
    Tell(usize, usize),
    Rules(Rules),
    Wait(i64),
    /// Until the hold of an order's reward ends, or a moment before it or after it.
    WaitForEnd(usize, i64),
    /// So many hundredths of what is there are set aside; more than all of it are refused.
    Reserve(usize, i64),
    /// A reservation is captured by so many hundredths; by none, it is released.
    Settle(usize, i64),
    Adjust(usize, i64),
    Replay,
}

#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) is_percent: bool,
    pub(super) minor: i64,
    pub(super) promo: usize,
    pub(super) hold: usize,
    pub(super) cap_before_promo: bool,
    pub(super) on: bool,
}

pub(super) fn sign_up() -> impl Strategy<Value = Step> {
    (0_usize..64, 0_usize..64).prop_map(|(friend, sponsor)| Step::SignUp(friend, sponsor))
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    let one = || 0_usize..64;
    let (minor, told) = (|| 1_i64..20_000, || prop::bool::weighted(0.8));
    prop_oneof![
        3 => sign_up(),
        1 => (one(), prop::option::of(one())).prop_map(|(friend, sponsor)| Step::Assign(friend, sponsor)),
        6 => (one(), minor()).prop_map(|(who, minor)| Step::Order(who, minor)),
        12 => (one(), 0_usize..7, told()).prop_map(|(order, status, told)| Step::Change(order, status, told)),
        5 => (one(), minor(), told()).prop_map(|(order, minor, told)| Step::Refund(order, minor, told)),
        5 => (one(), 0_usize..4).prop_map(|(order, ago)| Step::Tell(order, ago)),
        1 => rules().prop_map(Step::Rules),
        2 => (1_i64..100).prop_map(Step::Wait),
        2 => (one(), -1_i64..=1).prop_map(|(order, off_ms)| Step::WaitForEnd(order, off_ms)),
        8 => (one(), 1_i64..130).prop_map(|(who, percent)| Step::Reserve(who, percent)),
        5 => (one(), 0_i64..=100).prop_map(|(reservation, percent)| Step::Settle(reservation, percent)),
        2 => (one(), -20_000_i64..20_000).prop_map(|(who, minor)| Step::Adjust(who, minor)),
        1 => Just(Step::Replay),
    ]
}

pub(super) fn rules() -> impl Strategy<Value = Rules> {
    let on = prop::bool::weighted(0.9);
    (any::<bool>(), 1_i64..20_000, 0_usize..4, 0_usize..3, any::<bool>(), on).prop_map(
        |(is_percent, minor, promo, hold, cap_before_promo, on)| Rules {
            is_percent,
            minor,
            promo,
            hold,
            cap_before_promo,
            on,
        },
    )
}
