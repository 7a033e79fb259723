//! Customers who tell friends: the friend's first order that counts earns once, whatever arrives when, and refunds take it back.

use crate::scenario::{DAY, HOUR, MINUTE, Scenario, Stated, at, refund_of_line};
use tributary_core::fact::Origin;
use tributary_core::order::Status;
use tributary_core::referral::{Promo, Referral};
use tributary_core::{Currency, CustomerId, Money, PartnerId};
use tributary_engine::audit::Actor;
use tributary_engine::code::Kind;
use tributary_engine::customer::{self, NewSignUp, Told};
use tributary_engine::referral::{self, Part};
use tributary_engine::replay::Apply;
use tributary_engine::{order, partner};

pub(crate) fn dollars(minor: i64) -> Money {
    Money::new(minor, Currency::parse("USD").unwrap())
}

/// A shop whose customers earn 100 for a friend's first completed order, with some of it changed.
pub(crate) fn shop(change: impl Fn(&mut Referral) + Send + Sync + 'static) -> Scenario {
    Scenario::new(move |rules| {
        let usd = Currency::parse("USD").unwrap();
        let mut referral = Referral { enabled: true, ..Referral::new(usd) };
        change(&mut referral);
        rules.referral = Some(referral);
    })
}

impl Scenario {
    /// Somebody sent a customer, as it is told at a moment: at once by a person, late by a sign-up.
    pub(crate) fn sent(&self, friend: &CustomerId, sponsor: &CustomerId, since: i64, told: i64) {
        let (tenant, store) = (self.tenant.clone(), self.store.clone());
        let (friend, sponsor) = (friend.clone(), sponsor.clone());
        let key = *self.engine.sealer.people_key();
        let bound = self.engine.db.write_wait(move |tx| {
            let code = customer::code_of(tx, &tenant, &sponsor, at(told))?.code;
            if since == told {
                let by = Actor::system(&tenant, "ada");
                return customer::assign(tx, (&tenant, &by), (&friend, &code, "They said so."), at(told));
            }
            let known = customer::load(tx, &tenant, &friend)?;
            let new = NewSignUp {
                told: Told {
                    external_id: known.external_id,
                    registered_at: Some(at(since)),
                    ..Told::default()
                },
                click: None,
                code: Some(code),
                origin: Origin::Api,
                source: "test".to_owned(),
                welcome: false,
            };
            Ok(customer::sign_up(tx, (&tenant, &store), &new, &key, at(told))?.binding)
        });
        assert!(bound.unwrap().is_some());
    }

    /// The partner that stands for a customer who tells friends.
    fn stands_for(&self, customer: &CustomerId) -> PartnerId {
        let (tenant, customer) = (self.tenant.clone(), customer.clone());
        let known = self.engine.db.read_wait(move |tx| customer::load(tx, &tenant, &customer));
        known.unwrap().partner.unwrap()
    }

    /// A friend, sent by ada since the opening.
    pub(crate) fn friend_of_ada(&self) -> CustomerId {
        let (ada, friend) = (self.buyer("ada"), self.buyer("friend"));
        self.sent(&friend, &ada, 0, 0);
        ada
    }

    fn parts(&self, customer: &CustomerId) -> Vec<Part> {
        let (tenant, customer) = (self.tenant.clone(), customer.clone());
        self.engine.db.read_wait(move |tx| referral::of_customer(tx, (&tenant, &customer), 100)).unwrap()
    }

    /// Why nobody gets anything for an order.
    fn nobody(&self, id: &str, now: i64) -> Option<&'static str> {
        let key = self.key(id);
        let decision = self.engine.db.read_wait(move |tx| {
            let known = order::load_world(tx, &key)?;
            Ok(tributary_core::decide::decide(&known.world, at(now)).unwrap())
        });
        decision.unwrap().rewards.and_then(|rewards| rewards.nobody).map(|reason| reason.code())
    }

    fn available(&self, whose: &CustomerId) -> i64 {
        self.purses(whose)[1]
    }
}

pub(crate) fn friends_order(id: &str, minor: i64, placed: i64) -> Stated {
    Stated::new(id, minor, placed).account("friend")
}

#[test]
fn the_first_completed_order_earns_and_the_second_does_not() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, MINUTE).status(Status::Processing));
    assert_eq!((scenario.available(&ada), scenario.nobody("1", HOUR)), (0, Some("not_qualified_yet")));
    scenario.state(&friends_order("1", 40_00, MINUTE).modified(HOUR));
    assert_eq!(scenario.available(&ada), 10_000);
    scenario.state(&friends_order("2", 90_00, 2 * HOUR));
    assert_eq!(scenario.nobody("2", DAY), Some("not_first_qualifying_order"));
    assert_eq!(scenario.available(&ada), 10_000);
    let parts = scenario.parts(&ada);
    assert_eq!(parts.len(), 1);
    assert_eq!((parts[0].number.as_str(), parts[0].level, parts[0].minor), ("1", 1, 10_000));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn what_was_taken_back_is_not_earned_by_the_next_order() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, MINUTE));
    scenario.tell("1", refund_of_line("r1", 10_00), HOUR);
    assert_eq!(scenario.available(&ada), 75_00);
    scenario.tell("1", refund_of_line("r2", 30_00), 2 * HOUR);
    assert_eq!(scenario.available(&ada), 0);
    scenario.state(&friends_order("2", 90_00, DAY));
    assert_eq!(scenario.available(&ada), 0);
    assert_eq!(
        (scenario.nobody("1", DAY), scenario.nobody("2", DAY)),
        (Some("taken_back"), Some("not_first_qualifying_order"))
    );
    assert_eq!(scenario.findings(2 * DAY), [""; 0]);
}

#[test]
fn it_makes_no_difference_which_of_two_orders_is_told_first_or_how_often() {
    let mut ends = Vec::new();
    for turn in 0..6 {
        let scenario = shop(|_| {});
        let ada = scenario.friend_of_ada();
        let first = friends_order("1", 40_00, MINUTE).modified(HOUR);
        let second = friends_order("2", 90_00, 2 * MINUTE).modified(2 * HOUR);
        let third = friends_order("3", 10_00, 0).modified(3 * HOUR);
        let mut all = [first, second, third];
        all.rotate_left(turn % 3);
        if turn >= 3 {
            all.swap(0, 1);
        }
        for order in &all {
            scenario.tell(&order.0.external_id, order.fact(Origin::Webhook), 4 * HOUR);
            scenario.tell(&order.0.external_id, order.fact(Origin::Webhook), 5 * HOUR);
        }
        let earned: Vec<(String, i64)> =
            scenario.parts(&ada).into_iter().map(|part| (part.number, part.minor)).collect();
        ends.push((scenario.available(&ada), earned, scenario.nobody("2", DAY), scenario.nobody("3", DAY)));
        assert_eq!(scenario.findings(DAY), [""; 0]);
    }
    ends.dedup();
    let other = Some("not_first_qualifying_order");
    assert_eq!(ends, [(10_000, vec![("1".to_owned(), 10_000)], other, other)]);
}

#[test]
fn an_order_of_the_same_address_counts_whether_it_was_placed_with_the_account_or_as_a_guest() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    let address = {
        let key = *scenario.engine.sealer.people_key();
        tributary_engine::person::email_key(&key, "friend@example.com")
    };
    scenario.state(&Stated::new("1", 40_00, MINUTE).customer(&address));
    assert_eq!(scenario.available(&ada), 10_000);
    scenario.state(&friends_order("2", 40_00, HOUR));
    assert_eq!(scenario.nobody("2", DAY), Some("not_first_qualifying_order"));
    // Another account at the same address is another customer, of whom nothing is known.
    scenario.state(&Stated::new("3", 40_00, 2 * HOUR).customer(&address).account("stranger"));
    assert_eq!(scenario.nobody("3", DAY), Some("no_sponsor"));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn who_bought_before_the_program_spoke_of_friends_is_no_new_customer() {
    let scenario = Scenario::new(|_| {});
    scenario.state(&friends_order("1", 40_00, MINUTE));
    scenario.rules(DAY, |rules| {
        let usd = Currency::parse("USD").unwrap();
        rules.referral = Some(Referral { enabled: true, ..Referral::new(usd) });
    });
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("2", 40_00, 2 * DAY));
    assert_eq!(scenario.nobody("2", 3 * DAY), Some("not_first_qualifying_order"));
    assert_eq!((scenario.available(&ada), scenario.nobody("1", 3 * DAY)), (0, None));
    assert_eq!(scenario.findings(3 * DAY), [""; 0]);
}

#[test]
fn a_sign_up_that_is_told_late_earns_as_if_it_had_always_been_known() {
    let scenario = shop(|referral| referral.levels.enabled = true);
    let [ada, noor, friend] = ["ada", "noor", "friend"].map(|name| scenario.buyer(name));
    scenario.state(&friends_order("1", 40_00, HOUR));
    assert_eq!(scenario.nobody("1", DAY), Some("no_sponsor"));
    scenario.sent(&friend, &noor, MINUTE, 2 * HOUR);
    assert_eq!((scenario.available(&noor), scenario.available(&ada)), (10_000, 0));
    // Whoever sent noor gets the second level, also of what her friend bought long ago.
    scenario.sent(&noor, &ada, 0, 3 * HOUR);
    assert_eq!((scenario.available(&noor), scenario.available(&ada)), (10_000, 5_00));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn who_is_bound_after_the_order_earned_nothing_with_it() {
    let scenario = shop(|_| {});
    let (ada, friend) = (scenario.buyer("ada"), scenario.buyer("friend"));
    scenario.state(&friends_order("1", 40_00, HOUR));
    scenario.sent(&friend, &ada, 2 * HOUR, 2 * HOUR);
    assert_eq!((scenario.nobody("1", DAY), scenario.available(&ada)), (Some("bound_after_order"), 0));
    scenario.state(&friends_order("2", 40_00, DAY));
    assert_eq!(scenario.nobody("2", 2 * DAY), Some("not_first_qualifying_order"));
}

#[test]
fn levels_and_a_promotion_reach_the_wallets_of_all_three() {
    let scenario = shop(|referral| {
        referral.levels.enabled = true;
        let (starts_at, ends_at) = (at(DAY), at(2 * DAY));
        referral.promos =
            vec![Promo { name: "Week".to_owned(), starts_at, ends_at, multiplier_percent: 200 }];
    });
    let chain = ["ada", "noor", "omar", "friend", "other"].map(|name| scenario.buyer(name));
    for pair in chain[..4].windows(2) {
        scenario.sent(&pair[1], &pair[0], 0, 0);
    }
    scenario.sent(&chain[4], &chain[2], 0, 0);
    scenario.state(&friends_order("1", 40_00, HOUR));
    let wallets = || [0, 1, 2].map(|place: usize| scenario.available(&chain[place]));
    assert_eq!(wallets(), [2_00, 5_00, 10_000]);
    scenario.state(&Stated::new("2", 40_00, DAY + HOUR).account("other"));
    assert_eq!(wallets(), [2_00 + 4_00, 5_00 + 10_00, 10_000 + 20_000]);
    assert_eq!(scenario.findings(3 * DAY), [""; 0]);
}

// WK-25
#[test]
fn who_stands_further_up_is_whoever_did_at_the_orders_moment() {
    let scenario = shop(|referral| referral.levels.enabled = true);
    let [ada, noor, eve, friend] = ["ada", "noor", "eve", "friend"].map(|name| scenario.buyer(name));
    scenario.sent(&noor, &ada, 0, 0);
    scenario.sent(&friend, &noor, 0, 0);
    scenario.sent(&noor, &eve, 2 * HOUR, 2 * HOUR);
    let earlier = friends_order("1", 40_00, HOUR);
    scenario.tell("1", earlier.fact(Origin::Webhook), 3 * HOUR);
    assert_eq!([&ada, &noor, &eve].map(|one| scenario.available(one)), [5_00, 10_000, 0]);
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_hold_ends_by_itself_and_only_then_can_it_be_spent() {
    let scenario = shop(|referral| referral.hold_days = 14);
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, 0));
    assert_eq!(scenario.purses(&ada), [10_000, 0, 0, 0]);
    assert_eq!(scenario.end_holds(14 * DAY - 1), 0);
    assert_eq!(scenario.end_holds(14 * DAY), 1);
    assert_eq!(scenario.purses(&ada), [0, 10_000, 0, 0]);
    assert_eq!(scenario.end_holds(15 * DAY), 0);
    assert_eq!(scenario.findings(15 * DAY), [""; 0]);
}

#[test]
fn the_budget_is_never_passed_in_whatever_order_friends_buy() {
    let scenario = shop(|referral| referral.budget = Some(dollars(25_000)));
    let ada = scenario.buyer("ada");
    for (name, id) in ["a", "b", "c", "d"].iter().zip(1..) {
        let friend = scenario.buyer(name);
        scenario.sent(&friend, &ada, 0, 0);
        scenario.state(&Stated::new(&id.to_string(), 40_00, id * HOUR).account(name));
    }
    assert_eq!(scenario.available(&ada), 25_000);
    assert_eq!(scenario.nobody("4", DAY), Some("budget_spent"));
    // What is taken back was granted all the same.
    scenario.tell("1", refund_of_line("r1", 40_00), 10 * HOUR);
    scenario.tell("3", refund_of_line("r3", 20_00), 10 * HOUR);
    assert_eq!(scenario.available(&ada), 12_500);
    assert_eq!(scenario.nobody("4", DAY), Some("budget_spent"));
    assert_eq!(scenario.findings(DAY), [""; 0]);
    assert_eq!(scenario.replay(None, Apply::Show, 2 * DAY).differences, []);
}

#[test]
fn paused_sponsors_and_own_addresses_earn_nothing() {
    let scenario = shop(|_| {});
    let (ada, friend) = (scenario.buyer("ada"), scenario.buyer("friend"));
    scenario.sent(&friend, &ada, 0, 0);
    let stands_for = scenario.stands_for(&ada);
    scenario.pause(&stands_for, "paused", HOUR);
    scenario.state(&friends_order("1", 40_00, 2 * HOUR));
    assert_eq!(scenario.nobody("1", DAY), Some("sponsor_inactive"));
    scenario.pause(&stands_for, "active", 3 * HOUR);
    assert_eq!(scenario.nobody("1", DAY), Some("sponsor_inactive"), "it was so then");

    let (omar, own) = (scenario.buyer("omar"), scenario.buyer("own"));
    scenario.sent(&own, &omar, 0, 0);
    let address =
        tributary_engine::person::email_key(scenario.engine.sealer.people_key(), "omar@example.com");
    scenario.state(&Stated::new("2", 40_00, 4 * HOUR).account("own").customer(&address));
    assert_eq!(scenario.nobody("2", DAY), Some("own_purchase"));
    assert_eq!(scenario.findings(DAY), [""; 0]);
}

#[test]
fn a_customers_code_earns_no_commission() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    let (tenant, key) = (scenario.tenant.clone(), *scenario.engine.sealer.people_key());
    let made = scenario.engine.db.write_wait(move |tx| {
        let new = partner::NewPartner {
            name: "Ada".to_owned(),
            email: None,
            kind: partner::REFERRER.to_owned(),
            by: "ada".to_owned(),
        };
        partner::create(tx, &tenant, &new, &key, at(0))
    });
    let partner = made.unwrap().id;
    scenario.code(&partner, Kind::Coupon, "ADA7", 0);
    scenario.state(&friends_order("1", 40_00, HOUR).coupon("ada7"));
    let row = scenario.row("1");
    assert_eq!((row.partner, row.nobody.as_deref()), (None, Some("referrer_only")));
    assert_eq!((scenario.available(&ada), scenario.balances(&partner)), (10_000, vec![]));
}

#[test]
fn a_replay_carries_rewards_and_under_other_rules_shows_what_would_differ() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, HOUR));
    assert_eq!(scenario.replay(None, Apply::Show, DAY).differences, []);
    let number = scenario.rules(DAY, |rules| {
        let referral = rules.referral.as_mut().unwrap();
        referral.reward = tributary_core::referral::Reward::Fixed { amount: dollars(13_000) };
    });
    let shown = scenario.replay(Some(number), Apply::Show, 2 * DAY);
    let to_ada: Vec<i64> = shown.differences[0]
        .changes
        .iter()
        .filter(|(account, ..)| account.starts_with("wallet:"))
        .map(|(.., minor)| *minor)
        .collect();
    assert_eq!((to_ada, scenario.available(&ada)), (vec![30_00], 10_000));
    scenario.replay(Some(number), Apply::Post, 2 * DAY);
    assert_eq!(scenario.available(&ada), 13_000);
    assert_eq!(scenario.parts(&ada)[0].minor, 13_000);
    assert_eq!(scenario.findings(3 * DAY), [""; 0]);
}

#[test]
fn a_replay_under_which_another_order_counts_first_pays_for_that_one_alone() {
    let scenario = shop(|_| {});
    let ada = scenario.friend_of_ada();
    // Told first, and completed, so it was the first that counted; the other one is older, and only processing.
    scenario.state(&friends_order("1", 90_00, 2 * HOUR));
    let older = friends_order("2", 40_00, HOUR).status(Status::Processing);
    scenario.tell("2", older.fact(Origin::Webhook), 3 * HOUR);
    assert_eq!(scenario.available(&ada), 10_000);
    let number = scenario.rules(DAY, |rules| {
        let referral = rules.referral.as_mut().unwrap();
        referral.counts_when = vec![Status::Processing, Status::Completed];
    });
    scenario.replay(Some(number), Apply::Post, 2 * DAY);
    let paid: Vec<String> =
        scenario.parts(&ada).into_iter().filter(|part| part.minor > 0).map(|part| part.number).collect();
    assert_eq!((scenario.available(&ada), paid), (10_000, vec!["2".to_owned()]));
    assert_eq!(scenario.findings(3 * DAY), [""; 0]);
}

#[test]
fn verify_names_a_reward_a_grant_and_a_first_order_that_were_changed_by_hand() {
    let scenario = shop(|_| {});
    scenario.friend_of_ada();
    scenario.state(&friends_order("1", 40_00, HOUR));
    assert_eq!(scenario.findings(DAY), [""; 0]);
    scenario.own.by_hand("UPDATE reward SET minor = 1").unwrap();
    scenario.own.by_hand("UPDATE orders SET qualified_at = 7").unwrap();
    let found = scenario.findings(DAY).join("\n");
    assert!(found.contains("its rewards is shown otherwise"), "{found}");
    assert!(found.contains("its date of qualifying is shown otherwise"), "{found}");
    let refused = scenario.own.by_hand("UPDATE reward_grant SET amount_minor = 1").unwrap_err();
    assert!(refused.contains("never changed"), "{refused}");
}
