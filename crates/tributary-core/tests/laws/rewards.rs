//! However friends buy and are paid back: no part of a reward is negative or more than was granted, what is taken back adds up to
//! what was given, promotions and caps raise and cut as they say, and a budget is never passed.

use super::{Chance, chances};
use crate::base::BaseKind;
use crate::decide::{Decision, decide};
use crate::fact::{OrderFact, Origin, RewardAnswer};
use crate::ledger::{Account, Balances};
use crate::reason::Reason;
use crate::referral::{CapAt, Promo, Referral, Reward, RewardWebhook};
use crate::scenario::{PLACED, Scenario, arriving, bare, days, detailed, money, percent, stated};
use crate::time::Timestamp;
use crate::{Money, Rate};
use proptest::prelude::*;

fn dollars(minor: i64) -> Money {
    Money::new(minor, money("USD"))
}

fn referral(referral: &mut Referral, chance: &mut Chance) {
    let rates = ["10", "5", "2", "33.3333", "100", "0.0001", "0"];
    referral.reward = match chance.below(3) {
        0 => Reward::Fixed { amount: dollars(chance.of_bits(20)) },
        1 => Reward::Percent { rate: percent(chance.pick(&rates)), of: BaseKind::Goods },
        _ => Reward::Percent { rate: percent(chance.pick(&rates)), of: BaseKind::Total },
    };
    referral.cap = (chance.below(2) == 0).then(|| dollars(chance.of_bits(16)));
    referral.cap_at = chance.pick(&[CapAt::BeforePromo, CapAt::AfterPromo]);
    referral.levels.enabled = chance.below(3) > 0;
    referral.levels.rates = (0..chance.below(11)).map(|_| percent(chance.pick(&rates))).collect();
    referral.levels.skip_inactive = chance.below(2) == 0;
    referral.hold_days = chance.pick(&[0, 14]);
    referral.budget = (chance.below(3) == 0).then(|| dollars(chance.of_bits(18)));
    if chance.below(2) == 0 {
        referral.promos = vec![Promo {
            name: "Week".into(),
            starts_at: PLACED.plus_ms(-days(1)),
            ends_at: PLACED.plus_ms(days(1)),
            multiplier_percent: u32::try_from(1 + chance.below(999)).expect("small"),
        }];
    }
}

/// Somebody outside is asked what the reward is, and answers anything or nothing.
fn answered(chance: &mut Chance) -> (RewardWebhook, OrderFact) {
    let webhook = RewardWebhook {
        url: "https://shop.example/rewards".into(),
        least_percent: u32::try_from(chance.below(101)).expect("small"),
        most_percent: u32::try_from(100 + chance.below(900)).expect("small"),
        wait_minutes: 60,
        secret: 1,
    };
    let answer = RewardAnswer {
        asked_minor: chance.of_bits(20),
        said_minor: (chance.below(4) > 0).then(|| chance.of_bits(22) - chance.of_bits(10)),
        who: "shop.example".into(),
        request: "rwq_1".into(),
    };
    (webhook, OrderFact::RewardAnswered(answer))
}

fn chain(chance: &mut Chance) -> Vec<(u128, Option<Reason>)> {
    let barred = [None, None, None, Some(Reason::SponsorInactive), Some(Reason::OwnPurchase)];
    (1..=u128::try_from(chance.below(13)).expect("small")).map(|bits| (bits, chance.pick(&barred))).collect()
}

/// An order of a friend that was paid back in parts, the last of which makes it whole; and the decision after each of them.
fn story(chance: &mut Chance) -> (Scenario, Vec<Decision>) {
    let mut scenario = Scenario::new();
    for _ in 0..=chance.below(3) {
        scenario = scenario.order(1 + chance.below(30_000));
    }
    let (shipping, tax) = (chance.below(2) * chance.below(2_000), chance.below(2) * chance.below(5_000));
    let scenario = scenario.order_with(|order| (order.shipping_minor, order.tax_minor) = (shipping, tax));
    let (asked, answer) = (chance.below(3) == 0).then(|| answered(chance)).unzip();
    let scenario = scenario.refers(|rules| {
        referral(rules, chance);
        rules.webhook = asked;
    });
    let scenario = scenario.sent_by(&chain(chance));
    let scenario = scenario.granted(0, chance.of_bits(18)).click("sara", -1);
    let mut order = scenario.order.clone();
    order.total_minor = order.lines.iter().map(|line| line.total_minor).sum::<i64>() + shipping + tax;
    let mut facts: Vec<OrderFact> =
        std::iter::once(stated(order.clone(), Origin::Webhook)).chain(answer).collect();
    let mut world = scenario.world.clone();
    let mut decisions = Vec::new();
    let mut unpaid = order.total_minor;
    for number in 0.. {
        world.facts = arriving(facts.clone());
        decisions.push(decide(&world, PLACED.plus_ms(days(20))).expect("a decision"));
        if unpaid == 0 {
            return (scenario, decisions);
        }
        let back = if number == 5 { unpaid } else { 1 + chance.below(unpaid) };
        unpaid -= back;
        let (id, line) = (number.to_string(), order.lines[0].total_minor);
        let refund = if chance.below(2) == 0 {
            bare(&id, back)
        } else {
            let net = chance.below(line.min(back) + 1);
            detailed(&id, back, &[("1", net)], chance.below(back - net + 1))
        };
        facts.push(OrderFact::Refunded { refund, origin: Origin::Webhook });
    }
    unreachable!()
}

fn hold(chance: &mut Chance) -> Result<(), TestCaseError> {
    let (_, decisions) = story(chance);
    let granted = decisions[0].rewards.as_ref().expect("friends are spoken of").clone();
    let mut posted = Balances::default();
    let mut before: Vec<i64> = granted.levels.iter().map(|level| level.granted_minor).collect();
    for decision in &decisions {
        prop_assert!(decision.due.is_balanced());
        let difference = decision.due.minus(&posted).expect("it fits");
        for (account, currency, minor) in difference.iter() {
            posted = posted.add(account.clone(), currency, minor).expect("it fits");
        }
        prop_assert_eq!(&posted, &decision.due, "what is posted is what is due");
        for (account, _, minor) in decision.due.iter() {
            prop_assert!(matches!(account, Account::Expense(_)) || minor > 0, "{:?} {}", account, minor);
        }
        let rewards = decision.rewards.as_ref().expect("friends are spoken of");
        prop_assert_eq!(rewards.nobody.is_none(), rewards.minor() > 0);
        if rewards.nobody.is_none() {
            let now: Vec<i64> = rewards.levels.iter().map(|level| level.minor).collect();
            prop_assert!(now.iter().zip(&before).all(|(now, before)| now <= before), "{:?}", rewards);
            before = now;
        }
    }
    let last = decisions.last().expect("one at least").rewards.as_ref().expect("friends are spoken of");
    prop_assert_eq!(last.minor(), 0, "paid back in full, nothing is left: {:?}", last);
    Ok(())
}

proptest! {
    #[test]
    fn what_is_taken_back_adds_up_to_what_was_given(mut chance in chances()) {
        hold(&mut chance)?;
    }

    #[test]
    fn a_promotion_that_multiplies_by_one_changes_nothing_and_a_larger_one_never_less(
        minor in 0_i64..1_000_000_000, cap in prop::option::of(0_i64..1_000_000), more in 100_u32..10_000
    ) {
        for cap_at in [CapAt::BeforePromo, CapAt::AfterPromo] {
            let rules = Referral { cap: cap.map(dollars), cap_at, ..Referral::new(money("USD")) };
            let promo = |multiplier_percent| Promo {
                name: "Week".into(),
                starts_at: Timestamp::MIN,
                ends_at: Timestamp::MAX,
                multiplier_percent,
            };
            let plain = rules.after_cap_and_promo(minor, None);
            prop_assert_eq!(rules.after_cap_and_promo(minor, Some(&promo(100))), plain);
            let (raised, _) = rules.after_cap_and_promo(minor, Some(&promo(more)));
            prop_assert!(raised >= plain.0);
            prop_assert!(cap_at == CapAt::BeforePromo || cap.is_none_or(|cap| raised <= cap));
        }
    }

    #[test]
    fn a_budget_is_never_passed_however_many_friends_buy(
        budget in 0_i64..100_000, rewards in prop::collection::vec(1_i64..30_000, 1..20)
    ) {
        let mut all = 0;
        for reward in rewards {
            let order = Scenario::new().refers(|referral| {
                referral.reward = Reward::Fixed { amount: dollars(reward) };
                referral.budget = Some(dollars(budget));
                referral.levels.enabled = true;
                referral.levels.rates = vec![Rate::percent(10), Rate::percent(50)];
            });
            let order = order.order(25_000).sent_by(&[(1, None), (2, None)]).granted(0, all);
            let decided = order.decide().decision.rewards.expect("friends are spoken of");
            let full = reward + reward / 2;
            prop_assert!(decided.granted_minor() == full.min(budget - all));
            all += decided.granted_minor();
            prop_assert!(all <= budget);
        }
    }
}

#[test]
fn ten_thousand_seeded_stories_hold() {
    for seed in 0..10_000 {
        hold(&mut Chance::seeded(seed)).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    }
}
