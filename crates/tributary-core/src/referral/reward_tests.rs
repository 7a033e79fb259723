//! What a friend's order earns, in tables. Amounts are whole cents.

use crate::base::BaseKind;
use crate::fact::{OrderFact, OrderKind, Origin};
use crate::money::Money;
use crate::order::Status;
use crate::reason::Reason;
use crate::referral::{CapAt, Promo, Referral, Reward};
use crate::ruling::Decline;
use crate::scenario::{PLACED, Scenario, bare, customer, days, detailed, money, percent, recorded, stated};
use crate::time::Timestamp;

const ACTIVE: [(u128, Option<Reason>); 3] = [(1, None), (2, None), (3, None)];

fn dollars(minor: i64) -> Money {
    Money::new(minor, money("USD"))
}

fn promo(starts: i64, ends: i64, multiplier_percent: u32) -> Promo {
    let (starts_at, ends_at) = (PLACED.plus_ms(starts), PLACED.plus_ms(ends));
    Promo { name: "Week".into(), starts_at, ends_at, multiplier_percent }
}

/// An order over 250.00 of a friend whom customer 1 sent, who was sent by 2, who was sent by 3.
fn friend(change: impl FnOnce(&mut Referral)) -> Scenario {
    Scenario::new().refers(change).order(25_000).sent_by(&ACTIVE)
}

fn part(text: &str, of: BaseKind) -> Reward {
    Reward::Percent { rate: percent(text), of }
}

#[test]
fn a_friends_first_completed_order_earns_the_whole_reward_for_whoever_sent_them() {
    let outcome = friend(|_| {}).decide();
    assert_eq!(outcome.rewards(), "1:10000");
    assert_eq!((outcome.wallet(1), outcome.wallet(2)), ((0, 10_000), (0, 0)));
    assert!(outcome.decision.due.is_balanced());
    assert_eq!(outcome.decision.earned, None, "nobody is credited, and no commission is due");
}

#[test]
fn levels_get_their_percentage_of_the_reward_and_a_promotion_raises_it_first() {
    let levels = |referral: &mut Referral| {
        referral.levels.enabled = true;
        referral.levels.rates = ["10", "5", "2"].map(percent).to_vec();
    };
    assert_eq!(friend(levels).decide().rewards(), "1:10000 2:500 3:200");
    let doubled = |referral: &mut Referral| {
        levels(referral);
        referral.promos = vec![promo(-days(1), days(1), 200)];
    };
    let outcome = friend(doubled).decide();
    assert_eq!(outcome.rewards(), "1:20000 2:1000 3:400");
    assert_eq!([1, 2, 3].map(|bits| outcome.wallet(bits).1), [20_000, 10_00, 4_00]);
}

#[test]
fn no_more_levels_earn_than_the_rules_have_and_with_levels_off_one_does() {
    let rates = |rates: &'static [&'static str], enabled| {
        move |referral: &mut Referral| {
            referral.levels.enabled = enabled;
            referral.levels.rates = rates.iter().copied().map(percent).collect();
        }
    };
    assert_eq!(friend(rates(&["10", "5"], true)).decide().rewards(), "1:10000 2:500");
    assert_eq!(friend(rates(&["10"], true)).decide().rewards(), "1:10000");
    assert_eq!(friend(rates(&[], true)).decide().rewards(), "1:10000");
    assert_eq!(friend(rates(&["10", "5", "2"], false)).decide().rewards(), "1:10000");
    let ten: Vec<(u128, Option<Reason>)> = (1..=12).map(|bits| (bits, None)).collect();
    let all = rates(&["9", "8", "7", "6", "5", "4", "3", "2", "1", "0.5"], true);
    let deep = friend(all).sent_by(&ten).decide();
    assert_eq!(deep.rewards(), "1:10000 2:800 3:700 4:600 5:500 6:400 7:300 8:200 9:100 10:50");
}

#[test]
fn rewards_by_the_table() {
    let goods = |text: &str| part(text, BaseKind::Goods);
    let fixed = |minor| Reward::Fixed { amount: dollars(minor) };
    // Reward, cap, whether the cap cuts before the promotion, multiplier, what it comes to.
    let table = [
        (fixed(10_000), None, true, None, "1:10000"),
        (fixed(40_000), None, true, None, "1:40000"),
        (fixed(10_000), Some(80_00), true, None, "1:8000"),
        (fixed(10_000), Some(80_00), true, Some(200), "1:16000"),
        (fixed(10_000), Some(80_00), false, Some(200), "1:8000"),
        (fixed(10_000), Some(15_000), true, Some(200), "1:20000"),
        (fixed(10_000), Some(15_000), false, Some(200), "1:15000"),
        (fixed(10_000), Some(0), true, Some(200), "nothing_to_earn"),
        (goods("10"), None, true, None, "1:2500"),
        (goods("10"), Some(20_00), true, None, "1:2000"),
        (goods("10"), Some(20_00), true, Some(150), "1:3000"),
        (goods("10"), Some(20_00), false, Some(150), "1:2000"),
        (goods("0"), None, true, Some(300), "nothing_to_earn"),
        (fixed(1_01), None, true, Some(150), "1:151"),
        (fixed(33), None, true, Some(101), "1:33"),
    ];
    for (reward, cap, before, multiplier, expected) in table {
        let outcome = friend(|referral| {
            referral.reward = reward;
            referral.cap = cap.map(dollars);
            referral.cap_at = if before { CapAt::BeforePromo } else { CapAt::AfterPromo };
            referral.promos = multiplier.map(|by| promo(-1, days(1), by)).into_iter().collect();
        });
        assert_eq!(outcome.decide().rewards(), expected, "{reward:?} {cap:?} {before} {multiplier:?}");
    }
}

#[test]
fn a_percentage_of_the_total_counts_tax_and_shipping_and_one_of_the_goods_does_not() {
    let order = |of| {
        let percent = move |referral: &mut Referral| referral.reward = part("10", of);
        friend(percent).order_with(|order| {
            order.tax_minor = 50_00;
            order.shipping_minor = 10_00;
        })
    };
    assert_eq!(order(BaseKind::Goods).decide().rewards(), "1:2500");
    assert_eq!(order(BaseKind::Total).decide().rewards(), "1:3100");
    assert_eq!(order(BaseKind::Total).refund(bare("r1", 11_000)).decide().rewards(), "1:2000");
    assert_eq!(order(BaseKind::Total).refund(bare("r1", 31_000)).decide().rewards(), "taken_back");
}

#[test]
fn the_promotion_of_the_orders_own_moment_counts_and_its_end_does_not() {
    // The order's own moment is the last millisecond of its second, as far as we had not heard of it.
    let moment = friend(|_| {}).decide().decision.order.own_moment().since_ms(PLACED);
    for (starts, ends, doubled) in [
        (moment, moment + 1, true),
        (moment + 1, moment + 2, false),
        (moment - 1, moment, false),
        (moment - 1, moment + 1, true),
    ] {
        let outcome = friend(|referral| referral.promos = vec![promo(starts, ends, 200)]).decide();
        let expected = if doubled { "1:20000" } else { "1:10000" };
        assert_eq!(outcome.rewards(), expected, "{starts} to {ends}");
        let rewards = outcome.decision.rewards.unwrap();
        assert_eq!(rewards.promo.is_some(), doubled);
    }
}

#[test]
fn of_several_promotions_that_of_the_moment_counts() {
    let promos = vec![promo(-days(9), -days(8), 900), promo(-1, days(1), 300), promo(days(1), days(2), 500)];
    assert_eq!(friend(|referral| referral.promos = promos).decide().rewards(), "1:30000");
}

#[test]
fn only_the_first_order_that_qualifies_earns_whatever_becomes_of_it() {
    let order = || friend(|_| {});
    assert_eq!(order().other_order("99", -1).decide().rewards(), "not_first_qualifying_order");
    assert_eq!(order().other_order("99", 1).decide().rewards(), "1:10000");
    // In the same moment the id decides: this one is 28.
    assert_eq!(order().other_order("27", 0).decide().rewards(), "not_first_qualifying_order");
    assert_eq!(order().other_order("29", 0).decide().rewards(), "1:10000");
    let waiting = order().status("processing");
    assert_eq!(waiting.clone().decide().rewards(), "not_qualified_yet");
    assert_eq!(waiting.other_order("99", 1).decide().rewards(), "not_first_qualifying_order");
}

#[test]
fn an_order_that_has_qualified_earns_while_it_stands_in_a_listed_status() {
    let later = |status: &str| {
        let order = friend(|_| {});
        let mut next = order.order.clone();
        next.total_minor = 25_000;
        next.status = Status::parse(status);
        next.modified_at = Some(PLACED.plus_ms(days(2)));
        let outcome = order.then(stated(next, Origin::Webhook)).at(days(3)).decide();
        assert_eq!(outcome.decision.qualified_at, Some(PLACED), "{status}");
        outcome.rewards()
    };
    assert_eq!(later("completed"), "1:10000");
    assert_eq!(later("processing"), "not_qualified_yet");
    for ended in ["cancelled", "refunded", "failed", "trash"] {
        assert_eq!(later(ended), "taken_back", "{ended}");
    }
    // A plugin's own status is somewhere on the way, and ends nothing.
    assert_eq!(later("being-returned"), "1:10000");
}

#[test]
fn other_statuses_trigger_where_the_rules_say_so() {
    let when = |statuses: &[Status]| {
        let statuses = statuses.to_vec();
        friend(move |referral| referral.counts_when = statuses).status("processing").decide().rewards()
    };
    assert_eq!(when(&[Status::Processing, Status::Completed]), "1:10000");
    assert_eq!(when(&[Status::Completed]), "not_qualified_yet");
}

#[test]
fn what_only_a_browser_told_qualifies_when_a_person_confirms_it() {
    let told = || {
        let mut scenario = friend(|_| {});
        let mut order = scenario.order.clone();
        order.total_minor = 25_000;
        scenario.world.facts = vec![recorded(1, 1, stated(order, Origin::Script))];
        scenario.world
    };
    let outcome = |world: &crate::decide::World| {
        let decision = crate::decide::decide(world, PLACED.plus_ms(days(9))).unwrap();
        (decision.qualified_at, decision.rewards.unwrap().nobody)
    };
    assert_eq!(outcome(&told()), (None, Some(Reason::NotQualifiedYet)));
    let mut confirmed = told();
    let stands = |declined| OrderFact::Ruled { declined, by: "ada".into(), note: "seen".into() };
    confirmed.facts.push(recorded(5, 2, stands(None)));
    assert_eq!(outcome(&confirmed), (Some(PLACED.plus_ms(5)), None));
    confirmed.facts.push(recorded(6, 3, stands(Some(Decline::TestOrder))));
    assert_eq!(outcome(&confirmed), (None, Some(Reason::NotQualifiedYet)));
}

#[test]
fn every_reason_for_nobody_is_said() {
    let paused = [(1, Some(Reason::SponsorInactive))];
    let own = [(1, Some(Reason::OwnPurchase)), (2, None)];
    let nobody = |scenario: Scenario| scenario.decide().rewards();
    assert_eq!(nobody(friend(|referral| referral.enabled = false)), "referral_off");
    assert_eq!(nobody(friend(|_| {}).sent_by(&[])), "no_sponsor");
    assert_eq!(nobody(friend(|_| {}).sent_by(&paused)), "sponsor_inactive");
    assert_eq!(nobody(friend(|_| {}).sent_by(&own)), "own_purchase");
    let levels = friend(|referral| referral.levels.enabled = true);
    assert_eq!(nobody(levels.sent_by(&own)), "own_purchase", "nor does it earn anything further up");
    let mut late = friend(|_| {}).sent_by(&[]);
    late.world.friend.as_mut().unwrap().bound_later = true;
    assert_eq!(nobody(late), "bound_after_order");
    let mut stranger = friend(|_| {});
    stranger.world.friend = None;
    assert_eq!(nobody(stranger), "no_sponsor");
    let euros = friend(|_| {}).order_with(|order| order.currency = money("EUR"));
    assert_eq!(nobody(euros), "other_currency");
    let declined =
        OrderFact::Ruled { declined: Some(Decline::TestOrder), by: "ada".into(), note: "test".into() };
    assert_eq!(nobody(friend(|_| {}).then(declined)), "reward_declined");
    let free = friend(|_| {}).order_with(|order| order.lines.clear());
    assert_eq!(nobody(free), "nothing_to_earn");
    let lead = friend(|_| {}).order_with(|order| order.kind = OrderKind::Lead);
    assert_eq!(nobody(lead), "not_qualified_yet");
    assert_eq!(
        Scenario::new().order(1_00).decide().decision.rewards,
        None,
        "rules that never spoke of friends"
    );
}

#[test]
fn amounts_of_another_currency_cap_nothing_unseen() {
    let euros = Some(Money::new(1_00, money("EUR")));
    let percent = part("10", BaseKind::Goods);
    let capped = friend(|referral| (referral.reward, referral.cap) = (percent, euros));
    assert_eq!(capped.decide().rewards(), "other_currency");
    let budgeted = friend(|referral| (referral.reward, referral.budget) = (percent, euros));
    assert_eq!(budgeted.decide().rewards(), "other_currency");
}

#[test]
fn further_up_a_customer_who_may_not_earn_is_passed_over_or_lets_the_level_lapse() {
    let chain = [(1, None), (2, Some(Reason::SponsorInactive)), (3, None), (4, None)];
    let levels = |skip_inactive| {
        friend(move |referral| {
            referral.levels.enabled = true;
            referral.levels.skip_inactive = skip_inactive;
        })
    };
    let passed_over = levels(true).sent_by(&chain).decide();
    assert_eq!(passed_over.rewards(), "1:10000 2:sponsor_inactive 2:500 3:200");
    assert_eq!(passed_over.wallet(3), (0, 5_00));
    assert_eq!(levels(false).sent_by(&chain).decide().rewards(), "1:10000 2:sponsor_inactive 3:200");
    // Nobody else sent the friend, so nobody else gets the whole reward.
    let first = [(1, Some(Reason::SponsorInactive)), (2, None), (3, None)];
    assert_eq!(levels(true).sent_by(&first).decide().rewards(), "1:sponsor_inactive 2:500 3:200");
}

#[test]
fn a_hold_keeps_a_reward_until_its_last_millisecond() {
    let held = |at| friend(|referral| referral.hold_days = 14).at(at).decide();
    assert_eq!(held(days(14) - 1).wallet(1), (10_000, 0));
    assert_eq!(held(days(14)).wallet(1), (0, 10_000));
    let now = PLACED.plus_ms(1);
    assert_eq!(held(1).decision.matures_at(now), Some(PLACED.plus_ms(days(14))));
    assert_eq!(held(days(14)).decision.matures_at(PLACED.plus_ms(days(14))), None);
}

#[test]
fn an_order_matures_whenever_the_next_of_its_holds_ends() {
    let both = |commission: u32, reward: u32, now: i64| {
        let scenario = friend(move |referral| referral.hold_days = reward).click("sara", -1);
        let decision = scenario.rules(|rules| rules.hold_days = commission).at(now).decide().decision;
        decision.matures_at(PLACED.plus_ms(now)).map(|at| at.since_ms(PLACED))
    };
    assert_eq!(both(7, 14, 1), Some(days(7)));
    assert_eq!(both(7, 14, days(7)), Some(days(14)));
    assert_eq!(both(14, 7, 1), Some(days(7)));
    assert_eq!(both(14, 7, days(7)), Some(days(14)));
    assert_eq!(both(14, 7, days(14)), None);
    assert_eq!(both(0, 7, 1), Some(days(7)));
}

#[test]
fn a_commission_and_a_reward_are_due_for_one_order_beside_each_other() {
    let outcome = friend(|_| {}).click("sara", -1).decide();
    assert_eq!((outcome.payable("sara"), outcome.wallet(1)), (25_00, (0, 10_000)));
    assert!(outcome.decision.due.is_balanced());
}

#[test]
fn a_customers_own_code_never_wins_a_commission() {
    let referrer = |scenario: Scenario| scenario.last_touch(|touch| touch.referrer = true);
    let alone = referrer(friend(|_| {}).coupon("BOB22", "omar")).decide();
    assert_eq!(alone.credit(), "nobody: referrer_only");
    assert_eq!(alone.rewards(), "1:10000");
    let beside = referrer(friend(|_| {}).click("sara", -2).click("omar", -1)).decide();
    assert_eq!(
        (beside.credit(), beside.losers()),
        ("sara by click".into(), vec!["omar: referrer_only".into()])
    );
}

#[test]
fn the_budget_is_spent_from_the_first_level_up_and_never_passed() {
    let left = |budget: i64, all: i64| {
        let scenario = friend(|referral| {
            referral.levels.enabled = true;
            referral.budget = Some(dollars(budget));
        });
        scenario.granted(0, all).decide()
    };
    assert_eq!(left(10_700, 0).rewards(), "1:10000 2:500 3:200");
    assert_eq!(left(100_000, 89_300).rewards(), "1:10000 2:500 3:200");
    assert_eq!(left(100_000, 89_400).rewards(), "1:10000 2:500 3:100");
    assert_eq!(left(100_000, 90_000).rewards(), "1:10000 2:budget_spent 3:budget_spent");
    assert_eq!(left(100_000, 96_000).rewards(), "1:4000 2:budget_spent 3:budget_spent");
    assert_eq!(left(100_000, 100_000).rewards(), "budget_spent");
    assert_eq!(left(10_00, 100_000).rewards(), "budget_spent");
}

#[test]
fn what_was_granted_stays_granted_and_goes_back_in_proportion() {
    let order = |own: i64| friend(|referral| referral.budget = Some(dollars(100_000))).granted(own, 100_000);
    assert_eq!(order(10_000).decide().rewards(), "1:10000");
    assert_eq!(order(40_00).decide().rewards(), "1:4000");
    assert_eq!(order(40_00).refund(bare("r1", 12_500)).decide().rewards(), "1:2000");
    assert_eq!(order(40_00).refund(bare("r1", 25_000)).decide().rewards(), "taken_back");
}

#[test]
fn refunds_take_back_a_fixed_reward_in_proportion_and_a_percentage_with_its_base() {
    let levels = |reward, cap: Option<i64>| {
        move |referral: &mut Referral| {
            referral.reward = reward;
            referral.cap = cap.map(dollars);
            referral.levels.enabled = true;
        }
    };
    let fixed = levels(Reward::Fixed { amount: dollars(10_000) }, None);
    let half = friend(fixed).refund(detailed("r1", 12_500, &[("1", 12_500)], 0)).decide();
    assert_eq!(half.rewards(), "1:5000 2:250 3:100");
    let third = friend(fixed).refund(bare("r1", 83_33)).decide();
    assert_eq!(third.rewards(), "1:6666 2:333 3:133");
    let all = friend(fixed).refund(bare("r1", 83_33)).refund(bare("r2", 16_667)).decide();
    assert_eq!((all.rewards(), all.decision.due.is_empty()), ("taken_back".into(), true));
    // A cap cuts what is left, too: half of the order still earns all that the cap allows.
    let percent = levels(part("10", BaseKind::Goods), Some(12_50));
    assert_eq!(friend(percent).refund(bare("r1", 12_500)).decide().rewards(), "1:1250 2:62 3:25");
    let shipping = friend(levels(part("10", BaseKind::Goods), None));
    let shipping =
        shipping.order_with(|order| order.shipping_minor = 10_00).refund(detailed("r1", 10_00, &[], 10_00));
    assert_eq!(shipping.decide().rewards(), "1:2500 2:125 3:50", "shipping alone takes nothing of the goods");
}

#[test]
fn the_settings_of_the_orders_own_version_count() {
    let mut scenario = friend(|_| {});
    let mut next = scenario.world.versions[0].clone();
    (next.number, next.since) = (2, PLACED.plus_ms(days(1)));
    next.rules.referral.as_mut().unwrap().reward = Reward::Fixed { amount: dollars(1_00) };
    scenario.world.versions.push(next);
    scenario.world.versions[0].since = Timestamp::MIN;
    assert_eq!(scenario.at(days(30)).decide().rewards(), "1:10000");
    assert_eq!(customer(1), customer(1));
}
