//! Laws of the credit: one winner or one reason, every loser named, and a slow twin that agrees.

use super::{Chance, chances};
use crate::program::{SeveralCoupons, Signal, TouchPolicy, WindowKind};
use crate::reason::Reason;
use crate::scenario::{Scenario, days};
use crate::time::DAY_MS;
use crate::touch::Source;
use proptest::prelude::*;
use tributary_core::attribution::Candidate;

/// A scenario of a few touches near the edges of a 7-day window.
fn scene(chance: &mut Chance) -> Scenario {
    let touch = chance.pick(&[TouchPolicy::First, TouchPolicy::Last]);
    let window = chance.pick(&[WindowKind::Sliding, WindowKind::Fixed]);
    let several = chance.pick(&[SeveralCoupons::First, SeveralCoupons::Last, SeveralCoupons::Skip]);
    let mut signals = vec![Signal::Coupon, Signal::Cookie, Signal::LastClick, Signal::OrderEvidence];
    chance.shuffle(&mut signals);
    signals.truncate(usize::try_from(1 + chance.below(4)).expect("few"));
    let mut scenario = Scenario::new().order(10_000).rules(|rules| {
        (rules.touch, rules.window, rules.several_coupons) = (touch, window, several);
        rules.priority = signals;
    });
    for _ in 0..chance.below(7) {
        let name = chance.pick(&["sara", "noor", "omar", "lina"]);
        let at = -chance.below(16) * DAY_MS / 2 + chance.below(3) - 1;
        scenario = match chance.below(5) {
            0 => scenario.coupon(&format!("C{}", chance.below(3)), name),
            1 => scenario.cookie(name, at),
            2 => scenario.named_click(name, at),
            3 => scenario.evidence(name, at),
            _ => scenario.click(name, at),
        };
        if chance.below(6) == 0 {
            scenario = scenario.paused();
        }
    }
    if chance.below(4) == 0 { scenario.earlier_order(-days(chance.below(9))) } else { scenario }
}

proptest! {
    #[test]
    fn an_order_has_one_winner_or_one_reason_and_every_loser_has_its_own(mut chance in chances()) {
        let scenario = scene(&mut chance);
        let (touches, order) = (scenario.world.touches.len(), scenario.order.placed_at);
        let attribution = scenario.decide().decision.attribution;
        let winners: Vec<_> = attribution.candidates.iter().filter(|c| c.lost.is_none()).collect();
        prop_assert_eq!(attribution.candidates.len(), touches);
        prop_assert_eq!(winners.len(), usize::from(attribution.credit.is_some()));
        prop_assert_eq!(attribution.nobody.is_none(), attribution.credit.is_some());
        if let (Some(winner), Some(credit)) = (winners.first(), &attribution.credit) {
            prop_assert_eq!(&winner.touch.partner, &credit.partner);
            prop_assert!(!winner.touch.paused && winner.touch.by_person);
            // First touch, sliding: the first click stays the winner while later ones renew its hold.
            let same = |c: &&Candidate| c.touch.partner == credit.partner;
            let live = |c: &Candidate| c.touch.click.is_none() || order.since_ms(c.touch.at) < days(7);
            prop_assert!(attribution.candidates.iter().filter(same).any(live), "{:#?}", attribution);
        }
        let beaten = [Reason::LowerPriority, Reason::LaterTouch, Reason::OtherCoupon];
        if attribution.credit.is_none() {
            let impossible = attribution.candidates.iter().any(|c| c.lost.is_some_and(|why| beaten.contains(&why)));
            prop_assert!(!impossible, "nobody is beaten by nobody: {:#?}", attribution);
        }
    }

    #[test]
    fn under_last_touch_and_a_sliding_window_the_latest_live_click_wins(mut chance in chances()) {
        let scenario = scene(&mut chance).rules(|rules| {
            (rules.touch, rules.window) = (TouchPolicy::Last, WindowKind::Sliding);
            rules.priority = vec![Signal::LastClick];
            rules.cleared_by_order = false;
        });
        let placed = scenario.order.placed_at;
        let live = |touch: &&crate::touch::Touch| {
            let named = touch.source != Source::Visitor;
            let age = placed.since_ms(touch.at);
            let counts = !matches!(touch.source, Source::Coupon | Source::Cookie);
            counts && !touch.paused && age < days(7) && age > if named { -300_000 } else { -1000 }
        };
        let latest = scenario.world.touches.iter().filter(live).map(|touch| touch.at).max();
        let attribution = scenario.decide().decision.attribution;
        let won = attribution.candidates.iter().find(|c| c.lost.is_none()).map(|c| c.touch.at);
        prop_assert_eq!(won, latest);
    }

    #[test]
    fn a_bot_a_pause_or_an_own_purchase_never_helps_and_never_harms_others(mut chance in chances(), flaw in 0..3) {
        let without = scene(&mut chance);
        let with = without.clone().click("sara", -5);
        let with = with.last_touch(|touch| match flaw {
            0 => touch.by_person = false,
            1 => touch.paused = true,
            _ => touch.own_purchase = true,
        });
        let (with, without) = (with.decide().decision.attribution, without.decide().decision.attribution);
        prop_assert_eq!(with.credit, without.credit);
    }
}
